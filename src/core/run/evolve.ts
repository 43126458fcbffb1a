import { describeEvent } from '../report/journal.ts';
import { artefactsRecorded, withoutStale } from './evolve-artefacts.ts';
import { evolveAudit } from './evolve-audit.ts';
import { evolveCall } from './evolve-call.ts';
import { evolveCi } from './evolve-ci.ts';
import { baseMerged, evolvePhase } from './evolve-phase.ts';
import { evolvePlan, isPlanCall, settlePlanCall } from './evolve-plan.ts';
import { evolveRecovery, heard } from './evolve-recovery.ts';
import { isCiEvent, isPlanEvent, isRecoveryEvent } from './event-kind.ts';
import type { RunEvent } from './event.ts';
import type { Run } from './run.ts';

type Started = Extract<RunEvent, { type: 'run-started' }>;
type Promoted = Extract<RunEvent, { type: 'run-promoted' | 'promotion-closed' }>;
type Ended =
  Promoted | Extract<RunEvent, { type: 'run-succeeded' | 'run-failed' | 'artefacts-recorded' }>;

/** How many lines of the journal a run's state carries; the ledger itself has them all. */
const JOURNAL_LINES = 40;

/**
 * The fold: what a run is after one more event. Pure and total over legal sequences; an illegal move is a
 * broken invariant and throws.
 */
export function evolve(run: Run | undefined, event: RunEvent): Run {
  if (run === undefined) {
    if (event.type !== 'run-started') throw new Error(`a run cannot begin with ${event.type}`);
    return noted(begin(event), event);
  }
  return noted(withoutStale(step(run, event), event), event);
}

/** Folds a list of events onto a run. */
export const fold = (run: Run | undefined, events: readonly RunEvent[]): Run => {
  let folded = run;
  for (const event of events) folded = evolve(folded, event);
  if (folded === undefined) throw new Error('a run has at least one event');
  return folded;
};

/** v7: terminal states are sticky for automation. */
export const isTerminal = (run: Pick<Run, 'state'>): boolean => run.state.startsWith('DONE_');

function step(run: Run, event: RunEvent): Run {
  if (isPlanEvent(event)) return evolvePlan(run, event);
  if (isCiEvent(event)) return evolveCi(run, event);
  if (isRecoveryEvent(event))
    return event.type === 'replan-started' ? evolveCall(run, event) : evolveRecovery(run, event);
  switch (event.type) {
    case 'run-started':
      throw new Error('a run starts once');
    case 'strategy-frozen':
      return freeze(run, event);
    case 'preflight-passed':
      return move(run, ['PLAN_BOOTSTRAP'], 'RUN_CREATED');
    case 'queue-entered':
      return queue(run);
    case 'build-started':
    case 'audit-started':
    case 'repair-started':
    case 'locate-started':
    case 'files-located':
      return evolveCall(run, event);
    case 'answer-kept':
    case 'call-refused':
    case 'call-lost':
      return isPlanCall(run) ? settlePlanCall(run, event) : evolveCall(run, event);
    case 'audit-finished':
    case 'audit-unusable':
    case 'audit-part-kept':
      return evolveAudit(run, event);
    case 'phase-started':
    case 'edits-refused':
    case 'edits-committed':
    case 'attempt-failed':
    case 'phase-completed':
    case 'phase-failed':
    case 'phase-skipped':
    case 'branch-advanced':
      return evolvePhase(run, event);
    case 'pr-opened':
      return { ...run, pr: event.number };
    case 'command-seen':
      return heard(run, event);
    case 'run-succeeded':
    case 'run-failed':
    case 'run-promoted':
    case 'promotion-closed':
    case 'artefacts-recorded':
      return end(run, event);
  }
}

/** How a run is over, and what comes of it. */
function end(run: Run, event: Ended): Run {
  switch (event.type) {
    case 'run-succeeded':
      return succeeded(run, event.at);
    case 'run-failed':
      return fail(run, event.failure);
    case 'run-promoted':
    case 'promotion-closed':
      return promote(run, event);
    case 'artefacts-recorded':
      return artefactsRecorded(run, event);
  }
}

/** By the rules of before, success was promise enough; since then every head is verified by its own event. */
function succeeded(run: Run, at: number): Run {
  const done = move(run, ['SNAPSHOT_CREATED', 'PHASE_QUEUEING'], 'DONE_SUCCESS');
  const eligible: Run = { ...done, promotion: 'eligible' };
  if (run.rules !== 2 || run.head === run.base.sha || isGreen(run)) return eligible;
  // A commit of ours that only undid something: its tree was judged, and CI has to see it all the same.
  return baseMerged(eligible, { before: run.head, head: run.head, at });
}

