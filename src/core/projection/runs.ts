import { countsOf } from '../artefacts/issues.ts';
import { type DebtStatus, debtStatus } from '../findings/cleanliness.ts';
import { runFindings } from '../findings/stream.ts';
import type { LedgerView } from './ledger-view.ts';

export interface RunRow {
  readonly run_id: string;
  readonly issue: number;
  readonly title: string;
  readonly state: string;
  readonly promotion: string;
  /** v7 section 4: the exact head that was verified may be merged. */
  readonly promotion_eligible: boolean;
  readonly debt_status: DebtStatus;
  /** Why it failed; null: it did not. */
  readonly reason: string | null;
  readonly phases: number;
  readonly complete_phases: number;
  readonly attempts: number;
  readonly ci_runs: number;
  readonly tokens: number;
  readonly micro_usd: number;
  readonly open_major: number;
  readonly open_minor: number;
  readonly started_at: number;
  readonly updated_at: number;
}

export function runRow({ run, strategy }: LedgerView): RunRow {
  const counts = countsOf(runFindings(run, strategy));
  return {
    run_id: run.runId,
    issue: run.issue.number,
    title: run.issue.title,
    state: run.state,
    promotion: run.promotion,
    promotion_eligible: run.promotion === 'eligible',
    debt_status: debtStatus(run, strategy),
    reason: run.failure?.reason ?? null,
    phases: run.phases.length,
    complete_phases: run.phases.filter(({ state }) => state === 'COMPLETE').length,
    attempts: run.phases.reduce((sum, phase) => sum + phase.attempt, 0),
    ci_runs: run.ciRuns,
    tokens: run.spent.tokens,
    micro_usd: run.spent.microUsd,
    open_major: counts.open_major,
    open_minor: counts.open_minor,
    started_at: run.startedAt,
    updated_at: run.updatedAt,
  };
}
