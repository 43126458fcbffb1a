import { z } from 'zod';
import { Want } from '../context/look.ts';
import { Hold, Spent } from '../budget.ts';
import { Finding } from '../findings.ts';
import { Baseline } from '../gate/baseline.ts';
import { CiReport } from '../gate/report.ts';
import { Actor, Digest, Instant, RunId, Sha } from '../ids.ts';
import { CandidateCi } from './candidate-ci.ts';
import { CandidateEdits } from './candidate-edits.ts';
import { Held } from './held.ts';
import { Evidence, RunFailure } from './event.ts';
import { AuditMissed, AuditPart } from './event-answer.ts';

/** v7 section 2, the twelve states; failures are spelled as in the ledger. */
export const RunState = z.enum([
  'PLAN_BOOTSTRAP',
  'RUN_CREATED',
  'PHASE_QUEUEING',
  'PHASE_EXECUTION',
  'GATE',
  'CI_RUNNING',
  'SNAPSHOT_CREATED',
  'DONE_SUCCESS',
  'DONE_FAILED_BUDGET_EXHAUSTED',
  'DONE_FAILED_POLICY_VIOLATION',
  'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
  'DONE_FAILED_ENVIRONMENT',
]);
export type RunState = z.infer<typeof RunState>;

export const PhaseState = z.enum([
  'QUEUED',
  'EXECUTING',
  'GATE',
  'CI_RUNNING',
  'COMPLETE',
  'FAILED',
  'SKIPPED',
]);
export type PhaseState = z.infer<typeof PhaseState>;

export const TierState = z.enum(['PENDING', 'IN_PROGRESS', 'COMPLETE', 'FAILED', 'SKIPPED']);
export type TierState = z.infer<typeof TierState>;

/** One candidate commit of a phase, and what is known about it. */
export const Candidate = z.strictObject({
  head: Sha,
  attempt: z.int().nonnegative(),
  /** A merge of the base by GitHub: there is nothing in it to review. */
  merge: z.literal(true).optional(),
  pushedAt: Instant,
  ...CandidateEdits,
  ...CandidateCi,
  ci: CiReport.nullable(),
  /** Answers for this head that could not be used. */
  auditMisses: z.int().nonnegative(),
  missed: AuditMissed.optional(),
  /** The first of two opinions; left out: there is none yet, or only one is due. */
  part: AuditPart.optional(),
  audit: z
    .strictObject({
      round: z.int().positive(),
      verdict: z.enum(['approve', 'revise', 'escalate']),
      summary: z.string(),
      /** Ids of the findings raised on this head. */
      findings: z.array(z.string()),
      /** Ids of earlier findings that were gone on this head. */
      fixed: z.array(z.string()),
      acceptance: z.array(
        z.strictObject({ criterion: z.string(), proven: z.boolean(), evidence: z.string() }),
      ),
    })
    .nullable(),
});
export type Candidate = z.infer<typeof Candidate>;

const KeptDigest = z.strictObject({
  digest: Digest,
  stop: z.enum(['complete', 'truncated', 'refused']),
});

/** A model call whose answer is kept and has not been acted on, or that is still open. */
export const OpenCall = z.strictObject({
  hold: Hold,
  startedAt: Instant,
  /** Set once the answer is stored under the hold's id. */
  answer: KeptDigest.nullable(),
  /** The answer that this open call mends; it stands as it was when the call comes to nothing. */
  mends: z.strictObject({ hold: Hold, startedAt: Instant, answer: KeptDigest }).optional(),
  /** Calls of this attempt that mended, or were to mend, its answer. */
  repairs: z.int().positive().optional(),
  /** Calls of this attempt that went on where its answer was cut off. */
  rests: z.int().positive().optional(),
  /** What it was shown in this attempt because it asked for it, call by call. */
  looks: z.array(z.array(Want)).optional(),
  /** The head the call is about; for a build, the branch head its files were served from. */
  head: Sha,
});
export type OpenCall = z.infer<typeof OpenCall>;

export const PhaseRun = z.strictObject({
  id: z.string(),
  tier: z.string(),
  state: PhaseState,
  /** Builder attempts counted so far. */
  attempt: z.int().nonnegative(),
  /** Model calls so far, by which holds are numbered. */
  calls: z.int().nonnegative(),
  startedAt: Instant.nullable(),
  candidates: z.array(Candidate),
  evidence: z.array(Evidence),
  snapshot: Sha.nullable(),
  spent: Spent,
  auditorTokens: z.int().nonnegative(),
  because: z.string().nullable(),
  /** Time of model calls in this phase; left out where the run's rules do not count it. */
  activeMs: z.int().nonnegative().optional(),
  /** Attempts that people added. */
  extraAttempts: z.int().nonnegative().optional(),
  /** Files that a cheaper model named for the Builder; empty: it was asked to no avail. Left out: nobody was asked. */
  located: z.array(z.string()).optional(),
  /** Queued again, because its worker was gone; it is taken up before anything else. */
  lost: z.literal(true).optional(),
  /** The branch as it stands is to be judged, without a Builder. */
  adopt: z.boolean().optional(),
  /** v7 section 4: three counters that are never mixed; a replan does not reset attempts. */
  replans: z.int().nonnegative().optional(),
  escalations: z.int().nonnegative().optional(),
  /** What the Planner proposed after the same failure came twice. */
  approach: z.string().optional(),
  /** The stronger Builder model that took over. */
  builderModel: z.string().optional(),
  /** After which attempt a replan or a stronger model came last. */
  changedAt: z.int().nonnegative().optional(),
});
export type PhaseRun = z.infer<typeof PhaseRun>;

