import type { CiJob, CiWorkflowRun } from '../core/run/observation.ts';
import { stripAnsi } from '../core/text/invisible.ts';
import type { CiFailures, Forge } from '../ports.ts';
import { z } from 'zod';
import { ConflictError, UserError } from '../core/errors.ts';
import { hasFailed, verified } from '../core/gate/units.ts';
import type { Sha } from '../core/ids.ts';
import type { DispatchRefusal, RerunRefusal } from '../core/run/dispatch.ts';
import {
  AnnotationsAnswer,
  CheckRunsAnswer,
  JobsAnswer,
  WorkflowRunsAnswer,
} from './answers-ci.ts';
import { everyPage } from './every-page.ts';
import { NotFoundError, RejectedError } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';

const MAX_LOG_BYTES = 2_000_000;
/** Jobs that are told about; more of them fail for the same reasons as a rule. */
const MAX_JOBS = 5;
const BEFORE_ERROR = 100;
const AFTER_ERROR = 20;

/** A refusal is an answer: whoever asked has to tell people what is missing. */
async function dispatch(
  { client, repo }: ForgeDeps,
  file: string,
  branch: string,
): Promise<DispatchRefusal | null> {
  const route = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
  const params = { owner: repo.owner, repo: repo.name, workflow_id: file, ref: branch };
  try {
    await client.write(route, params, z.unknown());
    return null;
  } catch (error) {
    if (error instanceof NotFoundError) return 'missing';
    if (error instanceof RejectedError) return 'trigger';
    if (error instanceof UserError && error.code === 'github/forbidden') return 'permission';
    throw error;
  }
}

/** Null: GitHub took the wish. */
async function rerun({ client, repo }: ForgeDeps, run: number): Promise<RerunRefusal | null> {
  const route = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun-failed-jobs';
  const params = { owner: repo.owner, repo: repo.name, run_id: run };
  try {
    await client.write(route, params, z.unknown());
    return null;
  } catch (error) {
    // Too old, or at work again: GitHub says one by 403 and the other by 409 or 422, and neither says that we may not.
    if (error instanceof NotFoundError || error instanceof RejectedError) return 'gone';
    if (error instanceof ConflictError) return 'gone';
    if (error instanceof UserError && error.code === 'github/forbidden') return 'permission';
    throw error;
  }
}

type RunWithoutJobs = Omit<CiWorkflowRun, 'jobs'> & { readonly suite: number };

/** CI as GitHub lists it for one head: workflow runs by their file, with their jobs. */
export function forgeCi(
  deps: ForgeDeps,
): Pick<
  Forge,
  'ci' | 'ciExcerpt' | 'ciFailures' | 'dispatchWorkflow' | 'mayStartCi' | 'rerunFailed'
> {
  return {
    ci: async (head) => {
      const runs = await runsOn(deps, head);
      return Promise.all(
        runs.map(async ({ suite: _suite, ...run }) => ({ ...run, jobs: await jobsOf(deps, run) })),
      );
    },
    ciFailures: (head) => failures(deps, head),
    mayStartCi: async () => {
      const grants = await deps.client.grants();
      return grants === null ? null : grants['actions'] === 'write';
    },
    rerunFailed: (run) => rerun(deps, run),
    dispatchWorkflow: (file, branch) => dispatch(deps, file, branch),
    ciExcerpt: async (jobs, maxChars) => {
      const told = jobs.slice(0, MAX_JOBS);
      const room = Math.floor(maxChars / Math.max(1, told.length)) - 2;
      const parts: string[] = [];
      for (const { id, job, workflow } of told) {
        // A commit status has neither.
        const notes = id === 0 ? '' : await annotationsOf(deps, id);
        const log = workflow === null ? '' : errorPart(await logOf(deps, id));
        parts.push(excerpt({ job, notes, log }, room));
      }
      return parts.join('\n\n');
    },
  };
}

async function runsOn(
  { client, repo }: ForgeDeps,
  head: string,
): Promise<readonly RunWithoutJobs[]> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs';
  const params = { owner: repo.owner, repo: repo.name, head_sha: head };
  const listed = await everyPage(
    async (page) =>
      (await client.read(route, { ...params, ...page }, WorkflowRunsAnswer)).workflow_runs,
  );
  // What comes in while pages are read moves the others on to the next one.
  const runs = [...new Map(listed.map((run) => [run.id, run])).values()];
  return runs
    .filter((run) => run.head_sha === head)
    .map((run) => ({
      id: run.id,
      // GitHub names the ref after an @ for workflows that are called from elsewhere.
      workflow: run.path.split('@')[0] ?? run.path,
      name: run.name ?? '',
      event: run.event,
      attempt: run.run_attempt,
      status: statusOf(run.status, run.conclusion),
      conclusion: run.conclusion,
      updatedAt: run.updated_at,
      suite: run.check_suite_id ?? 0,
    }));
}

