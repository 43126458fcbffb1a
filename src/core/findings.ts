import { z } from 'zod';

export const Severity = z.enum(['minor', 'major']);
export type Severity = z.infer<typeof Severity>;

/** A problem found in the work (v7 section 8). `id` is `F-<n>`, counted up over the run; `key` is what sameness is decided on. */
export const Finding = z.strictObject({
  id: z.string().regex(/^F-[1-9][0-9]*$/),
  key: z.string().min(1).max(200),
  source: z.enum(['test', 'probe', 'ci', 'static_check', 'builder_self_doubt', 'auditor', 'gate']),
  severity: Severity,
  category: z.string().max(40),
  title: z.string().max(120),
  reason: z.string().max(600),
  phase: z.string(),
  path: z.string().nullable(),
  /** A line of the new side that the diff shows, checked against the hunks; null: outside the diff. */
  line: z.int().positive().nullable(),
  /** `dismissed`: by a person, with a reason in the ledger. */
  status: z.enum(['open', 'fixed', 'dismissed']),
});
export type Finding = z.infer<typeof Finding>;
