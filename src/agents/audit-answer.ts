import { z } from 'zod';
import type { Severity } from '../core/findings.ts';

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

type FindingCategory = (typeof FINDING_CATEGORIES)[number];

const CATEGORIES: Readonly<Record<string, FindingCategory>> = {
  ...Object.fromEntries(FINDING_CATEGORIES.map((one) => [one, one])),
  ...{ api: 'contract', compatibility: 'contract', doc: 'docs', documentation: 'docs' },
  ...{ license: 'licence', licensing: 'licence', prompt_injection: 'injection' },
  ...{ maintainability: 'readability', naming: 'readability', style: 'readability' },
  ...{ missing_test: 'test_gap', missing_tests: 'test_gap', test: 'test_gap', testing: 'test_gap' },
  ...{ test_coverage: 'test_gap', tests: 'test_gap', vulnerability: 'security' },
};

const SEVERITIES: Readonly<Record<string, Severity>> = {
  ...{ major: 'major', blocker: 'major', blocking: 'major', critical: 'major', high: 'major' },
  ...{ minor: 'minor', info: 'minor', low: 'minor', nit: 'minor', trivial: 'minor' },
};

const VERDICTS: Readonly<Record<string, 'approve' | 'revise' | 'escalate'>> = {
  ...{ approve: 'approve', approved: 'approve', escalate: 'escalate', escalated: 'escalate' },
  ...{ revise: 'revise', changes_requested: 'revise', reject: 'revise', rejected: 'revise' },
  request_changes: 'revise',
};

const SIDES: Readonly<Record<string, 'new' | 'old'>> = {
  ...{ new: 'new', right: 'new', old: 'old', left: 'old' },
};

/** What a word stands for: a model that nothing holds to the schema writes `Test gap`, `Major`, or `constructor`. */
function meant<T>(
  words: Readonly<Record<string, T>>,
  told: string | null | undefined,
): T | undefined {
  const word = (told ?? '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

/** Told as one text, or as several. */
const Words = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(' '))]);
const YesOrNo = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);

/** The first number of what was told; null: it is no line. */
const Line = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((told) => {
    const line = Number.parseInt(String(told), 10);
    return line > 0 && line < 1e9 ? line : null;
  });

const LINE_BEHIND = /:L?(\d{1,7})(?:-L?\d{1,7})?$/;

/** A path as the diff has it; models write it as their own system does, or with the line behind it. */
const cleanPath = (told: string): string =>
  told
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '')
    .replace(LINE_BEHIND, '');

export const RawFinding = z
  .object({
    /** Left out, or none that we know: the phase's own severity counts then. */
    severity: z
      .string()
      .nullish()
      .transform((told): Severity | null => meant(SEVERITIES, told) ?? null),
    category: z
      .string()
      .nullish()
      .transform((told): FindingCategory => meant(CATEGORIES, told) ?? 'bug'),
    title: z.string(),
    reason: Words.nullish(),
    description: Words.nullish(),
    path: z.string().nullish(),
    file: z.string().nullish(),
    line_text: z.string().nullish(),
    line: Line,
    /** `old`: the line is one that the change takes away. */
    side: z
      .string()
      .nullish()
      .transform((told): 'new' | 'old' | null => meant(SIDES, told) ?? null),
    /** Where it is about several lines, the last of them. */
    last_line_text: z.string().nullish(),
    /** What shows it. */
    evidence: Words.nullish(),
    /** What should stand in place of the quoted line. */
    suggestion: z.string().nullish(),
    /** It worked before the last change. */
    regression: YesOrNo.nullish(),
  })
  .transform(({ description, file, ...told }) => {
    const path = told.path ?? file ?? null;
    const [, behind] = LINE_BEHIND.exec(path ?? '') ?? [];
    return {
      ...told,
      path: path === null ? null : cleanPath(path),
      reason: told.reason ?? description ?? '',
      line: told.line ?? (behind === undefined ? null : Number(behind)),
      line_text: told.line_text ?? null,
    };
  });
type Told = z.infer<typeof RawFinding>;
/** What may be left out of it says nothing. */
export type RawFinding = Partial<Told> &
  Pick<Told, 'category' | 'title' | 'reason' | 'path' | 'line_text' | 'line'>;

const Fixed = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);

const Acceptance = z.object({
  criterion: z.union([z.string(), z.number().transform(String)]),
  proven: YesOrNo,
  evidence: Words.nullish().transform((told) => told ?? ''),
});

/** Read as it is meant where that is certain: what one word more or another spelling breaks costs a call. */
export const AuditAnswer = z.object({
  verdict: z.string().transform((told, context) => {
    const verdict = meant(VERDICTS, told);
    if (verdict !== undefined) return verdict;
    context.addIssue({ code: 'custom', message: 'expected "approve", "revise" or "escalate"' });
    return z.NEVER;
  }),
  summary: z
    .string()
    .nullish()
    .transform((told) => told ?? ''),
  findings: z
    .array(RawFinding)
    .nullable()
    .transform((told) => told ?? []),
  fixed: z
    .array(Fixed)
    .nullish()
    .transform((told) => told ?? []),
  acceptance: z
    .array(Acceptance)
    .nullish()
    .transform((told) => told ?? []),
});
export type AuditAnswer = Omit<z.infer<typeof AuditAnswer>, 'findings'> & {
  readonly findings: readonly RawFinding[];
};

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
