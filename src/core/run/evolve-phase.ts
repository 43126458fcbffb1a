import type { RunEvent } from './event.ts';
import type { Candidate, PhaseRun, PhaseState, Run, TierState } from './run.ts';

type PhaseEvent = Extract<
  RunEvent,
  {
    type:
      | 'phase-started'
      | 'edits-refused'
      | 'edits-committed'
      | 'attempt-failed'
      | 'phase-completed'
      | 'phase-failed'
      | 'phase-skipped'
      | 'branch-advanced';
  }
>;
type OfPhase = Exclude<PhaseEvent, { type: 'branch-advanced' }>;

/** v7 section 3; every other move is a broken invariant. */
const LEGAL: Readonly<Record<PhaseState, readonly PhaseState[]>> = {
  QUEUED: ['EXECUTING', 'SKIPPED'],
  EXECUTING: ['GATE', 'QUEUED', 'FAILED'],
  GATE: ['CI_RUNNING', 'EXECUTING', 'FAILED'],
  CI_RUNNING: ['COMPLETE', 'EXECUTING', 'FAILED'],
  COMPLETE: [],
  FAILED: ['QUEUED'],
  SKIPPED: [],
};

/** What happens to the phases, their candidates and the tiers they are in. */
export function evolvePhase(run: Run, event: PhaseEvent): Run {
  if (event.type === 'branch-advanced') return advance(run, event);
  return withTiers(stepPhase(run, event));
}

export function phaseOf(run: Run, id: string): PhaseRun {
  const phase = run.phases.find((p) => p.id === id);
  if (phase === undefined) throw new Error(`there is no phase ${id}`);
  return phase;
}

export const withPhase = (run: Run, phase: PhaseRun): Run => ({
  ...run,
  phases: run.phases.map((p) => (p.id === phase.id ? phase : p)),
});

export const lastCandidate = (phase: PhaseRun): Candidate | undefined => phase.candidates.at(-1);

function stepPhase(run: Run, event: OfPhase): Run {
  const phase = phaseOf(run, event.phase);
  switch (event.type) {
    case 'phase-started':
      return begun(run, phase, event.at);
    case 'edits-refused':
      return { ...withPhase(run, refused(phase, event)), state: 'PHASE_EXECUTION', call: null };
    case 'edits-committed':
      return committed(run, phase, event);
    case 'attempt-failed':
      return {
        ...withPhase(run, {
          ...to(phase, 'EXECUTING'),
          evidence: [...phase.evidence, ...event.evidence],
        }),
        state: 'PHASE_EXECUTION',
      };
    case 'phase-completed':
      return completed(run, phase, event);
    case 'phase-failed':
      return withPhase(run, { ...to(phase, 'FAILED'), because: event.reason });
    case 'phase-skipped':
      return withPhase(run, { ...to(phase, 'SKIPPED'), because: event.reason });
  }
}

function begun(run: Run, { lost: _again, ...phase }: PhaseRun, at: number): Run {
  if (run.state !== 'PHASE_QUEUEING') throw new Error(`no phase starts in ${run.state}`);
  return {
    ...withPhase(run, { ...to(phase, 'EXECUTING'), startedAt: at }),
    state: 'PHASE_EXECUTION',
  };
}

/** v7 section 3: a phase whose lease is lost goes back into the queue. */
export const requeued = (phase: PhaseRun): PhaseRun => ({ ...to(phase, 'QUEUED'), lost: true });

type Ev<T extends PhaseEvent['type']> = Extract<PhaseEvent, { type: T }>;

function refused(phase: PhaseRun, event: Ev<'edits-refused'>): PhaseRun {
  if (phase.state !== 'GATE') throw new Error(`${phase.id} has no edits to refuse`);
  // A file that people changed meanwhile is nobody's fault: the attempt is given back.
  const attempt = event.evidence.kind === 'stale' ? phase.attempt - 1 : phase.attempt;
  return { ...to(phase, 'EXECUTING'), attempt, evidence: [...phase.evidence, event.evidence] };
}

function committed(run: Run, phase: PhaseRun, event: Ev<'edits-committed'>): Run {
  if (event.before !== run.head)
    throw new Error(`the branch is at ${run.head}, not ${event.before}`);
  const { head, attempt, files, added, removed, risk, gate, major, doubts } = event;
  const candidate: Candidate = {
    ...{ head, attempt, files, added, removed, risk, gate },
    ...(major === undefined ? {} : { major }),
    ...(doubts === undefined ? {} : { doubts }),
    pushedAt: event.at,
    ci: null,
    auditMisses: 0,
    audit: null,
  };
  const { adopt, ...rest } = phase;
  // What a person put on the branch passes the gate on an empty edit set.
  const judged = to(adopt === true ? to(rest, 'GATE') : phase, 'CI_RUNNING');
  return {
    ...withPhase(run, { ...judged, candidates: [...phase.candidates, candidate] }),
    state: 'CI_RUNNING',
    head,
    call: null,
    ciRuns: run.ciRuns + 1,
  };
}

