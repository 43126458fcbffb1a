/** Runs the steps of one job with bash in a fresh checkout, and keeps its log as GitHub writes it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mustGit } from '../git/process.ts';
import type { Annotation } from '../internals.ts';
import type { Job, Step } from './workflow.ts';

export interface JobResult {
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  readonly log: string;
  readonly annotations: readonly Annotation[];
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
  let failed = false;
  try {
    for (const [index, step] of run.job.steps.entries()) {
      const name = step.name ?? step.uses ?? `Run ${step.run?.split('\n')[0] ?? ''}`;
      const conclusion = await runStep(step, { run, failed, home, work, log });
      steps.push({ name, conclusion, number: index + 1 });
      if (conclusion === 'failure' && !step['continue-on-error']) failed = true;
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  return {
    conclusion: failed ? 'failure' : 'success',
    log: log.text(),
    annotations: log.annotations(),
    steps,
  };
}

interface StepRun {
  readonly run: JobRun;
  readonly failed: boolean;
  readonly home: string;
  readonly work: string;
  readonly log: Log;
}

async function runStep(step: Step, at: StepRun): Promise<'success' | 'failure' | 'skipped'> {
  const condition = step.if ?? 'success()';
  const wanted = /always\(\)/.test(condition) || /failure\(\)/.test(condition) === at.failed;
  if (condition === 'false' || !wanted) return 'skipped';
  at.log.line(`##[group]Run ${step.uses ?? step.run ?? ''}`);
  at.log.line('##[endgroup]');
  if (step.uses !== undefined) {
    if (step.uses.startsWith('actions/checkout')) await checkout(at);
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
        timeout: STEP_TIMEOUT_MS,
        killSignal: 'SIGKILL',
      },
    );
    at.run.children.add(child);
    child.stdout.on('data', (chunk: Buffer) => at.log.write(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => at.log.write(chunk.toString()));
    child.on('close', (code) => {
      at.run.children.delete(child);
      at.log.write('\n');
      resolve(code ?? 1);
    });
  });
}

interface Log {
  write(text: string): void;
  line(text: string): void;
  text(): string;
  annotations(): readonly Annotation[];
}

function createLog(): Log {
  const lines: string[] = [];
  let rest = '';
  const line = (text: string): void => {
    lines.push(text);
  };
  return {
    line,
    write(text) {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      parts.filter((part, index) => part !== '' || index < parts.length - 1).forEach(line);
    },
    text: () =>
      lines
        .map(
          (each) =>
            `${new Date().toISOString().replace('Z', '0000Z')} ${each.replace(/^::(error|warning)[^:]*::/, '##[$1]')}`,
        )
        .join('\n'),
    annotations: () => lines.flatMap(annotation),
  };
}

/** `::error file=a.js,line=3::message` */
function annotation(line: string): readonly Annotation[] {
  const found = /^::(error|warning)(?: ([^:]*))?::(.*)$/.exec(line);
  if (found === null) return [];
  const fields = new Map(
    (found[2] ?? '').split(',').map((pair) => pair.split('=') as [string, string]),
  );
  const at = Number(fields.get('line') ?? 1);
  return [
    {
      path: fields.get('file') ?? '.github',
      start_line: at,
      end_line: at,
      annotation_level: found[1] === 'error' ? 'failure' : 'warning',
      message: found[3] ?? '',
      title: fields.get('title') ?? null,
      raw_details: null,
      start_column: null,
      end_column: null,
    },
  ];
}
