import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { phaseOf } from './evolve-phase.ts';
import type { Run } from './run.ts';

/** How long a branch that seems to have gone back may be GitHub's replica lagging behind our own push. */
export const LAG_MS = 60_000;

/** What the frozen strategy says about a phase. */
export function limitsOf(strategy: Strategy, id: string): PhaseStrategy {
  const limits = strategy.phases.find((p) => p.id === id);
  if (limits === undefined) throw new Error(`the strategy has no phase ${id}`);
  return limits;
}

/**
 * What governs a phase now: the frozen strategy, with the attempts that people added, the approach that the
 * Planner proposed and the model that took over. Acceptance, scope and caps never change.
 */
export function limitsNow(run: Run, strategy: Strategy, id: string): PhaseStrategy {
  const limits = limitsOf(strategy, id);
  const { extraAttempts = 0, approach, builderModel } = phaseOf(run, id);
  return {
    ...limits,
    builderAttempts: limits.builderAttempts + extraAttempts,
    ...(approach === undefined
      ? {}
      : { description: `${limits.description}\n\nAnother way to do it:\n${approach}` }),
    ...(builderModel === undefined
      ? {}
      : { builder: { model: builderModel, because: 'the same failure came again' } }),
  };
}
