/** Runs the steps of one job with bash in a fresh checkout, and keeps its log as GitHub writes it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mustGit } from '../git/process.ts';
import type { Annotation } from '../internals.ts';
import { type Artifact, uploadOf } from './artifacts.ts';
import { createLog, type Log } from './log.ts';
import type { Job, Step } from './workflow.ts';

export interface JobResult {
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out';
  readonly log: string;
  readonly annotations: readonly Annotation[];
  readonly artifacts: readonly Artifact[];
  readonly steps: readonly {
    readonly name: string;
    readonly conclusion: string;
    readonly number: number;
  }[];
}

export interface JobRun {
  readonly job: Job;
  /** The bare repository. */
  readonly git: string;
  readonly sha: string;
  readonly branch: string;
  readonly env: Readonly<Record<string, string>>;
  readonly attempt: number;
  /** Aborted when somebody cancels the run. */
  readonly signal: AbortSignal;
  readonly children: Set<ChildProcess>;
}

const STEP_TIMEOUT_MS = 60_000;

export async function runJob(run: JobRun): Promise<JobResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'autopack-job-'));
  const home = path.join(folder, 'home');
  const work = path.join(folder, 'work');
  await mkdir(home);
  await mkdir(work);
  const log = createLog();
  const steps: JobResult['steps'][number][] = [];
  const artifacts: Artifact[] = [];
  const started = Date.now();
  const minutes = run.job['timeout-minutes'];
  const overdue = (): boolean => Date.now() - started >= minutes * 60_000;
  let failed = false;
  try {
    for (const [index, step] of run.job.steps.entries()) {
      if (run.signal.aborted || overdue()) break;
      const leftMs = started + minutes * 60_000 - Date.now();
      const name = step.name ?? step.uses ?? `Run ${step.run?.split('\n')[0] ?? ''}`;
      const conclusion = await runStep(step, { run, failed, home, work, log, artifacts, leftMs });
      steps.push({ name, conclusion, number: index + 1 });
      if (conclusion === 'failure' && !step['continue-on-error']) failed = true;
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  return {
    conclusion: endOf(run, { failed, overdue: overdue(), log }),
    log: log.text(),
    annotations: log.annotations(),
    artifacts,
    steps,
  };
}

function endOf(
  { signal, job }: JobRun,
  { failed, overdue, log }: { failed: boolean; overdue: boolean; log: Log },
): JobResult['conclusion'] {
  if (signal.aborted) {
    log.line('##[error]The operation was canceled.');
    return 'cancelled';
  }
  if (!overdue) return failed ? 'failure' : 'success';
  log.line(
    `::error::The job has exceeded the maximum execution time of ${job['timeout-minutes']} minutes.`,
  );
  return 'timed_out';
}

interface StepRun {
  readonly run: JobRun;
  readonly failed: boolean;
  readonly home: string;
  readonly work: string;
  readonly log: Log;
  readonly artifacts: Artifact[];
  /** Until the job's time is over. */
  readonly leftMs: number;
}

async function runStep(step: Step, at: StepRun): Promise<'success' | 'failure' | 'skipped'> {
  const condition = step.if ?? 'success()';
  const wanted = /always\(\)/.test(condition) || /failure\(\)/.test(condition) === at.failed;
  if (condition === 'false' || !wanted) return 'skipped';
  at.log.line(`##[group]Run ${step.uses ?? step.run ?? ''}`);
  at.log.line('##[endgroup]');
  if (step.uses !== undefined) {
    if (step.uses.startsWith('actions/checkout')) await checkout(at);
    if (step.uses.startsWith('actions/upload-artifact')) {
      const artifact = await uploadOf(step, at.work, at.log);
      if (artifact !== null) at.artifacts.push(artifact);
    }
    return 'success';
  }
  const code = await runBash(step, at);
  if (code === 0) return 'success';
  at.log.line(`##[error]Process completed with exit code ${code}.`);
  return 'failure';
}

async function checkout({ run, work }: StepRun): Promise<void> {
  await mustGit(work, ['clone', '-q', '--shared', '--no-checkout', run.git, '.']);
  await mustGit(work, ['checkout', '-q', run.sha]);
}

/** Only what a runner has: no variable of the process that runs the lab gets in. */
function environment(step: Step, { run, home }: StepRun): Record<string, string> {
  const node = path.dirname(process.execPath);
  return {
    PATH: `${node}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_SHA: run.sha,
    GITHUB_REF_NAME: run.branch,
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    ...run.env,
    ...run.job.env,
    ...step.env,
  };
}

function runBash(step: Step, at: StepRun): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''],
      {
        cwd: path.join(at.work, step['working-directory']),
        env: environment(step, at),
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: Math.max(1, Math.min(STEP_TIMEOUT_MS, at.leftMs)),
        killSignal: 'SIGKILL',
        signal: at.run.signal,
      },
    );
    at.run.children.add(child);
    child.stdout.on('data', (chunk: Buffer) => at.log.write(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => at.log.write(chunk.toString()));
    // A step that is cancelled is told as an error first, and closes all the same.
    child.on('error', () => at.log.write('\n'));
    child.on('close', (code) => {
      at.run.children.delete(child);
      at.log.write('\n');
      resolve(code ?? 1);
    });
  });
}
