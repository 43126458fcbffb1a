import type { Strategy, TierStrategy } from '../strategy/strategy.ts';
import type { Run } from './run.ts';

/** The run's caps with what people added to them. */
export const capsNow = (
  { raised }: Pick<Run, 'raised'>,
  { run }: Strategy,
): { readonly tokenCap: number; readonly costCapMicroUsd: number | null } => ({
  tokenCap: run.tokenCap + (raised?.tokens ?? 0),
  costCapMicroUsd:
    run.costCapMicroUsd === null ? null : run.costCapMicroUsd + (raised?.microUsd ?? 0),
});

/** How far people may raise the run's caps. */
export const ceilingsOf = ({
  run,
  raise,
}: Pick<Strategy, 'run' | 'raise'>): { readonly tokens: number; readonly microUsd: number } => ({
  tokens: raise?.maxTokens ?? run.tokenCap,
  microUsd: raise?.maxMicroUsd ?? run.costCapMicroUsd ?? 0,
});

/** A tier that only the run's own cap held back gets what people added to that one. */
export function tierNow(
  { raised }: Pick<Run, 'raised'>,
  { run }: Strategy,
  tier: TierStrategy,
): TierStrategy {
  const more = tier.tokenCap < run.tokenCap ? 0 : (raised?.tokens ?? 0);
  return { ...tier, tokenCap: tier.tokenCap + more };
}

/** CI runs that the work of a tier took: one a head that was pushed for it. */
export const ciRunsIn = ({ phases }: Pick<Run, 'phases'>, tier: string): number =>
  phases
    .filter((phase) => phase.tier === tier)
    .reduce((sum, { candidates }) => sum + candidates.length, 0);
