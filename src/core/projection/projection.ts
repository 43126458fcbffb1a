import type { LedgerView } from './ledger-view.ts';
import type { Run } from '../run/run.ts';
import { type BacklogRow, backlogRows } from './backlog.ts';
import {
  type BudgetAbort,
  budgetAborts,
  type Slice,
  slices,
  type TierBudget,
  tierBudgets,
} from './budget.ts';
import { type RunRow, runRow } from './runs.ts';
import { type TierRow, tierRows } from './tiers.ts';

/** Everything that is reported about a repository's runs (v7 section 15); rebuilt from the ledgers at any time. */
export interface Projection {
  readonly runs: readonly RunRow[];
  readonly tiers: readonly TierRow[];
  readonly backlog: readonly BacklogRow[];
  readonly budget: {
    readonly aborts: readonly BudgetAbort[];
    readonly tiers: readonly TierBudget[];
    readonly slices: readonly Slice[];
  };
}

/** The same ledgers give the same reports, in whatever order they were read. */
export function projectionOf(ledgers: readonly LedgerView[]): Projection {
  const views = ledgers.toSorted((a, b) => order(a.run) - order(b.run));
  return {
    runs: views.map(runRow),
    tiers: views.flatMap(tierRows),
    backlog: backlogRows(views),
    budget: { aborts: budgetAborts(views), tiers: tierBudgets(views), slices: slices(views) },
  };
}

/** By issue, then by the run's number. */
function order({ runId }: Run): number {
  const [issue = 0, n = 0] = runId.split('-').map(Number);
  return issue * 100_000 + n;
}
