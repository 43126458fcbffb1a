import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { failWith, record } from './action.ts';
import type { Action } from './action.ts';
import { candidateStep } from './candidate.ts';
import type { RunEvent, RunFailure } from './event.ts';
import {
  builtUpon,
  giveUp,
  neverStarting,
  peopleSinceSnapshot,
  skipped,
  standing,
  toUndo,
} from './give-up.ts';
import { limitsNow, limitsOf } from './limits.ts';
import type { Seen } from './observation.ts';
import { type GiveUp, recover } from './recovery.ts';
import type { PhaseRun, Run } from './run.ts';
import { ciCapHit, giveUpWords } from './stuck.ts';
import { uncleanBecause } from './unclean.ts';

/** The next step of the phase at work; without one, the queue moves on. */
export function stepPhase(run: Run, strategy: Strategy, seen: Seen): readonly Action[] {
  const phase = run.phases.find((p) => p.state === 'EXECUTING' || p.state === 'CI_RUNNING');
  if (phase === undefined) return nextPhase(run, strategy, seen.now);
  const limits = limitsNow(run, strategy, phase.id);
  if (phase.state === 'CI_RUNNING') return candidateStep({ run, strategy, seen, phase, limits });
  if (phase.adopt === true) return record(...adopted(run, phase, seen.now));
  const way = recover(run, limits, phase);
  const at = { run, strategy, now: seen.now };
  if (way.is === 'give-up') return record(...giveUp(at, phase, givenUp(phase, limits, way.reason)));
  if (way.is === 'escalate') return record(escalated(phase, way.model, seen.now));
  if (way.is === 'replan') return [{ do: 'replan', phase: phase.id }];
  const ci = ciCapHit(run, strategy, phase.tier);
  if (ci !== null) return record(failWith(seen.now, noCiLeft(ci, phase)));
  return [{ do: 'build', phase: phase.id, attempt: phase.attempt + 1 }];
}

const escalated = (phase: PhaseRun, model: string, at: number): RunEvent => ({
  type: 'model-escalated',
  at,
  phase: phase.id,
  model,
  because: 'The same failure came again after another plan.',
});

/** A person put the work on the branch: it is judged as it stands, with the gate passed on an empty edit set. */
const adopted = (run: Run, phase: PhaseRun, at: number): readonly RunEvent[] => [
  {
    type: 'edits-committed',
    at,
    phase: phase.id,
    attempt: Math.max(1, phase.attempt),
    before: run.head,
    head: run.head,
    tree: run.head,
    files: 0,
    added: 0,
    removed: 0,
    risk: 0,
    gate: [],
  },
];

const WHY: Readonly<Record<GiveUp, RunFailure['reason']>> = {
  attempts_exhausted: 'attempts_exhausted',
  same_failure: 'attempts_exhausted',
  phase_timeout: 'phase_timeout',
};

function givenUp(phase: PhaseRun, limits: PhaseStrategy, reason: GiveUp): RunFailure {
  const policy = phase.evidence.at(-1)?.kind === 'policy';
  return {
    state: policy ? 'DONE_FAILED_POLICY_VIOLATION' : 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    reason: policy ? 'policy_violation' : WHY[reason],
    detail: `${phase.id} ${limits.name}: ${giveUpWords(limits)[reason]}`.slice(0, 600),
    phase: phase.id,
  };
}

const noCiLeft = (detail: string, { id }: PhaseRun): RunFailure => ({
  ...{ state: 'DONE_FAILED_BUDGET_EXHAUSTED', reason: 'ci_run_cap' },
  ...{ detail, phase: id },
});

