import type { Strategy, TierStrategy } from '../strategy/strategy.ts';
import type { Run } from './run.ts';

interface Caps {
  readonly tokenCap: number;
  readonly costCapMicroUsd: number | null;
  readonly ciRunCap: number;
}

/**
 * The run's caps with what people added to them. Every attempt that they added may push once more, unless the default
 * branch holds the run to fewer CI runs than its tiers would have.
 */
export function capsNow(
  { raised, phases }: Pick<Run, 'raised' | 'phases'>,
  strategy: Strategy,
): Caps {
  const { run } = strategy;
  return {
    tokenCap: run.tokenCap + (raised?.tokens ?? 0),
    costCapMicroUsd:
      run.costCapMicroUsd === null ? null : run.costCapMicroUsd + (raised?.microUsd ?? 0),
    ciRunCap: run.ciRunCap + (isHeldToFewerCiRuns(strategy) ? 0 : addedTo(phases)),
  };
}

/** `budget.ci_runs` on the default branch is less than what the tiers would have together. */
export const isHeldToFewerCiRuns = ({ run, tiers }: Pick<Strategy, 'run' | 'tiers'>): boolean =>
  run.ciRunCap < tiers.reduce((sum, { ciRunCap }) => sum + ciRunCap, 0);

const addedTo = (phases: Run['phases'], tier?: string): number =>
  phases
    .filter((phase) => tier === undefined || phase.tier === tier)
    .reduce((sum, { extraAttempts = 0 }) => sum + extraAttempts, 0);

/** How far people may raise the run's caps. */
export const ceilingsOf = ({
  run,
  raise,
}: Pick<Strategy, 'run' | 'raise'>): { readonly tokens: number; readonly microUsd: number } => ({
  tokens: raise?.maxTokens ?? run.tokenCap,
  microUsd: raise?.maxMicroUsd ?? run.costCapMicroUsd ?? 0,
});

/** A tier that only the run's own cap held back gets what people added to that one, and a CI run for each attempt. */
export function tierNow(
  { raised, phases }: Pick<Run, 'raised' | 'phases'>,
  { run }: Strategy,
  tier: TierStrategy,
): TierStrategy {
  const more = tier.tokenCap < run.tokenCap ? 0 : (raised?.tokens ?? 0);
  return {
    ...tier,
    tokenCap: tier.tokenCap + more,
    ciRunCap: tier.ciRunCap + addedTo(phases, tier.id),
  };
}

/** CI runs that the work of a tier took: one a head that was pushed for it. */
export const ciRunsIn = ({ phases }: Pick<Run, 'phases'>, tier: string): number =>
  phases
    .filter((phase) => phase.tier === tier)
    .reduce((sum, { candidates }) => sum + candidates.length, 0);
