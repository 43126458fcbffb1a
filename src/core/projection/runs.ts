import { countsOf } from '../artefacts/issues.ts';
import type { LedgerView } from './projection.ts';

export interface RunRow {
  readonly run_id: string;
  readonly issue: number;
  readonly title: string;
  readonly state: string;
  readonly promotion: string;
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

export function runRow({ run }: LedgerView): RunRow {
  const counts = countsOf(run.findings);
  return {
    run_id: run.runId,
    issue: run.issue.number,
    title: run.issue.title,
    state: run.state,
    promotion: run.promotion,
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