/** Phases run one by one, in the order of the plan, in the earliest unfinished tier. */
function nextPhase(run: Run, strategy: Strategy, now: number): readonly Action[] {
  const undo = toUndo(run);
  const left = standing(run);
  const tier = run.tiers.find((t) => t.state !== 'COMPLETE' && t.state !== 'SKIPPED');
  const queued = run.phases.filter((phase) => phase.tier === tier?.id && phase.state === 'QUEUED');
  const done = (id: string): boolean =>
    run.phases.some((p) => p.id === id && p.state === 'COMPLETE');
  const ready = queued.filter((phase) => limitsOf(strategy, phase.id).dependsOn.every(done));
  const lost = ready.find((phase) => phase.lost === true);
  // What stands on the branch is gone on with before anything else could be built on it.
  const next = lost ?? ready.find(({ id }) => id === left?.id) ?? ready[0];
  const asked = run.rollback;
  if (undo !== undefined && (next !== undefined || asked !== undefined))
    return [{ do: 'undo', phase: undo.id }];
  if (asked !== undefined)
    return record(...(isUnderPeople(run) ? [notRolledBack(asked, now)] : rolledBack(asked, now)));
  if (next !== undefined && left?.state === 'FAILED') return record(failWith(now, builtUpon(left)));
  const entered: readonly RunEvent[] =
    run.state === 'PHASE_QUEUEING' ? [] : [{ type: 'queue-entered', at: now }];
  if (
    run.stopAfter !== undefined &&
    lost === undefined &&
    (next !== undefined || tier !== undefined)
  )
    return record(...entered, { type: 'run-held', at: now, by: run.stopAfter });
  if (next !== undefined)
    return record(...entered, { type: 'phase-started', at: now, phase: next.id });
  const waiting = neverStarting(run, strategy, queued);
  if (waiting.length > 0) return record(...entered, ...waiting.map((one) => skipped(one, now)));
  const dirty = strategy.safetyProfile === 'safety_critical' ? notClean(run, strategy) : null;
  if (dirty !== null) return record(failWith(now, dirty));
  if (tier === undefined) return record(...succeeded(run, strategy, now));
  if (tier.state === 'FAILED') return record(failWith(now, tierFailed(run, tier.id)));
  throw new Error(
    `tier ${tier.id} has phases that can never start: the preflight let a cycle through`,
  );
}

/** v7 section 3: a tier that is not clean fails a safety-critical run, and blocks the promotion of any other. */
function notClean(run: Run, strategy: Strategy): RunFailure | null {
  const unclean = uncleanBecause(run, strategy);
  if (unclean === null || unclean.reason !== 'tier_not_clean') return null;
  return {
    state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    reason: 'tier_not_clean',
    detail: unclean.detail,
    phase: null,
  };
}

function succeeded(run: Run, strategy: Strategy, at: number): readonly RunEvent[] {
  const unclean = uncleanBecause(run, strategy);
  return [
    { type: 'run-succeeded', at, head: run.head },
    ...(unclean === null ? [] : [{ type: 'promotion-blocked', at, ...unclean } as const]),
  ];
}

/** What was rolled back is either left out of the plan or ends the run. */
function rolledBack(
  { phase, goOn, by }: NonNullable<Run['rollback']>,
  now: number,
): readonly RunEvent[] {
  const reason = `Rolled back by ${by}.`;
  return goOn
    ? [
        { type: 'phase-retried', at: now, phase, attempts: 0 },
        { type: 'phase-skipped', at: now, phase, reason },
      ]
    : [
        failWith(now, {
          state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
          reason: 'finished_by_person',
          detail: `${phase} was rolled back by ${by}.`,
          phase,
        }),
      ];
}

const isUnderPeople = (run: Run): boolean => run.head !== run.snapshot && peopleSinceSnapshot(run);

/** Somebody pushed after a rollback was asked for: it would take their work away as well. */
const notRolledBack = ({ phase, by }: NonNullable<Run['rollback']>, now: number): RunEvent =>
  failWith(now, {
    state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    reason: 'finished_by_person',
    detail: `${phase} was not rolled back for ${by}: people’s commits stand on top of it.`,
    phase,
  });

/** A failed phase blocks the next tier; the run ends when the others of its tier are through. */
function tierFailed(run: Run, tier: string): RunFailure {
  const failed = run.phases.filter((p) => p.tier === tier && p.state === 'FAILED');
  return {
    state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    reason: 'attempts_exhausted',
    detail:
      `${failed.map(({ because, id }) => because ?? `${id} failed.`).join(' ')} What did not depend on it is done.`.slice(
        0,
        600,
      ),
    phase: failed[0]?.id ?? null,
  };
}
