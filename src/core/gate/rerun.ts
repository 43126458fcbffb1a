import type { CiBad } from '../gate.ts';
import type { Instant } from '../ids.ts';
import type { CiSeen } from '../run/observation.ts';
import type { Candidate } from '../run/run.ts';
import { type Baseline, failedBefore } from './baseline.ts';

/** What a rerun can change: a workflow that could not be read fails the same way again. */
const WORTH: readonly (string | null)[] = ['failure', 'cancelled', 'timed_out', 'stale'];

/**
 * Workflow runs whose newly failing jobs may be run once more. A second attempt, by whomever, was that rerun: a
 * process that died between asking and writing it down asks no second time.
 */
export function toRerun(
  { failing }: CiBad,
  { workflowRuns }: CiSeen,
  baseline: Baseline | undefined,
): readonly number[] {
  const fresh = failing.filter(
    (job) => WORTH.includes(job.conclusion) && !failedBefore(job, baseline),
  );
  const ids = new Set(fresh.map((job) => job.workflowRun));
  return workflowRuns
    .filter((run) => ids.has(run.id) && run.attempt === 1 && run.status === 'completed')
    .map((run) => run.id);
}

/** A run that was asked for again and is listed with its first attempt has not begun its second. */
export function awaitingRerun(
  seen: CiSeen,
  rerun: Candidate['rerun'],
  time: { readonly now: Instant; readonly registerTimeoutMs: number },
): CiSeen {
  if (rerun === undefined || rerun.refused !== null) return seen;
  if (time.now - rerun.at >= time.registerTimeoutMs) return seen;
  const workflowRuns = seen.workflowRuns.map((run) =>
    rerun.runs.includes(run.id) && run.attempt === 1
      ? { ...run, status: 'queued' as const, conclusion: null, jobs: [] }
      : run,
  );
  return { ...seen, workflowRuns };
}
