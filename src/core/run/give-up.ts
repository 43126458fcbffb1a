import type { Strategy } from '../strategy/strategy.ts';
import { failWith } from './action.ts';
import { capsNow } from './caps.ts';
import type { RunEvent, RunFailure } from './event.ts';
import { limitsOf } from './limits.ts';
import type { PhaseRun, Run } from './run.ts';

interface At {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly now: number;
}

/**
 * A phase fails. What depends on it is skipped. Under `normal` the others of its tier go on; else the run
 * ends here: `safety_critical` says so, or no other phase could start, or people's commits stand on top of
 * what would have to be undone.
 */
export function giveUp(
  { run, strategy, now }: At,
  phase: PhaseRun,
  failure: RunFailure,
): readonly RunEvent[] {
  const dependent = dependents(run, strategy, phase.id);
  const reason = failure.detail.slice(0, 300);
  const events: readonly RunEvent[] = [
    { type: 'phase-failed', at: now, phase: phase.id, reason },
    ...dependent.map((id) => skipped({ id, because: `${phase.id}, which failed` }, now)),
  ];
  const others = run.phases.some(
    ({ id, tier, state }) =>
      tier === phase.tier && state === 'QUEUED' && id !== phase.id && !dependent.includes(id),
  );
  const goesOn =
    strategy.safetyProfile === 'normal' &&
    failure.state === 'DONE_FAILED_REQUIRES_HUMAN_REVIEW' &&
    others &&
    !peopleSinceSnapshot(run) &&
    (run.head === run.snapshot || run.ciRuns < capsNow(run, strategy).ciRunCap);
  return goesOn ? events : [...events, failWith(now, failure)];
}

interface Lost {
  readonly id: string;
  readonly because: string;
}

export const skipped = ({ id, because }: Lost, at: number): RunEvent => ({
  type: 'phase-skipped',
  at,
  phase: id,
  reason: `It depends on ${because}.`,
});

/** What waits for a phase that failed with its run, or was left out by a person: nothing had skipped it then. */
export const neverStarting = (
  run: Run,
  strategy: Strategy,
  queued: readonly PhaseRun[],
): readonly Lost[] =>
  queued.flatMap(({ id }) => {
    const { dependsOn } = limitsOf(strategy, id);
    const over = run.phases.find(
      (phase) =>
        dependsOn.includes(phase.id) && (phase.state === 'FAILED' || phase.state === 'SKIPPED'),
    );
    if (over === undefined) return [];
    const word = over.state === 'FAILED' ? 'failed' : 'was left out';
    return [{ id, because: `${over.id}, which ${word}` }];
  });

/** Queued phases that can never start once `id` has failed, in the order of the plan. */
function dependents(run: Run, strategy: Strategy, id: string): readonly string[] {
  const lost = new Set([id]);
  const queued = run.phases.filter(({ state }) => state === 'QUEUED').map((phase) => phase.id);
  for (let grown = true; grown;) {
    const more = queued.filter(
      (one) =>
        !lost.has(one) && limitsOf(strategy, one).dependsOn.some((needed) => lost.has(needed)),
    );
    for (const one of more) lost.add(one);
    grown = more.length > 0;
  }
  return queued.filter((one) => lost.has(one));
}

/** To undo would take their work away with ours. */
export const peopleSinceSnapshot = (run: Run): boolean =>
  run.people.some(({ after }) => after === run.snapshot);

/**
 * The phase whose work stands on the branch unfinished: its last candidate is the head, or people pushed on top
 * of it. Whoever would build on that branch would build on it.
 */
export function standing(run: Run): PhaseRun | undefined {
  if (run.head === run.snapshot || run.rules !== 2) return undefined;
  const under = run.people.findLast(({ after, on }) => after === run.snapshot && on !== undefined);
  return run.phases.findLast(
    ({ id, state, candidates }) =>
      state !== 'COMPLETE' &&
      state !== 'SKIPPED' &&
      (id === under?.on || candidates.some(({ head }) => head === run.head)),
  );
}

/** The phase that is to be undone, for it was given up and others go on; undefined: none, or people stand on it. */
export function toUndo(run: Run): PhaseRun | undefined {
  const left = standing(run);
  return left?.state === 'FAILED' && !peopleSinceSnapshot(run) ? left : undefined;
}

/** People pushed onto what a phase left before it was undone: it cannot be undone, and nothing is built on it. */
export const builtUpon = ({ id, because }: PhaseRun): RunFailure => ({
  state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
  reason: 'attempts_exhausted',
  detail:
    `${because ?? `${id} failed.`} People’s commits stand on top of what it left, so nothing else is built on it.`.slice(
      0,
      600,
    ),
  phase: id,
});
