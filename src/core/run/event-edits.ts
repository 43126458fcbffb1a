import { z } from 'zod';
import { Instant, Sha } from '../ids.ts';

/** One thing that was found wrong with an attempt; evidence for the next one. */
export const Evidence = z.strictObject({
  kind: z.enum(['refused', 'policy', 'stale', 'ci', 'audit', 'lost', 'malformed', 'truncated']),
  attempt: z.int().positive(),
  head: Sha.nullable(),
  /** What the next prompt is told; already redacted and clamped. */
  text: z.string().max(6_000),
});
export type Evidence = z.infer<typeof Evidence>;

/** A doubt of the Builder as it is kept: plain text, clamped. */
export const KeptDoubt = z.strictObject({
  title: z.string().min(1).max(120),
  path: z.string().max(300).nullable(),
  reason: z.string().max(600),
});
export type KeptDoubt = z.infer<typeof KeptDoubt>;

export const GateLine = z.strictObject({
  rule: z.string().max(40),
  verdict: z.enum(['pass', 'warn', 'refuse']),
  note: z.string().max(300),
});
export type GateLine = z.infer<typeof GateLine>;

/** A warning that is as bad as a major finding. */
export const isMajor = ({ verdict, note }: GateLine): boolean =>
  verdict === 'warn' && note.startsWith('major:');

/** How much a commit changed, and what the gate made of it. */
export const Weight = {
  files: z.int().nonnegative(),
  added: z.int().nonnegative(),
  removed: z.int().nonnegative(),
  risk: z.int().min(0).max(100),
  gate: z.array(GateLine),
} as const;

/** The most that an event keeps of a diff or an answer, in characters. */
export const KEPT_CHARS = 12_000;
/** Already redacted and clamped. */
const KeptText = z.string().max(KEPT_CHARS);

const at = Instant;
const phase = z.string();

/** What became of an answer of the Builder. */
export const EDIT_EVENTS = [
  z.strictObject({
    type: z.literal('edits-refused'),
    at,
    phase,
    attempt: z.int().positive(),
    evidence: Evidence,
    gate: z.array(GateLine),
    /** What was to be applied: the diff, or the answer where none came of it. Left out by older versions. */
    proposed: KeptText.optional(),
  }),
  /** The branch moved from `before` to `head` in the same step as the ledger. */
  z.strictObject({
    type: z.literal('edits-committed'),
    at,
    phase,
    attempt: z.int().positive(),
    before: Sha,
    head: Sha,
    tree: Sha,
    ...Weight,
    /** The gate has a major warning, so the Auditor has to see it; left out: it has none, and by older versions. */
    major: z.literal(true).optional(),
    /** What the Builder was not sure of; left out: nothing. */
    doubts: z.array(KeptDoubt).max(10).optional(),
    /** Its diff; left out where nothing changed, and by older versions. */
    patch: KeptText.optional(),
  }),
] as const;
