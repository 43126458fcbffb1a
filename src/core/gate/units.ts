import type { CiJob, CiSeen, CiWorkflowRun } from '../run/observation.ts';

/** Something that has to be green: a workflow run, or one job. */
export interface Unit {
  readonly name: string;
  readonly status: CiJob['status'];
  readonly conclusion: string | null;
  readonly jobs: readonly CiJob[];
}

/**
 * Events whose runs work on the code of the head itself. The attacker of the others is a person with a branch: a
 * workflow on `pull_request_target`, `workflow_run` or `issue_comment` runs the default branch's code, and is as
 * green as ever whatever was pushed.
 */
const ON_THE_HEAD: readonly string[] = [
  'push',
  'pull_request',
  'merge_group',
  'workflow_dispatch',
  'deployment',
  'deployment_status',
  'dynamic',
];

/** A repository's own file, or one that GitHub runs for it (code scanning by default setup). */
const isKnownPath = (path: string): boolean =>
  path.startsWith('.github/workflows/') || path.startsWith('dynamic/');

/** Only runs that verify the head: by their file, their event, and the latest of each pair. */
export function verified(runs: readonly CiWorkflowRun[]): readonly CiWorkflowRun[] {
  const own = runs.filter((run) => isKnownPath(run.workflow) && ON_THE_HEAD.includes(run.event));
  return own.filter(
    (run) =>
      !own.some(
        (other) =>
          other.workflow === run.workflow && other.event === run.event && other.id > run.id,
      ),
  );
}

/** A run whose listed jobs are of a later attempt, or not over, was started again while we looked. */
function statusOf(run: CiWorkflowRun): CiJob['status'] {
  if (run.status !== 'completed') return run.status;
  const again = run.jobs.some((job) => job.status !== 'completed' || job.attempt > run.attempt);
  return again ? 'running' : 'completed';
}

export const workflowUnit = (run: CiWorkflowRun): Unit => ({
  name: run.workflow,
  status: statusOf(run),
  conclusion: run.conclusion,
  jobs: run.jobs,
});

export const jobUnit = (job: CiJob): Unit => ({
  name: job.job,
  status: job.status,
  conclusion: job.conclusion,
  jobs: [job],
});

export const allUnits = (seen: CiSeen): readonly Unit[] => [
  ...seen.workflowRuns.map(workflowUnit),
  ...seen.otherChecks.map(jobUnit),
];

/**
 * What answers a required name: workflows by name or file, `ci.yml / test` for a job of one file, then jobs of any
 * workflow, and only where no workflow can still bring it, the check run of another app.
 */
export function unitsNamed(name: string, seen: CiSeen): readonly Unit[] {
  const runs = seen.workflowRuns;
  const within = /^(\S+\.ya?ml) \/ (.+)$/.exec(name);
  if (within !== null) {
    const [, file = '', job = ''] = within;
    return jobsNamed(
      job,
      runs.filter((run) => isOfFile(run.workflow, file)),
    );
  }
  const workflows = runs.filter((run) => run.name === name || isOfFile(run.workflow, name));
  if (workflows.length > 0) return worked(workflows.map(workflowUnit));
  const jobs = jobsNamed(name, runs);
  if (jobs.length > 0) return jobs;
  return seen.otherChecks.filter((check) => check.job === name).map(strictJobUnit);
}

/** A workflow named as required has to have done something, for one of its events at least. */
function worked(units: readonly Unit[]): readonly Unit[] {
  const jobs = units.flatMap((unit) => unit.jobs);
  const isOver = units.every(({ status }) => status === 'completed');
  if (!isOver || jobs.some((job) => !isIdle(job))) return units;
  return units.map((unit) => ({
    ...unit,
    conclusion: isIdle(unit) ? required(unit.conclusion ?? '') : unit.conclusion,
    jobs: unit.jobs.map((job) => ({ ...job, conclusion: required(job.conclusion ?? '') })),
  }));
}

/** The jobs of a run are listed once it is completed: until then the name may still turn up in it. */
function jobsNamed(name: string, runs: readonly CiWorkflowRun[]): readonly Unit[] {
  const named = runs.flatMap((run) =>
    run.jobs.filter((job) => job.job === name).map((job) => requiredJob(job, run)),
  );
  if (named.length > 0) return named;
  return runs.map(workflowUnit).filter((unit) => unit.status !== 'completed');
}

/** A required job that was skipped because another one failed: that one says why. */
function requiredJob(job: CiJob, run: CiWorkflowRun): Unit {
  const unit = { ...strictJobUnit(job), status: statusOf(run) };
  if (job.conclusion !== 'skipped') return unit;
  const reasons = run.jobs.filter((other) => !isHarmless(other));
  return { ...unit, jobs: [...unit.jobs, ...reasons] };
}

/** A job named as required has to have worked: GitHub counts a skipped one as a success, we do not. */
function strictJobUnit(job: CiJob): Unit {
  const { conclusion } = job;
  const idle = conclusion === 'neutral' || conclusion === 'skipped';
  return idle
    ? { ...jobUnit(job), jobs: [{ ...job, conclusion: required(conclusion) }] }
    : jobUnit(job);
}

const required = (conclusion: string): string => `${conclusion}, but required`;

/** Whether a job did nothing at all. */
export const isIdle = ({ conclusion }: Pick<CiJob, 'conclusion'>): boolean =>
  ['skipped', 'neutral'].some((word) => conclusion === word || conclusion === required(word));

export const isHarmless = ({ conclusion }: CiJob): boolean =>
  conclusion === 'success' || conclusion === 'skipped' || conclusion === 'neutral';

/** It did its work, and that came to no good. One that was cancelled may have been superseded by another push. */
export const hasFailed = ({ conclusion }: Pick<CiJob, 'conclusion'>): boolean =>
  conclusion === 'failure' || conclusion === 'timed_out' || conclusion === 'startup_failure';

/** Whether a workflow's path is meant by this name, with or without folder and ending. */
export const isOfFile = (path: string, name: string): boolean =>
  path === name ||
  path.endsWith(`/${name}`) ||
  path.endsWith(`/${name}.yml`) ||
  path.endsWith(`/${name}.yaml`);
