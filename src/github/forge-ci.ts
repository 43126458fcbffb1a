import type { CiJob, CiWorkflowRun } from '../core/run/observation.ts';
import { stripAnsi } from '../core/text/invisible.ts';
import type { Forge } from '../ports.ts';
import { AnnotationsAnswer, JobsAnswer, WorkflowRunsAnswer } from './answers.ts';
import type { ForgeDeps } from './forge.ts';

const MAX_LOG_BYTES = 400_000;
const BEFORE_ERROR = 100;
const AFTER_ERROR = 20;

const STATUS: Readonly<Record<string, CiJob['status']>> = {
  completed: 'completed',
  in_progress: 'running',
  waiting: 'waiting',
  action_required: 'waiting',
};

const statusOf = (status: string | null, conclusion: string | null): CiJob['status'] =>
  conclusion === 'action_required' ? 'waiting' : (STATUS[status ?? ''] ?? 'queued');

/** CI as GitHub lists it for one head: workflow runs by their file, with their jobs. */
export function forgeCi({ client, repo }: ForgeDeps): Pick<Forge, 'ci' | 'ciExcerpt'> {
  const at = { owner: repo.owner, repo: repo.name };

  const jobsOf = async (run: Omit<CiWorkflowRun, 'jobs'>): Promise<CiWorkflowRun> => {
    if (run.status !== 'completed') return { ...run, jobs: [] };
    const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs';
    const { jobs } = await client.read(
      route,
      { ...at, run_id: run.id, filter: 'latest', per_page: 100 },
      JobsAnswer,
    );
    return {
      ...run,
      jobs: jobs.map((job) => ({
        workflow: run.workflow,
        workflowRun: run.id,
        event: run.event,
        attempt: job.run_attempt ?? run.attempt,
        job: job.name,
        id: job.id,
        status: statusOf(job.status, job.conclusion),
        conclusion: job.conclusion,
      })),
    };
  };

  return {
    ci: async (head) => {
      const route = 'GET /repos/{owner}/{repo}/actions/runs';
      const { workflow_runs: runs } = await client.read(
        route,
        { ...at, head_sha: head, per_page: 100 },
        WorkflowRunsAnswer,
      );
      const seen = runs
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
        }));
      const workflowRuns: CiWorkflowRun[] = [];
      for (const run of seen) workflowRuns.push(await jobsOf(run));
      return workflowRuns;
    },
    ciExcerpt: async (jobs, maxChars) => {
      const room = Math.max(500, Math.floor(maxChars / Math.max(1, jobs.length)));
      const parts: string[] = [];
      for (const job of jobs.slice(0, 5)) {
        const notes = await annotations(job.id);
        const log = job.workflow === null || job.id === 0 ? '' : errorPart(await logOf(job.id));
        parts.push(`## ${job.job}\n${notes}\n${log}`.trim().slice(0, room));
      }
      return parts.join('\n\n').slice(0, maxChars);
    },
  };

  async function annotations(checkRun: number): Promise<string> {
    if (checkRun === 0) return '';
    const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations';
    const notes = await client.read(
      route,
      { ...at, check_run_id: checkRun, per_page: 50 },
      AnnotationsAnswer,
    );
    return notes
      .filter((note) => note.annotation_level !== 'notice')
      .map((note) => `${note.path}:${note.start_line}: ${note.message ?? ''}`)
      .join('\n');
  }

  async function logOf(job: number): Promise<string> {
    return client.text(
      'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs',
      { ...at, job_id: job },
      MAX_LOG_BYTES,
    );
  }
}

/** The lines around the first error, without times and colours. */
export function errorPart(log: string): string {
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
