import { z } from 'zod';
import { Anchor } from './findings/same.ts';
import { Category, Complexity } from './plan/plan.ts';

export const Severity = z.enum(['minor', 'major']);
export type Severity = z.infer<typeof Severity>;

/** Who saw it (v7 section 8). */
export const FindingSource = z.enum([
  'test',
  'probe',
  'ci',
  'static_check',
  'builder_self_doubt',
  'auditor',
  'gate',
]);
export type FindingSource = z.infer<typeof FindingSource>;

/** A problem found in the work (v7 section 8). `id` is `F-<n>`, counted up over the run; `key` is what sameness is decided on. */
export const Finding = z.strictObject({
  id: z.string().regex(/^F-[1-9][0-9]*$/),
  key: z.string().min(1).max(200),
  source: FindingSource,
  /** Base severity: as it was raised. What counts is `effectiveSeverity`. */
  severity: Severity,
  category: z.string().max(40),
  title: z.string().max(120),
  reason: z.string().max(600),
  phase: z.string(),
  path: z.string().nullable(),
  /** A line of the new side that the diff shows, checked against the hunks; null: outside the diff. */
  line: z.int().positive().nullable(),
  status: z.enum(['open', 'fixed', 'dismissed']),
  // The rest is left out by ledgers that are older than it.
  /** Where it stands by what does not move, for `sameFinding`. */
  anchor: Anchor.optional(),
  /** The last line, where it is about several. */
  endLine: z.int().positive().optional(),
  /** A line that the change takes away, by its number on the old side; `line` is null then. */
  removedLine: z.int().positive().optional(),
  /** What the Auditor would put in place of the line; it fits onto the head that was audited. */
  suggestion: z.string().max(1_000).optional(),
  /** Everybody who saw it; left out: `source` alone. */
  sources: z.array(FindingSource).max(7).optional(),
  /** The worst that it is anywhere: an aged minor finding counts as major. */
  effectiveSeverity: Severity.optional(),
  /** It was there on the base commit, and does not count against the run. */
  expectedFail: z.boolean().optional(),
  evidence: z.array(z.string().max(300)).max(5).optional(),
  /** Of the phase that it was found in. */
  taskCategory: Category.optional(),
  complexity: Complexity.optional(),
  /** Every phase that raised it, oldest first; left out: `phase` alone. */
  phases: z.array(z.string()).max(100).optional(),
});
export type Finding = z.infer<typeof Finding>;
