/** Workflow runs and their jobs, as the API shows them. */
import type { CheckRunRow, Json, LabInternals, RepoRow } from '../internals.ts';
import type { JobResult } from './runner.ts';
import type { ArtifactRow } from './artifacts.ts';
import type { Workflow } from './workflow.ts';

export interface JobRow {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly attempt: number;
  readonly check: CheckRunRow;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  log: string;
  steps: JobResult['steps'];
}

export interface RunRow {
  readonly id: number;
  readonly repo: RepoRow;
  readonly path: string;
  readonly workflow: Workflow;
  readonly workflowId: number;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly number: number;
  readonly suiteId: number;
  readonly startedAt: string;
  attempt: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  readonly jobs: JobRow[];
  readonly artifacts: ArtifactRow[];
  /** Cancels what is at work. */
  stop: AbortController;
  updatedAt: string;
}

export const latestJobs = (run: RunRow): readonly JobRow[] => {
  const keys = [...new Set(run.jobs.map((job) => job.key))];
  return keys.flatMap((key) => run.jobs.findLast((job) => job.key === key) ?? []);
};

export function showRun(lab: LabInternals, run: RunRow): Json {
  const url = `${lab.url}/repos/${run.repo.full_name}/actions/runs/${run.id}`;
  return {
    id: run.id,
    node_id: `WFR_${run.id}`,
    name: run.workflow.name ?? run.path,
    display_title: run.workflow.name ?? run.path,
    path: run.path,
    event: run.event,
    head_branch: run.branch,
    head_sha: run.sha,
    run_number: run.number,
    run_attempt: run.attempt,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    check_suite_id: run.suiteId,
    url,
    html_url: `${lab.url}/${run.repo.full_name}/actions/runs/${run.id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    created_at: run.startedAt,
    updated_at: run.updatedAt,
    run_started_at: run.startedAt,
    pull_requests: [],
    repository: lab.show.repo(run.repo),
  };
}

export const showJob = (lab: LabInternals, run: RunRow, job: JobRow): Json => ({
  id: job.id,
  run_id: run.id,
  run_attempt: job.attempt,
  node_id: `CR_${job.id}`,
  name: job.name,
  head_sha: run.sha,
  head_branch: run.branch,
  status: job.status,
  conclusion: job.conclusion,
  workflow_name: run.workflow.name ?? run.path,
  started_at: run.startedAt,
  created_at: run.startedAt,
  completed_at: job.status === 'completed' ? run.startedAt : null,
  steps: job.steps.map((step) => ({ ...step, status: 'completed' })),
  check_run_url: `${lab.url}/repos/${run.repo.full_name}/check-runs/${job.id}`,
  html_url: `${lab.url}/${run.repo.full_name}/actions/runs/${run.id}/job/${job.id}`,
  url: `${lab.url}/repos/${run.repo.full_name}/actions/jobs/${job.id}`,
  run_url: `${lab.url}/repos/${run.repo.full_name}/actions/runs/${run.id}`,
  labels: ['ubuntu-latest'],
  runner_id: 1,
  runner_name: 'lab',
});
