/** Every schema that is sent along, held against what structured outputs take: OpenAI's rules, and Azure's limits, which are lower. */
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { auditAnswerJsonSchema, AuditAnswer } from '../../../src/agents/audit-answer.ts';
import { locateJsonSchema } from '../../../src/core/context/locate.ts';
import { builderAnswerJsonSchema } from '../../../src/core/edits/answer.ts';
import { v4aAnswerJsonSchema } from '../../../src/core/edits/v4a-answer.ts';
import { planAnswerJsonSchema } from '../../../src/core/planning/answer.ts';
import { replanJsonSchema } from '../../../src/core/planning/replan.ts';
import { strictProblems } from '../../lab/model/strict-schema.ts';

const SCHEMAS: Readonly<Record<string, unknown>> = {
  audit: auditAnswerJsonSchema,
  builder: builderAnswerJsonSchema,
  locate: locateJsonSchema,
  plan: planAnswerJsonSchema,
  replan: replanJsonSchema,
  v4a: v4aAnswerJsonSchema,
};
const MOST = { properties: 100, levels: 5 };

const Node = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});

/** Properties in all, and how deep objects stand in objects. */
function sizeOf(schema: unknown): { readonly properties: number; readonly levels: number } {
  const { properties, items } = Node.parse(schema);
  const inner = [...Object.values(properties ?? {}), ...(items === undefined ? [] : [items])];
  const sizes = inner.map(sizeOf);
  const own = properties === undefined ? 0 : 1;
  return {
    properties: sizes.reduce(
      (sum, size) => sum + size.properties,
      Object.keys(properties ?? {}).length,
    ),
    levels: own + Math.max(0, ...sizes.map(({ levels }) => levels)),
  };
}

describe.each(Object.entries(SCHEMAS))('the schema of %s', (_, schema) => {
  it('is one that structured outputs take, on Azure as well', () => {
    expect(strictProblems(schema)).toEqual([]);
    const { properties, levels } = sizeOf(schema);
    expect(properties).toBeLessThanOrEqual(MOST.properties);
    expect(levels).toBeLessThanOrEqual(MOST.levels);
  });
});

it('an audit that fits its schema is read, field by field', () => {
  const finding = {
    ...{ severity: 'minor', category: 'docs', title: 't', reason: 'r', path: null, line: null },
    ...{ line_text: null, side: 'new', last_line_text: null, evidence: 'e', suggestion: null },
    regression: false,
  };
  const proof = { criterion: 'c', proven: true, evidence: 'e' };
  const answer = {
    ...{ verdict: 'approve', summary: 's', findings: [finding], fixed: ['F-1'] },
    acceptance: [proof],
  };
  const { findings } = auditAnswerJsonSchema.properties;
  expect(Object.keys(answer).toSorted()).toEqual([...auditAnswerJsonSchema.required].toSorted());
  expect(findings).toMatchObject({
    items: { required: expect.arrayContaining(Object.keys(finding)) },
  });
  expect(AuditAnswer.parse(answer)).toEqual(answer);
});
