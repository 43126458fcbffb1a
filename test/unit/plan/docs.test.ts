import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FRONT_FIELDS, PHASE_FIELDS } from '../../../src/core/plan/draft.ts';
import { parsePlan } from '../../../src/core/plan/parse.ts';
import { CATEGORIES } from '../../../src/core/plan/plan.ts';

const text = readFileSync(new URL('../../../docs/plans.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/^(`{3,4})markdown\n([^]*?)^\1$/gm)].map(
  ([, , body = '']) => body,
);

describe('docs/plans.md', () => {
  it('has a short plan and one in each form, and all are sound', () => {
    expect(
      examples.map((body) => parsePlan(body)).map(({ is, problems }) => [is, problems]),
    ).toEqual([
      ['plan', []],
      ['plan', []],
      ['plan', []],
    ]);
  });

  it('names every field and every category', () => {
    for (const name of [...FRONT_FIELDS, ...PHASE_FIELDS, ...CATEGORIES].filter(
      (field) => field !== 'description',
    ))
      expect(text).toContain(`\`${name}\``);
  });
});
