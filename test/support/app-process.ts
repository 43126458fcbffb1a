/** The App as `npm start` starts it: a process of its own, that can be killed and whose words are kept. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WEBHOOK_PATH } from '../../src/server.ts';
import type { Stage } from './stage.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface AppProcess {
  readonly child: ChildProcess;
  /** All that it said so far. */
  readonly said: () => string;
  /** Resolves with its exit code; null: it was killed. */
  readonly ended: Promise<number | null>;
}

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Resolves when it listens, or has ended. `env`: beside what it needs, or in its place; undefined: left out.
 * `started` is told of the process as soon as there is one.
 */
export async function startProcess(
  stage: Stage,
  env: Env = {},
  started: (child: ChildProcess) => void = () => undefined,
): Promise<AppProcess> {
  const { settings, lab } = stage;
  const child = spawn(process.execPath, [MAIN], {
    env: { ...needed(stage), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const at = `http://${settings.host}:${settings.port}`;
  while (!isGone() && !(await answers(`${at}/healthz`)))
    await new Promise((later) => setTimeout(later, 100));
  lab.webhooks.to(`${at}${WEBHOOK_PATH}`, lab.app.webhookSecret);
  return { child, said: () => said, ended };
}

function needed({ settings, lab, model }: Stage): Readonly<Record<string, string>> {
  if (settings.identity.is !== 'app') throw new Error('the App is an App');
  return {
    PATH: process.env['PATH'] ?? '',
    APP_ID: String(settings.identity.appId),
    PRIVATE_KEY: settings.identity.privateKey,
    WEBHOOK_SECRET: settings.webhookSecret,
    OPENAI_API_KEY: settings.model.apiKey,
    OPENAI_BASE_URL: model.url,
    GITHUB_API_URL: lab.url,
    GITHUB_SERVER_URL: lab.url,
    MODEL_TIMEOUT_SECONDS: '2',
    LEASE_SECONDS: '3',
    AUTOPACK_DATA: 'memory',
    LOG_LEVEL: 'error',
    HOST: settings.host,
    PORT: String(settings.port),
  };
}

/** Nobody listens until it is up. */
const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );
