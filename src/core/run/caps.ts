import type { Strategy } from '../strategy/strategy.ts';
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
