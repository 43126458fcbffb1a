/** Replicas of the App as processes of their own, and a balancer in front of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WEBHOOK_PATH } from '../../src/server.ts';
import { freePort } from '../support/port.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Replica {
  readonly port: number;
  readonly child: ChildProcess;
}

export type Env = Readonly<Record<string, string>>;

/** Resolves when it is ready, or is gone before it was: then it is undefined. */
export async function startReplica(env: Env): Promise<Replica | undefined> {
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'] ?? '', ...env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (child.exitCode === null && child.signalCode === null) {
    if (await isReady(port)) return { port, child };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}

async function isReady(port: number): Promise<boolean> {
  try {
    const options = { signal: AbortSignal.timeout(1_000) };
    return (await fetch(`http://127.0.0.1:${port}/readyz`, options)).ok;
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}

export async function kill({ child }: Replica): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGCONT');
  child.kill('SIGKILL');
  await gone;
}

export interface Balancer {
  readonly url: string;
  /** Deliveries that no replica took. */
  missed(): number;
  close(): Promise<void>;
}

/** Sends each delivery to a random replica. One that is dead or stands still is a delivery that is lost. */
export async function startBalancer(replicas: () => readonly Replica[]): Promise<Balancer> {
  let missed = 0;
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const all = replicas();
    const chosen = all[Math.floor(Math.random() * all.length)];
    const status = chosen === undefined ? null : await post(chosen, request, Buffer.concat(body));
    if (status === null || status >= 300) missed += 1;
    response.writeHead(status ?? 502).end();
  };
  const server = createServer((request, response) => void forward(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${WEBHOOK_PATH}`,
    missed: () => missed,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function post(
  { port }: Replica,
  request: IncomingMessage,
  body: Buffer,
): Promise<number | null> {
  const { host: _, 'content-length': __, connection: ___, ...headers } = request.headers;
  try {
    const response = await fetch(`http://127.0.0.1:${port}${request.url ?? ''}`, {
      method: 'POST',
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, String(value)]),
      ),
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(2_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}
