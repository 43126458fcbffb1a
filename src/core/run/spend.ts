import type { Amount } from '../budget.ts';
import type { OpenCall, Run } from './run.ts';

/** Adds what was settled to the run's sums, and the call's active time. */
export function spend(
  run: Run,
  call: OpenCall,
  settled: { readonly amount: Amount; readonly at: number },
): Run {
  const { amount, at } = settled;
  const by = `${call.hold.role}:${call.hold.model}`;
  return {
    ...run,
    spent: plus(run.spent, amount),
    spentBy: {
      ...run.spentBy,
      [by]: plus(run.spentBy[by] ?? { tokens: 0, microUsd: 0, calls: 0 }, amount),
    },
    activeMs: run.activeMs + activeTime(call, at),
  };
}

/** A process that died was not active until it was found dead: the lease bounds what counts. */
export const activeTime = (call: OpenCall, at: number): number =>
  Math.max(0, Math.min(at, call.hold.lease.until) - call.startedAt);

export const plus = (spent: Run['spent'], amount: Amount): Run['spent'] => ({
  tokens: spent.tokens + amount.tokens,
  microUsd: spent.microUsd + amount.microUsd,
  calls: spent.calls + 1,
});