const isGreen = ({ phases, head }: Run): boolean =>
  phases.some(({ candidates }) =>
    candidates.some((one) => one.head === head && one.ci?.verdict === 'green'),
  );

function freeze(run: Run, event: Extract<RunEvent, { type: 'strategy-frozen' }>): Run {
  if (run.strategyHash !== null) throw new Error('a strategy is frozen once');
  return {
    ...run,
    strategyHash: event.strategyHash,
    tiers: event.tiers.map(({ id }) => ({ id, state: 'PENDING' as const })),
    phases: event.phases.map(newPhase),
  };
}

function queue(run: Run): Run {
  if (run.phases.some(isAtWork)) throw new Error('the queue waits for the phase at work');
  return move(
    run,
    ['RUN_CREATED', 'SNAPSHOT_CREATED', 'PHASE_EXECUTION', 'GATE', 'CI_RUNNING'],
    'PHASE_QUEUEING',
  );
}

/** A merge is written down once, whatever was promised before; closed is only what waited for a merge. */
function promote(run: Run, event: Promoted): Run {
  const { promotion } = run;
  const waits = promotion === 'eligible' || promotion === 'blocked' || promotion === 'verifying';
  const legal = event.type === 'run-promoted' ? run.promotion !== 'promoted' : waits;
  if (!isTerminal(run) || !legal)
    throw new Error(`${event.type} cannot follow ${run.state}, ${run.promotion}`);
  return event.type === 'run-promoted'
    ? { ...run, promotion: 'promoted', merge: event.merge }
    : { ...run, promotion: 'closed' };
}

function begin(event: Started): Run {
  const { repo, issue, trigger, base, planHash, identity, runId, at, rules } = event;
  return {
    version: 1,
    seq: 0,
    runId,
    repo,
    issue,
    trigger,
    identity,
    startedAt: at,
    updatedAt: at,
    state: 'PLAN_BOOTSTRAP',
    failure: null,
    base,
    planHash,
    strategyHash: null,
    head: base.sha,
    snapshot: base.sha,
    pr: null,
    tiers: [],
    phases: [],
    call: null,
    retryAt: null,
    refusals: 0,
    anomaly: null,
    spent: { tokens: 0, microUsd: 0, calls: 0 },
    spentBy: {},
    ciRuns: 0,
    activeMs: 0,
    findings: [],
    commands: [],
    people: [],
    promotion: 'none',
    merge: null,
    ...(rules === undefined ? {} : { rules }),
    journal: [],
  };
}

const newPhase = ({ id, tier }: { id: string; tier: string }): Run['phases'][number] => ({
  id,
  tier,
  state: 'QUEUED',
  attempt: 0,
  calls: 0,
  startedAt: null,
  candidates: [],
  evidence: [],
  snapshot: null,
  spent: { tokens: 0, microUsd: 0, calls: 0 },
  auditorTokens: 0,
  because: null,
});

/** A run that ends takes the phase it was working on with it; an open hold is settled in full. */
function fail(run: Run, failure: NonNullable<Run['failure']>): Run {
  if (isTerminal(run)) throw new Error(`a run that is ${run.state} cannot fail`);
  const settled =
    run.call !== null && run.call.answer === null
      ? step(run, { type: 'call-lost', at: run.updatedAt, hold: run.call.hold.id })
      : run;
  const { rollback: _asked, ...rest } = settled;
  return {
    ...rest,
    state: failure.state,
    failure,
    call: null,
    phases: settled.phases.map((phase) =>
      isAtWork(phase) ? { ...phase, state: 'FAILED', because: failure.detail } : phase,
    ),
    tiers: settled.tiers.map((tier) =>
      tier.state === 'IN_PROGRESS' ? { ...tier, state: 'FAILED' } : tier,
    ),
  };
}

const isAtWork = ({ state }: Run['phases'][number]): boolean =>
  state === 'EXECUTING' || state === 'GATE' || state === 'CI_RUNNING';

function move(run: Run, from: readonly Run['state'][], to: Run['state']): Run {
  if (!from.includes(run.state)) throw new Error(`a run cannot go from ${run.state} to ${to}`);
  return { ...run, state: to };
}

function noted(run: Run, event: RunEvent): Run {
  const seq = run.seq + 1;
  const line = { seq, at: event.at, text: describeEvent(event, run.rules) };
  return {
    ...run,
    seq,
    updatedAt: event.at,
    journal: [...run.journal, line].slice(-JOURNAL_LINES),
  };
}
