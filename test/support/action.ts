/** The shipped Action, run as the runner does: a child process with inputs in its environment. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stage } from './stage.ts';

const BUNDLE = fileURLToPath(new URL('../../action/dist/index.js', import.meta.url));

export interface ActionRun {
  /** Null: it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  /** What it wrote to GITHUB_OUTPUT and GITHUB_STEP_SUMMARY. */
  readonly output: string;
  readonly summary: string;
}

export interface ActionOptions {
  readonly event?: { readonly name: string; readonly payload: unknown };
  readonly inputs?: Readonly<Record<string, string>>;
  /** Beside what a runner sets, or in its place. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another bundle than the one that is shipped. */
  readonly bundle?: string;
  /** Told of the process as soon as there is one. */
  readonly started?: (child: ChildProcess) => void;
}

export async function runAction(stage: Stage, options: ActionOptions = {}): Promise<ActionRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'autopack-action-'));
  const file = (name: string): string => path.join(folder, name);
  await writeFile(file('event.json'), JSON.stringify(options.event?.payload ?? {}));
  await writeFile(file('output'), '');
  await writeFile(file('summary'), '');
  const inputs = { ...inputsOf(stage), ...options.inputs };
  const env = {
    PATH: process.env['PATH'] ?? '',
    GITHUB_REPOSITORY: stage.repo,
    GITHUB_EVENT_NAME: options.event?.name ?? 'schedule',
    GITHUB_EVENT_PATH: file('event.json'),
    GITHUB_API_URL: stage.lab.url,
    GITHUB_SERVER_URL: stage.lab.url,
    MODEL_TIMEOUT_SECONDS: '2',
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary'),
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...options.env,
  };
  const child = spawn(process.execPath, [options.bundle ?? BUNDLE], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.started?.(child);
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const [output, summary] = await Promise.all([
    readFile(file('output'), 'utf8'),
    readFile(file('summary'), 'utf8'),
  ]);
  await rm(folder, { recursive: true, force: true });
  return { code, stdout, output, summary };
}

const inputsOf = ({ lab, model }: Stage): Readonly<Record<string, string>> => ({
  'app-id': String(lab.app.id),
  'private-key': lab.app.privateKey,
  'github-token': '',
  'openai-api-key': 'sk-made-up-key-of-the-lab-0000000000',
  'openai-base-url': model.url,
  'lease-seconds': '3',
});
