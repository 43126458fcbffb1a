import type { CheckRunRow } from './internals.ts';

export const CONCLUSIONS = [
  'success',
  'neutral',
  'skipped',
  'cancelled',
  'timed_out',
  'action_required',
  'failure',
  'stale',
] as const;

/** A suite is as far as its runs; one without runs stays queued, as GitHub makes for every App on a push. */
export function stateOfSuite(runs: readonly CheckRunRow[]): {
  readonly status: CheckRunRow['status'];
  readonly conclusion: string | null;
} {
  if (runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.every((run) => run.status === 'completed')) {
    const rank = (run: CheckRunRow): number =>
      CONCLUSIONS.findIndex((each) => each === run.conclusion);
    const worst = [...latestByName(runs)].sort((a, b) => rank(b) - rank(a))[0];
    return { status: 'completed', conclusion: worst?.conclusion ?? null };
  }
  const begun = runs.some((run) => run.status !== 'queued');
  return { status: begun ? 'in_progress' : 'queued', conclusion: null };
}

export function latestByName(runs: readonly CheckRunRow[]): readonly CheckRunRow[] {
  return [...new Map(runs.map((run) => [`${run.appId} ${run.name}`, run])).values()];
}
