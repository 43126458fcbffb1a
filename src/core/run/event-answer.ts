import { z } from 'zod';
import { Hold } from '../budget.ts';
import { MAX_LOCATED } from '../context/locate.ts';
import { Want } from '../context/look.ts';
import { Finding } from '../findings.ts';
import { Instant, Sha } from '../ids.ts';

/** Git itself takes no longer ones from most of its tools. */
const MAX_PATH = 4_096;

/** What one Auditor says about one head, of the two that are asked about it. */
export const AuditPart = z.strictObject({
  model: z.string(),
  verdict: z.enum(['approve', 'revise', 'escalate']),
  summary: z.string().max(600),
  findings: z.array(Finding),
  fixed: z.array(z.string()),
  acceptance: z.array(
    z.strictObject({ criterion: z.string(), proven: z.boolean(), evidence: z.string().max(300) }),
  ),
});
export type AuditPart = z.infer<typeof AuditPart>;

/** Why an answer of the Auditor could not be used: it did not end, was not given, cannot be read, or leaves something out. */
export const MissCause = z.enum(['truncated', 'refused', 'malformed', 'incomplete']);
export type MissCause = z.infer<typeof MissCause>;

/** What the Auditor's next answer for a head has to do better. */
export const AuditMissed = z.strictObject({
  times: z.int().positive(),
  /** Left out: it has answered since. */
  last: z.strictObject({ cause: MissCause, why: z.string(), model: z.string() }).optional(),
});
export type AuditMissed = z.infer<typeof AuditMissed>;

/** Facts about answers that are made of more than one call, or that never came. */
export const ANSWER_EVENTS = [
  /** Nobody knows what became of the call: the hold is settled in full and the attempt is spent. */
  z.strictObject({
    type: z.literal('call-lost'),
    at: Instant,
    hold: z.string(),
    /** Its worker is gone: the lease is lost, and a phase that was being built is queued again. */
    dead: z.literal(true).optional(),
    /** It was about files, and they are asked for once more. */
    again: z.literal(true).optional(),
  }),
  /** The Builder is asked once more for what could not be used of its answer, within the same attempt. */
  z.strictObject({
    type: z.literal('repair-started'),
    at: Instant,
    phase: z.string(),
    attempt: z.int().positive(),
    hold: Hold,
    /** What it made was right as far as it went: it is asked for the rest of it. */
    rest: z.literal(true).optional(),
    /** What it asked to be shown instead of making edits. */
    look: z.array(Want).optional(),
  }),
  /** A cheaper model is asked which files the Builder is shown: once a phase, and it counts no attempt. */
  z.strictObject({ type: z.literal('locate-started'), at: Instant, phase: z.string(), hold: Hold }),
  /** What it named, what matters most first. */
  z.strictObject({
    type: z.literal('files-located'),
    at: Instant,
    phase: z.string(),
    paths: z.array(z.string().max(MAX_PATH)).max(MAX_LOCATED),
    /** Its answer could not be used: the files are shown by their ranking alone. */
    unusable: z.string().max(300).optional(),
  }),
  /** The first of two opinions about a head; the second concludes the audit. */
  z.strictObject({
    type: z.literal('audit-part-kept'),
    at: Instant,
    phase: z.string(),
    head: Sha,
    part: AuditPart,
  }),
] as const;
