import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { failWith, record } from './action.ts';
import type { Action } from './action.ts';
import { candidateStep } from './candidate.ts';
import type { RunEvent, RunFailure } from './event.ts';
import type { Seen } from './observation.ts';
import type { PhaseRun, Run } from './run.ts';

/** The next step of the phase at work; without one, the queue moves on. */
export function stepPhase(run: Run, strategy: Strategy, seen: Seen): readonly Action[] {
  const phase = run.phases.find((p) => p.state === 'EXECUTING' || p.state === 'CI_RUNNING');
  if (phase === undefined) return nextPhase(run, strategy, seen.now);
  const limits = limitsOf(strategy, phase.id);
  if (phase.state === 'CI_RUNNING') return candidateStep({ run, strategy, seen, phase, limits });
  if (phase.attempt >= limits.builderAttempts) return record(...givenUp(phase, limits, seen.now));
  const ci = ciCapHit(run, strategy, phase);
  if (ci !== null) return record(failWith(seen.now, { ...ci, phase: phase.id }));
  return [{ do: 'build', phase: phase.id, attempt: phase.attempt + 1 }];
}

export function limitsOf(strategy: Strategy, id: string): PhaseStrategy {
  const limits = strategy.phases.find((p) => p.id === id);
  if (limits === undefined) throw new Error(`the strategy has no phase ${id}`);
  return limits;
}

/** The phase fails and takes the run with it: what it left on the branch has to be looked at by a person. */
export function givenUp(phase: PhaseRun, limits: PhaseStrategy, now: number): readonly RunEvent[] {
  const last = phase.evidence.at(-1);
  const policy = last?.kind === 'policy';
  const failure: RunFailure = {
    state: policy ? 'DONE_FAILED_POLICY_VIOLATION' : 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    reason: policy ? 'policy_violation' : 'attempts_exhausted',
    detail: `${phase.id} ${limits.name}: all ${limits.builderAttempts} attempts are used up.`.slice(
      0,
      600,
    ),
    phase: phase.id,
  };
  return [
    { type: 'phase-failed', at: now, phase: phase.id, reason: failure.detail.slice(0, 300) },
    failWith(now, failure),
  ];
}

/** Phases run one by one, in the order of the plan, in the earliest unfinished tier. */
function nextPhase(run: Run, strategy: Strategy, now: number): readonly Action[] {
  const tier = run.tiers.find((t) => t.state === 'PENDING' || t.state === 'IN_PROGRESS');
  const queued = run.phases.filter((phase) => phase.tier === tier?.id && phase.state === 'QUEUED');
  const done = (id: string): boolean =>
    run.phases.some((p) => p.id === id && p.state === 'COMPLETE');
  const next = queued.find((phase) => limitsOf(strategy, phase.id).dependsOn.every(done));
  const entered: readonly RunEvent[] =
    run.state === 'PHASE_QUEUEING' ? [] : [{ type: 'queue-entered', at: now }];
  if (next !== undefined)
    return record(...entered, { type: 'phase-started', at: now, phase: next.id });
  if (tier === undefined) return record({ type: 'run-succeeded', at: now, head: run.head });
  throw new Error(
    `tier ${tier.id} has phases that can never start: the preflight let a cycle through`,
  );
}

type CapHit = Omit<RunFailure, 'phase'>;

/** A push starts a CI run, so the cap is looked at before the work that leads to a push. */
function ciCapHit(run: Run, strategy: Strategy, phase: PhaseRun): CapHit | null {
  const tier = strategy.tiers.find((t) => t.id === phase.tier);
  if (tier === undefined) throw new Error(`the strategy has no tier ${phase.tier}`);
  const inTier = run.phases
    .filter((p) => p.tier === phase.tier)
    .reduce((n, p) => n + p.candidates.length, 0);
  const hit = (detail: string): CapHit => ({
    state: 'DONE_FAILED_BUDGET_EXHAUSTED',
    reason: 'ci_run_cap',
    detail,
  });
  if (run.ciRuns >= strategy.run.ciRunCap)
    return hit(`All ${strategy.run.ciRunCap} CI runs of the run are used up.`);
  if (inTier >= tier.ciRunCap)
    return hit(`All ${tier.ciRunCap} CI runs of tier ${tier.id} are used up.`);
  return null;
}
