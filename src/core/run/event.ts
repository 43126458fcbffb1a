import { z } from 'zod';
import { Hold, Usage } from '../budget.ts';
import { Finding } from '../findings.ts';
import { Actor, Digest, Instant, RunId, Sha } from '../ids.ts';
import { ANSWER_EVENTS, MissCause } from './event-answer.ts';
import { EDIT_EVENTS, Evidence } from './event-edits.ts';
import { PLAN_EVENTS } from './event-plan.ts';
import { CI_EVENTS } from './event-ci.ts';
import { RECOVERY_EVENTS } from './event-recovery.ts';

export { Evidence, GateLine, KeptDoubt } from './event-edits.ts';

/** v7 section 2: where a run can end without success. */
export const FailureState = z.enum([
  'DONE_FAILED_BUDGET_EXHAUSTED',
  'DONE_FAILED_POLICY_VIOLATION',
  'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
  'DONE_FAILED_ENVIRONMENT',
]);
export type FailureState = z.infer<typeof FailureState>;

const Settled = z.strictObject({ tokens: z.int().nonnegative(), microUsd: z.int().nonnegative() });

/** Why a run failed: `reason` is a closed word with an entry in docs/errors.md, `detail` a sentence for people. */
export const RunFailure = z.strictObject({
  state: FailureState,
  reason: z.enum([
    'token_cap',
    'cost_cap',
    'tier_token_cap',
    'phase_token_cap',
    'ci_run_cap',
    'active_time',
    'attempts_exhausted',
    'policy_violation',
    'audit_escalated',
    'audit_failed',
    'ci_not_registered',
    'ci_wait',
    'pull_refused',
    'people_wait',
    'usage_anomaly',
    'provider_unavailable',
    'no_room',
    'branch_moved_back',
    'branch_deleted',
    'ledger_deleted',
    'pr_closed',
    'issue_closed',
    'cancelled',
    'finished_by_person',
    'phase_timeout',
    'run_health',
    'tier_not_clean',
    'base_conflict',
    'plan_unusable',
    'source_mismatch',
  ]),
  detail: z.string().max(600),
  phase: z.string().nullable(),
});
export type RunFailure = z.infer<typeof RunFailure>;

const at = Instant;
const phase = z.string();

