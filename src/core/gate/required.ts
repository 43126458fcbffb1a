import type { CiSeen, CiWorkflowRun, RequiredSeen } from '../run/observation.ts';
import { isHarmless, jobUnit, type Unit, verified, workflowUnit } from './units.ts';

/**
 * What has to be green where GitHub marks checks as required and nobody named any (v7 section 10); null: nothing is
 * marked. Jobs of verified workflows by their names decide. A workflow that is not over may still bring one, and is
 * waited for; one that is over and has none does not count. What no verified workflow brought, commit statuses among
 * it, holds back and never makes green: anybody who may push can post one.
 */
export function requiredUnits(seen: CiSeen, all: CiSeen): readonly Unit[] | null {
  const { required, workflowRuns: runs } = seen;
  if (required === undefined || isEmpty(required)) return null;
  const names = required.ofActions.map(({ job }) => job);
  const jobs = runs.flatMap((run) => markedJobs(run, names));
  const whole = runs.map(workflowUnit);
  const undecided = whole.filter((unit) => unit.status !== 'completed' || isBroken(unit));
  const isWorth =
    jobs.some(({ conclusion }) => conclusion === 'success') ||
    (names.length > 0 && undecided.length > 0);
  return [
    ...jobs,
    // Nothing of ours that is required has worked: then all that ran has its say.
    ...(isWorth ? undecided : whole),
    ...strays(required, all.workflowRuns).map(jobUnit),
    ...required.ofOthers.map(jobUnit),
  ];
}

const isEmpty = ({ ofActions, ofOthers }: RequiredSeen): boolean =>
  ofActions.length + ofOthers.length === 0;

/** It failed before it had jobs, so nobody knows what it would have brought. */
const isBroken = ({ jobs, status, conclusion }: Unit): boolean =>
  status === 'completed' &&
  jobs.length === 0 &&
  !['success', 'skipped', 'neutral'].includes(conclusion ?? '');

/** A skipped one counts as GitHub has it, unless it was skipped because another job of its run failed. */
function markedJobs(run: CiWorkflowRun, names: readonly string[]): readonly Unit[] {
  const { status } = workflowUnit(run);
  const failed = run.jobs.filter((job) => !isHarmless(job));
  return run.jobs
    .filter(({ job }) => names.includes(job))
    .map((job) => ({
      ...jobUnit(job),
      status,
      jobs: job.conclusion === 'skipped' ? [job, ...failed] : [job],
    }));
}

/**
 * Check runs that Actions brought and that are no job of a workflow that counts: one that a step posted, or of a
 * workflow that runs other code. A job is listed when its run is over, so nobody knows any before all are.
 */
function strays(
  { ofActions }: RequiredSeen,
  runs: readonly CiWorkflowRun[],
): RequiredSeen['ofActions'] {
  if (runs.some((run) => workflowUnit(run).status !== 'completed')) return [];
  const known = verified(runs).flatMap(({ jobs }) => jobs.map(({ job }) => job));
  return ofActions.filter(({ job }) => !known.includes(job));
}
