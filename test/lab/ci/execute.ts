/** Runs the jobs of one workflow run, in the order of the file, and tells about it. */
import type { ChildProcess } from 'node:child_process';
import type { LabInternals, UserRow } from '../internals.ts';
import type { Artifact } from './artifacts.ts';
import { runJob } from './runner.ts';
import { type JobRow, latestJobs, type RunRow, showRun } from './runs.ts';

export function announce(
  lab: LabInternals,
  run: RunRow,
  action: 'requested' | 'in_progress' | 'completed',
): void {
  const payload = {
    workflow_run: showRun(lab, run),
    workflow: { id: run.workflowId, path: run.path, name: run.workflow.name ?? run.path },
  };
  lab.emit({ event: 'workflow_run', action, repo: run.repo, sender: actions(lab), payload });
}

const actions = (lab: LabInternals): UserRow => {
  const user = lab.gh.users.findOneBy('login', 'github-actions[bot]');
  if (user === undefined) throw new Error('lab: there is no github-actions[bot]');
  return user;
};

export async function executeRun(
  lab: LabInternals,
  run: RunRow,
  children: Set<ChildProcess>,
): Promise<void> {
  run.status = 'in_progress';
  announce(lab, run, 'in_progress');
  const before = new Map(latestJobs(run).map((job) => [job.key, job.conclusion]));
  for (const key of Object.keys(run.workflow.jobs)) {
    // A rerun of failed jobs leaves the green ones as they were.
    if (before.get(key) === 'success') continue;
    await executeJob(lab, run, { key, children });
  }
  const conclusions = latestJobs(run).map((job) => job.conclusion);
  run.status = 'completed';
  run.conclusion = endOf(run, conclusions);
  run.updatedAt = lab.now().replace(/\.\d+Z$/, 'Z');
  announce(lab, run, 'completed');
}

function endOf({ stop }: RunRow, jobs: readonly (string | null)[]): string {
  if (stop.signal.aborted) return 'cancelled';
  const worst = ['failure', 'timed_out', 'cancelled'].find((one) => jobs.includes(one));
  return worst ?? (jobs.every((one) => one === 'skipped') ? 'skipped' : 'success');
}

async function executeJob(
  lab: LabInternals,
  run: RunRow,
  { key, children }: { key: string; children: Set<ChildProcess> },
): Promise<void> {
  const job = run.workflow.jobs[key];
  if (job === undefined) return;
  const needed = latestJobs(run).filter((other) => job.needs.includes(other.key));
  const wanted =
    job.if !== 'false' &&
    (/always\(\)/.test(job.if ?? '') || needed.every((other) => other.conclusion === 'success'));
  const row = newJob(lab, run, key);
  run.jobs.push(row);
  const result = wanted
    ? await runJob({
        job,
        git: lab.git(run.repo).dir,
        sha: run.sha,
        branch: run.branch,
        env: run.workflow.env,
        attempt: run.attempt,
        signal: run.stop.signal,
        children,
      })
    : { conclusion: 'skipped', log: '', annotations: [], artifacts: [], steps: [] };
  row.status = 'completed';
  row.conclusion = result.conclusion;
  row.log = result.log;
  keepArtifacts(lab, run, result.artifacts);
  row.steps = result.steps;
  const output = { title: row.name, summary: '', annotations: result.annotations.slice(0, 10) };
  lab.checks.update(row.check, { conclusion: result.conclusion, output });
}

let artifactIds = 70_000_000;

/** Those of an earlier attempt stay, under the same name. */
function keepArtifacts(lab: LabInternals, run: RunRow, artifacts: readonly Artifact[]): void {
  const createdAt = lab.now().replace(/\.\d+Z$/, 'Z');
  for (const { name, zip } of artifacts)
    run.artifacts.push({ id: (artifactIds += 1), name, zip, createdAt, expired: false });
}

function newJob(lab: LabInternals, run: RunRow, key: string): JobRow {
  const name = run.workflow.jobs[key]?.name ?? key;
  const check = lab.checks.create(run.repo, lab.actionsAppId, {
    name,
    head_sha: run.sha,
    status: 'in_progress',
  });
  return {
    id: check.id,
    key,
    name,
    attempt: run.attempt,
    check,
    status: 'in_progress',
    conclusion: null,
    log: '',
    steps: [],
  };
}
