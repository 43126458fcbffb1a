import { type BudgetRow, budgetRows } from '../artefacts/budget.ts';
import { type FindingsState, findingsState } from '../findings/cleanliness.ts';
import { type RunFinding, runFindings } from '../findings/stream.ts';
import { type AuditorPart, auditorPart } from './budget.ts';
import type { LedgerView } from './ledger-view.ts';
import { type RunRow, runRow } from './runs.ts';
import { type TierRow, tierRows } from './tiers.ts';

/** One phase of a run as it is reported. */
interface PhaseRow {
  readonly phase_id: string;
  readonly tier_id: string;
  readonly name: string;
  readonly state: string;
  readonly category: string;
  readonly complexity: string;
  readonly attempts: number;
  readonly most_attempts: number;
  readonly tokens: number;
  readonly token_cap: number;
  readonly micro_usd: number;
  readonly snapshot: string | null;
  readonly because: string | null;
  readonly findings_state: FindingsState;
}

/** Everything about one run. */
export interface RunDetail {
  readonly run: RunRow;
  readonly tiers: readonly TierRow[];
  readonly phases: readonly PhaseRow[];
  readonly budget: readonly BudgetRow[];
  readonly auditor: AuditorPart;
  readonly findings: readonly RunFinding[];
  readonly spent_by: LedgerView['run']['spentBy'];
}

export function runDetail(view: LedgerView): RunDetail {
  const { run, strategy } = view;
  return {
    run: runRow(view),
    tiers: tierRows(view),
    phases: strategy.phases.map((limits): PhaseRow => {
      const phase = run.phases.find(({ id }) => id === limits.id);
      return {
        phase_id: limits.id,
        tier_id: limits.tier,
        name: limits.name,
        state: phase?.state ?? 'QUEUED',
        category: limits.category,
        complexity: limits.complexity,
        attempts: phase?.attempt ?? 0,
        most_attempts: limits.builderAttempts + (phase?.extraAttempts ?? 0),
        tokens: phase?.spent.tokens ?? 0,
        token_cap: limits.tokenCap,
        micro_usd: phase?.spent.microUsd ?? 0,
        snapshot: phase?.snapshot ?? null,
        because: phase?.because ?? null,
        findings_state: findingsState(run, strategy, limits.id),
      };
    }),
    budget: budgetRows(run, strategy),
    auditor: auditorPart(run.phases),
    findings: runFindings(run, strategy),
    spent_by: run.spentBy,
  };
}
