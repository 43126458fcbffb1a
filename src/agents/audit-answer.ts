import { z } from 'zod';
import { Severity } from '../core/findings.ts';

/** Closed, so that a finding's key does not change with the reviewer's mood. */
export const FINDING_CATEGORIES = [
  'bug',
  'security',
  'data_loss',
  'contract',
  'test_gap',
  'performance',
  'readability',
  'docs',
  'licence',
  'injection',
] as const;

export const RawFinding = z.strictObject({
  /** Left out by providers that do not keep to the schema: the phase's own severity counts then. */
  severity: Severity.nullish(),
  category: z.enum(FINDING_CATEGORIES),
  title: z.string().min(1),
  reason: z.string(),
  path: z.string().nullable(),
  line_text: z.string().nullable(),
  line: z.int().positive().nullable(),
  /** `old`: the line is one that the change takes away. */
  side: z.enum(['new', 'old']).nullish(),
  /** Where it is about several lines, the last of them. */
  last_line_text: z.string().nullish(),
  /** What shows it. */
  evidence: z.string().nullish(),
  /** What should stand in place of the quoted line. */
  suggestion: z.string().nullish(),
  /** It worked before the last change. */
  regression: z.boolean().nullish(),
});
export type RawFinding = z.infer<typeof RawFinding>;

export const AuditAnswer = z.strictObject({
  verdict: z.enum(['approve', 'revise', 'escalate']),
  confidence: z.number().min(0).max(1),
  summary: z.string().min(1),
  findings: z.array(RawFinding),
  fixed: z.array(z.string()),
  acceptance: z.array(
    z.strictObject({ criterion: z.string(), proven: z.boolean(), evidence: z.string() }),
  ),
});
export type AuditAnswer = z.infer<typeof AuditAnswer>;

const text = { type: 'string' } as const;
const maybe = { type: ['string', 'null'] } as const;
const strict = <P extends Readonly<Record<string, unknown>>>(properties: P) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const list = (items: unknown) => ({ type: 'array', items });

/** The same schema in the strict form of structured outputs. */
export const auditAnswerJsonSchema = strict({
  verdict: { type: 'string', enum: ['approve', 'revise', 'escalate'] },
  confidence: { type: 'number' },
  summary: text,
  findings: list(
    strict({
      severity: { type: 'string', enum: ['minor', 'major'] },
      category: { type: 'string', enum: [...FINDING_CATEGORIES] },
      title: text,
      reason: text,
      path: maybe,
      line_text: maybe,
      line: { type: ['integer', 'null'] },
      side: { type: 'string', enum: ['new', 'old'] },
      last_line_text: maybe,
      evidence: text,
      suggestion: maybe,
      regression: { type: 'boolean' },
    }),
  ),
  fixed: list(text),
  acceptance: list(strict({ criterion: text, proven: { type: 'boolean' }, evidence: text })),
});