/** The closed list of facts a ledger can hold. Past tense: each has already happened when it is written. */
export const RunEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('run-started'),
    at,
    runId: RunId,
    repo: z.strictObject({ id: z.int(), owner: z.string(), name: z.string() }),
    issue: z.strictObject({ number: z.int().positive(), title: z.string() }),
    trigger: z.strictObject({ id: z.string(), kind: z.enum(['label', 'command']), actor: Actor }),
    base: z.strictObject({ branch: z.string(), sha: Sha }),
    planHash: Digest,
    /** `app`: fenced by our own identity. `token`: an identity that all workflows of the repository share. */
    identity: z.enum(['app', 'token']),
    /** Which rules of the fold hold. Left out: those of before phases had a clock of their own. */
    rules: z.literal(2).optional(),
    /** The run whose Planner made this plan, of which earlier tiers are merged. */
    planOf: RunId.optional(),
  }),
  z.strictObject({
    type: z.literal('strategy-frozen'),
    at,
    strategyHash: Digest,
    tiers: z.array(z.strictObject({ id: z.string() })).min(1),
    phases: z.array(z.strictObject({ id: z.string(), tier: z.string() })).min(1),
  }),
  z.strictObject({ type: z.literal('preflight-passed'), at }),
  /** The queue looks for its next phase: PHASE_QUEUEING, from the start or after a snapshot. */
  z.strictObject({ type: z.literal('queue-entered'), at }),
  z.strictObject({ type: z.literal('phase-started'), at, phase }),
  /** Counts the attempt and sets its hold aside. */
  z.strictObject({
    type: z.literal('build-started'),
    at,
    phase,
    attempt: z.int().positive(),
    hold: Hold,
  }),
  z.strictObject({ type: z.literal('audit-started'), at, phase, head: Sha, hold: Hold }),
  /** The provider answered and the answer is stored under the hold's id; settles the hold. */
  z.strictObject({
    type: z.literal('answer-kept'),
    at,
    hold: z.string(),
    /** Null: the provider did not say, so the hold was settled in full. */
    usage: Usage.nullable(),
    settled: Settled,
    stop: z.enum(['complete', 'truncated', 'refused']),
    /** The report exceeded the hold: both numbers are kept, nothing more is called. */
    anomaly: z.boolean(),
    answer: Digest,
  }),
  /** The provider did no work, or none that can be used; the hold is released and the attempt given back. */
  z.strictObject({
    type: z.literal('call-refused'),
    at,
    hold: z.string(),
    kind: z.enum(['transient', 'capacity', 'environment']),
    detail: z.string().max(300),
    retryAt: Instant,
    /** Calls in a row that this model declined in this phase; left out: it is not the model's doing. */
    declined: z.int().positive().optional(),
    /** What it took all the same; left out: nothing. */
    paid: z.strictObject({ usage: Usage, settled: Settled }).optional(),
  }),
  z.strictObject({ type: z.literal('pr-opened'), at, number: z.int().positive() }),
  z.strictObject({
    type: z.literal('audit-finished'),
    at,
    phase,
    head: Sha,
    round: z.int().positive(),
    verdict: z.enum(['approve', 'revise', 'escalate']),
    summary: z.string().max(600),
    findings: z.array(Finding),
    /** Keys of earlier findings that this audit saw gone. */
    fixed: z.array(z.string()),
    acceptance: z.array(
      z.strictObject({ criterion: z.string(), proven: z.boolean(), evidence: z.string().max(300) }),
    ),
  }),
  /** The Auditor's answer could not be used; counts against auditor attempts for this head. */
  z.strictObject({
    type: z.literal('audit-unusable'),
    at,
    phase,
    head: Sha,
    why: z.string().max(300),
    /** Left out by ledgers that are older: whatever it was, it counted as an attempt. */
    cause: MissCause.optional(),
  }),
  z.strictObject({
    type: z.literal('attempt-failed'),
    at,
    phase,
    attempt: z.int().positive(),
    evidence: z.array(Evidence),
  }),
  z.strictObject({ type: z.literal('phase-completed'), at, phase, head: Sha }),
  z.strictObject({ type: z.literal('phase-failed'), at, phase, reason: z.string().max(300) }),
  z.strictObject({ type: z.literal('phase-skipped'), at, phase, reason: z.string().max(300) }),
  /** People pushed, `after` a snapshot, perhaps `on` a phase’s unfinished work; kept and verified like ours. */
  z.strictObject({
    type: z.literal('branch-advanced'),
    at,
    before: Sha,
    head: Sha,
    commits: z.array(z.strictObject({ sha: Sha, by: z.string() })),
    after: Sha.optional(),
    on: phase.optional(),
  }),
  z.strictObject({
    type: z.literal('command-seen'),
    at,
    id: z.string(),
    actor: Actor,
    command: z.string().max(60),
    accepted: z.boolean(),
    answer: z.string().max(300),
    /** Given by somebody who may not write: few of these are put on record. */
    outsider: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal('run-succeeded'), at, head: Sha }),
  z.strictObject({ type: z.literal('run-failed'), at, failure: RunFailure }),
  z.strictObject({
    type: z.literal('run-promoted'),
    at,
    head: Sha,
    merge: Sha,
    verified: z.boolean(),
  }),
  z.strictObject({ type: z.literal('promotion-closed'), at }),
  /** What the record says was rendered into the ledger's own tree, in the same step. */
  z.strictObject({
    type: z.literal('artefacts-recorded'),
    at,
    /** Of the rendering: only the same version gives the same texts. */
    version: z.int().positive(),
    /** The folder's name in git; null: the ledger's history could not be read, so nothing was rendered. */
    tree: Sha.nullable(),
    files: z.int().nonnegative(),
  }),
  ...EDIT_EVENTS,
  ...ANSWER_EVENTS,
  ...RECOVERY_EVENTS,
  ...CI_EVENTS,
  ...PLAN_EVENTS,
]);
export type RunEvent = z.infer<typeof RunEvent>;