function completed(run: Run, phase: PhaseRun, event: Ev<'phase-completed'>): Run {
  const done = to(phase, 'COMPLETE');
  return {
    ...withPhase(run, {
      ...done,
      snapshot: event.head,
      // What was wrong on the way is in the ledger; the state stays small.
      evidence: [],
      candidates: done.candidates.map((c) => ({ ...c, ci: c.ci && { ...c.ci, excerpt: '' } })),
    }),
    state: 'SNAPSHOT_CREATED',
    snapshot: event.head,
  };
}

/** People's commits make a new candidate of the phase that was waiting for CI, and nothing else. */
function advance(run: Run, event: Ev<'branch-advanced'>): Run {
  const people = event.commits.map((commit) => cameOnto(commit, event));
  return movedTo({ ...run, people: [...run.people, ...people] }, event);
}

/** What GitHub merged in is CI's to judge; everything in it was reviewed where it came from. */
export const baseMerged = (run: Run, to: { before: string; head: string; at: number }): Run =>
  movedTo(run, { ...to, merge: true });

interface Move {
  readonly before: string;
  readonly head: string;
  readonly at: number;
  readonly merge?: true;
}

function movedTo(run: Run, { before, head, at, merge }: Move): Run {
  if (before !== run.head) throw new Error(`the branch is at ${run.head}, not ${before}`);
  const moved: Run = { ...run, head, promotion: promotionAfter(run) };
  const waiting =
    moved.phases.find((phase) => phase.state === 'CI_RUNNING') ?? promotedPhase(moved);
  const last = waiting && lastCandidate(waiting);
  if (waiting === undefined || last === undefined) return moved;
  const { attempt, files, added, removed, risk, gate } = last;
  const candidate: Candidate = {
    ...{ attempt, files, added, removed, risk, gate },
    head,
    pushedAt: at,
    ci: null,
    auditMisses: 0,
    audit: null,
    ...(merge === undefined ? {} : { merge }),
  };
  const call =
    moved.call?.hold.role === 'auditor' && moved.call.answer !== null ? null : moved.call;
  return {
    ...withPhase(moved, { ...waiting, candidates: [...waiting.candidates, candidate] }),
    call,
    ciRuns: moved.ciRuns + 1,
  };
}

const cameOnto = (
  commit: Ev<'branch-advanced'>['commits'][number],
  { after, on }: Ev<'branch-advanced'>,
): Run['people'][number] => ({
  ...commit,
  ...(after === undefined ? {} : { after }),
  ...(on === undefined ? {} : { on }),
});

/** v7 section 11: a new head after DONE_SUCCESS goes back to `verifying`. */
function promotionAfter(run: Run): Run['promotion'] {
  if (run.promotion !== 'eligible' && run.promotion !== 'blocked' && run.promotion !== 'verifying')
    return run.promotion;
  return run.rules === 2 ? 'verifying' : 'blocked';
}

/** After DONE_SUCCESS it is the last complete phase that a new head is judged by. */
export const promotedPhase = (run: Run): PhaseRun | undefined =>
  run.promotion === 'verifying'
    ? run.phases.findLast(({ state }) => state === 'COMPLETE')
    : undefined;

function to(phase: PhaseRun, state: PhaseState): PhaseRun {
  if (!LEGAL[phase.state].includes(state))
    throw new Error(`phase ${phase.id} cannot go from ${phase.state} to ${state}`);
  return { ...phase, state };
}

export function onCandidate(
  phase: PhaseRun,
  head: string,
  change: (c: Candidate) => Candidate,
): PhaseRun {
  const at = phase.candidates.findLastIndex((c) => c.head === head);
  if (at < 0) throw new Error(`phase ${phase.id} has no candidate ${head}`);
  return {
    ...phase,
    candidates: phase.candidates.map((c, index) => (index === at ? change(c) : c)),
  };
}

/** Tiers are in the state that their phases say. */
export function withTiers(run: Run): Run {
  const tiers = run.tiers.map((tier) => {
    const own = run.phases.filter((phase) => phase.tier === tier.id);
    // What its worker left was begun, though it is in the queue again.
    if (own.some(({ lost }) => lost === true)) return { ...tier, state: 'IN_PROGRESS' as const };
    return { ...tier, state: tierState(own.map(({ state }) => state)) };
  });
  return { ...run, tiers };
}

function tierState(phases: readonly PhaseState[]): TierState {
  if (phases.every((state) => state === 'QUEUED')) return 'PENDING';
  if (phases.every((state) => state === 'SKIPPED')) return 'SKIPPED';
  const open = (state: PhaseState): boolean =>
    state !== 'COMPLETE' && state !== 'SKIPPED' && state !== 'FAILED';
  // What does not depend on a failed phase is finished first.
  if (phases.includes('FAILED')) return phases.some(open) ? 'IN_PROGRESS' : 'FAILED';
  return phases.every((state) => state === 'COMPLETE' || state === 'SKIPPED')
    ? 'COMPLETE'
    : 'IN_PROGRESS';
}
