import { z } from 'zod';
import { Hold } from '../budget.ts';
import { Actor, Instant, Sha } from '../ids.ts';

const at = Instant;
const phase = z.string();

/** Facts about how a run gets over a failure, by itself or because a person asked for it. */
export const RECOVERY_EVENTS = [
  /** A phase that was given up is undone: one commit with the last snapshot's tree, in one step with the ledger. */
  z.strictObject({
    type: z.literal('phase-undone'),
    at,
    phase,
    before: Sha,
    head: Sha,
    tree: Sha,
  }),
  /** The only way back from FAILED; `attempts` more, counted from here. `adopt`: the branch as it is, is the work. */
  z.strictObject({
    type: z.literal('phase-retried'),
    at,
    phase,
    attempts: z.int().nonnegative().max(10),
    adopt: z.boolean().optional(),
    /** The one that a person asked for: failing the same way before is no reason to give it up at once. */
    anew: z.literal(true).optional(),
  }),
  /** The only way out of DONE_FAILED_*: a person asked, and the pull request is not closed. */
  z.strictObject({ type: z.literal('run-reopened'), at, by: Actor }),
  /** A person wants what a failed phase left on the branch to be taken away; `goOn`: and the run to go on without it. */
  z.strictObject({
    type: z.literal('rollback-asked'),
    at,
    phase,
    goOn: z.boolean(),
    by: z.string().max(100),
  }),
  z.strictObject({
    type: z.literal('run-held'),
    at,
    by: z.string().max(100),
    /** The question to people; left out: a person holds it and knows why. */
    why: z.string().max(300).optional(),
    /** What people asked for before (a hold, or one after this phase) comes back when this is over. */
    keeps: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal('run-resumed'), at, by: z.string().max(100) }),
  /** A person wants the run to be held at the next boundary of phases. */
  z.strictObject({ type: z.literal('stop-asked'), at, by: z.string().max(100) }),
  /** Adds to the run's caps, within what the default branch allows. */
  z.strictObject({
    type: z.literal('budget-raised'),
    at,
    tokens: z.int().nonnegative(),
    microUsd: z.int().nonnegative(),
  }),
  z.strictObject({
    type: z.literal('finding-dismissed'),
    at,
    /** Its id, or the key of one that has none. */
    finding: z.string().max(200),
    by: z.string().max(100),
    reason: z.string().max(300),
  }),
  /** The Planner is asked for another way to the same acceptance criteria. */
  z.strictObject({ type: z.literal('replan-started'), at, phase, hold: Hold }),
  z.strictObject({
    type: z.literal('phase-replanned'),
    at,
    phase,
    /** How the next attempt should go about it; what is accepted, where and how much stays as it was. */
    approach: z.string().min(1).max(3_000),
  }),
  /** The Planner's answer could not be used; the replan is spent all the same. */
  z.strictObject({ type: z.literal('replan-unusable'), at, phase, why: z.string().max(300) }),
  z.strictObject({
    type: z.literal('model-escalated'),
    at,
    phase,
    model: z.string().max(100),
    because: z.string().max(300),
  }),
  /** The base had moved: GitHub merged it into the branch, as our App. */
  z.strictObject({
    type: z.literal('base-merged'),
    at,
    before: Sha,
    head: Sha,
    base: Sha,
    /** The state tells from then on which commit of the base the head holds. */
    holds: z.literal(true).optional(),
  }),
  /** GitHub is asked to merge this commit of the base in; not twice for the same one. */
  z.strictObject({ type: z.literal('base-merge-asked'), at, base: Sha }),
  /** A head that came after DONE_SUCCESS was verified like any other. */
  z.strictObject({ type: z.literal('promotion-verified'), at, head: Sha }),
  /** GitHub is asked to merge the verified head; once for each. */
  z.strictObject({ type: z.literal('merge-asked'), at, head: Sha }),
  z.strictObject({
    type: z.literal('promotion-blocked'),
    at,
    reason: z.enum([
      'tier_not_clean',
      'excess_minor_issues',
      'head_red',
      'head_not_approved',
      'base_conflict',
      'branch_moved_back',
      'budget',
      'ci',
    ]),
    detail: z.string().max(600),
  }),
] as const;

const RecoveryEventSchema = z.discriminatedUnion('type', RECOVERY_EVENTS);
export type RecoveryEvent = z.infer<typeof RecoveryEventSchema>;