export const JournalLine = z.strictObject({
  seq: z.int().positive(),
  at: Instant,
  text: z.string().max(200),
});

/** The fold of a run's events; stored as `state.json` at the ledger's tip, always recomputable. */
export const Run = z.strictObject({
  version: z.literal(1),
  /** Number of events folded. */
  seq: z.int().positive(),
  runId: RunId,
  repo: z.strictObject({ id: z.int(), owner: z.string(), name: z.string() }),
  issue: z.strictObject({ number: z.int().positive(), title: z.string() }),
  trigger: z.strictObject({ id: z.string(), kind: z.enum(['label', 'command']), actor: Actor }),
  identity: z.enum(['app', 'token']),
  startedAt: Instant,
  /** When the last event was recorded. */
  updatedAt: Instant,
  state: RunState,
  failure: RunFailure.nullable(),
  base: z.strictObject({ branch: z.string(), sha: Sha }),
  planHash: Digest,
  strategyHash: Digest.nullable(),
  /** Where the code branch stands by our own record. */
  head: Sha,
  /** The last head that was green and approved; the base before the first. */
  snapshot: Sha,
  pr: z.int().positive().nullable(),
  tiers: z.array(z.strictObject({ id: z.string(), state: TierState })),
  phases: z.array(PhaseRun),
  call: OpenCall.nullable(),
  /** No model call before this instant: the provider asked for a pause. */
  retryAt: Instant.nullable(),
  /** Calls in a row that the provider refused. */
  refusals: z.int().nonnegative(),
  /** Calls that each model declined in a row, in the phase at work. */
  declined: z
    .strictObject({ phase: z.string(), models: z.record(z.string(), z.int().positive()) })
    .optional(),
  /** What a provider reported above its hold; nothing is called after that. */
  anomaly: z.string().nullable(),
  spent: Spent,
  /** By `role:model`. */
  spentBy: z.record(z.string(), Spent),
  ciRuns: z.int().nonnegative(),
  activeMs: z.int().nonnegative(),
  /** What failed before the run began; left out: nobody had to look. */
  baseline: Baseline.optional(),
  findings: z.array(Finding),
  commands: z.array(z.string()),
  /** How many of the commands came from people who may not write. */
  outsiders: z.int().positive().optional(),
  people: z.array(
    z.strictObject({
      sha: Sha,
      by: z.string(),
      after: Sha.optional(),
      on: z.string().optional(),
    }),
  ),
  /** v7 section 11: lives on after DONE_SUCCESS. */
  promotion: z.enum(['none', 'verifying', 'eligible', 'blocked', 'promoted', 'closed']),
  /** Why the promotion is blocked; `detail` is a sentence. */
  blocked: z.strictObject({ reason: z.string(), detail: z.string() }).optional(),
  rules: z.literal(2).optional(),
  held: Held.optional(),
  /** The newest commit of the base that was asked for, how often one was, and the one that the head holds. */
  baseMerge: z.strictObject({ base: Sha, times: z.int(), holds: Sha.optional() }).optional(),
  /** The head that GitHub was asked to merge. */
  mergeAsked: Sha.optional(),
  /** Keys of findings that nobody gave an id, and that people dismissed. */
  dismissed: z.array(z.string()).optional(),
  stopAfter: z.string().optional(),
  rollback: z.strictObject({ phase: z.string(), goOn: z.boolean(), by: z.string() }).optional(),
  /** What people added to the caps. */
  raised: z
    .strictObject({ tokens: z.int().nonnegative(), microUsd: z.int().nonnegative() })
    .optional(),
  /** How often a person reopened the run. */
  reopened: z.int().positive().optional(),
  /** Left out: the issue held a plan, so that none had to be made. */
  planning: z
    .strictObject({
      /** Of what governs the planning; the run's own strategy is frozen with the plan. */
      strategyHash: Digest,
      /** Holds so far, by which they are numbered. */
      calls: z.int().nonnegative(),
      /** Those that count: a call that the provider declined does not. */
      attempts: z.int().nonnegative(),
      spent: Spent,
      /** What was wrong with the last plan handed in, and that plan. */
      problems: z.array(z.string()),
      draft: z.string(),
    })
    .optional(),
  merge: Sha.nullable(),
  /** Left out: nothing was rendered since the run ended or was promoted. */
  artefacts: z
    .strictObject({
      version: z.int().positive(),
      tree: Sha.nullable(),
      files: z.int().nonnegative(),
    })
    .optional(),
  /** The last events in words, newest last. */
  journal: z.array(JournalLine),
});
export type Run = z.infer<typeof Run>;
