import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';

/** What a ledger's tip holds of one run. */
export interface LedgerView {
  readonly run: Run;
  readonly strategy: Strategy;
}