const GREEN: readonly (string | null)[] = ['success', 'skipped', 'neutral'];

/** One request where all is green, and one more for a hundred jobs of the commit: a job's check run is in its run's suite. */
async function failures(deps: ForgeDeps, head: Sha): Promise<CiFailures> {
  const runs = await runsOn(deps, head);
  const judged = verified(runs.map((run) => ({ ...run, jobs: [] })));
  const failed = runs.filter(
    (run) =>
      judged.some(({ id }) => id === run.id) &&
      run.status === 'completed' &&
      !GREEN.includes(run.conclusion),
  );
  if (failed.length === 0) return { jobs: [], workflowRuns: [] };
  const { client, repo } = deps;
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
  const params = { owner: repo.owner, repo: repo.name, ref: head, filter: 'latest' };
  const checks = await everyPage(
    async (page) => (await client.read(route, { ...params, ...page }, CheckRunsAnswer)).check_runs,
  );
  const red = checks.filter((check) => check.status === 'completed' && hasFailed(check));
  const jobs = red.flatMap((check) => {
    const run = failed.find(({ suite }) => suite !== 0 && suite === check.check_suite?.id);
    return run === undefined ? [] : [{ workflow: run.workflow, job: check.name }];
  });
  return { jobs, workflowRuns: failed.map(({ id }) => id) };
}

/** Of the latest attempt; a run that is not over has none that could be judged. */
async function jobsOf(
  { client, repo }: ForgeDeps,
  run: Omit<CiWorkflowRun, 'jobs'>,
): Promise<readonly CiJob[]> {
  if (run.status !== 'completed') return [];
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
  const params = { owner: repo.owner, repo: repo.name, run_id: run.id, filter: 'latest' };
  const jobs = await everyPage(
    async (page) => (await client.read(route, { ...params, ...page }, JobsAnswer)).jobs,
  );
  return jobs.map((job) => ({
    workflow: run.workflow,
    workflowRun: run.id,
    event: run.event,
    attempt: job.run_attempt ?? run.attempt,
    job: job.name,
    id: job.id,
    status: statusOf(job.status, job.conclusion),
    conclusion: job.conclusion,
  }));
}

const STATUS: Readonly<Record<string, CiJob['status']>> = {
  completed: 'completed',
  in_progress: 'running',
  waiting: 'waiting',
  action_required: 'waiting',
};

const statusOf = (status: string | null, conclusion: string | null): CiJob['status'] =>
  conclusion === 'action_required' ? 'waiting' : (STATUS[status ?? ''] ?? 'queued');

/** The error stands at the end of a log, and at the beginning of the annotations. */
function excerpt(
  { job, notes, log }: { readonly job: string; readonly notes: string; readonly log: string },
  room: number,
): string {
  const head = `## ${job}\n${notes.slice(0, Math.floor(room / 3))}`.trim();
  const left = room - head.length - 1;
  return left <= 0 || log === '' ? head.slice(0, room) : `${head}\n${log.slice(-left)}`;
}

async function annotationsOf({ client, repo }: ForgeDeps, checkRun: number): Promise<string> {
  const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations';
  const params = { owner: repo.owner, repo: repo.name, check_run_id: checkRun, per_page: 50 };
  const notes = await unlessGone(client.read(route, params, AnnotationsAnswer), []);
  return notes
    .filter((note) => note.annotation_level !== 'notice')
    .map((note) => `${note.path}:${note.start_line}: ${note.message ?? ''}`)
    .join('\n');
}

async function logOf({ client, repo }: ForgeDeps, job: number): Promise<string> {
  const route = 'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs';
  const params = { owner: repo.owner, repo: repo.name, job_id: job };
  return unlessGone(client.text(route, params, MAX_LOG_BYTES), '');
}

/** Logs are deleted after some time, and a run that never began has none: the conclusion is told all the same. */
async function unlessGone<T>(read: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NotFoundError) return otherwise;
    throw error;
  }
}

/** The lines around the first error, without times and colours. */
function errorPart(log: string): string {
  const lines = stripAnsi(log)
    .split(/\r?\n/)
    .map((line) => line.replace(/^\uFEFF?\d{4}-\d{2}-\d{2}T[\d:.]+Z /, ''));
  const error = lines.findIndex((line) => line.startsWith('##[error]'));
  const end = error < 0 ? lines.length : Math.min(lines.length, error + AFTER_ERROR);
  return lines
    .slice(Math.max(0, end - BEFORE_ERROR - AFTER_ERROR), end)
    .join('\n')
    .trim();
}
