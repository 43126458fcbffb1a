/** Kills the server with -9 again and again under load: every delivery that was acknowledged gets its pass. */
import { type ChildProcess, fork } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CYCLES = Number(process.env['CHAOS_CYCLES'] ?? 40);
const SENDERS = 32;
const RUNS = 200;
const QUIESCE_MS = 60_000;
const SECRET = 'the-secret-of-the-chaos-0123';
const WORKER = fileURLToPath(new URL('queue-worker.ts', import.meta.url));

const directory = mkdtempSync(path.join(tmpdir(), 'autopack-chaos-'));
const data = path.join(directory, 'data');
const journal = path.join(directory, 'journal');
/** The last acknowledged delivery of each run, by when it was sent. */
const acknowledged = new Map<number, number>();
let count = 0;
let port: number | undefined;

async function start(): Promise<ChildProcess> {
  const child = fork(WORKER, [data, journal, SECRET], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { readonly port: number }).port));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  child.removeAllListeners('exit');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  port = undefined;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function deliver(to: number): Promise<void> {
  const issue = 1 + Math.floor(Math.random() * RUNS);
  const body = JSON.stringify({
    action: 'labeled',
    issue: { number: issue },
    repository: { name: 'r', owner: { login: `o${issue % 9}` } },
  });
  const sent = performance.timeOrigin + performance.now();
  const response = await fetch(`http://127.0.0.1:${to}/`, {
    method: 'POST',
    body,
    headers: {
      'x-github-event': 'issues',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    },
  }).catch(() => undefined);
  if (response?.status !== 202) return;
  count += 1;
  acknowledged.set(issue, Math.max(acknowledged.get(issue) ?? 0, sent));
}

/** Runs whose last acknowledged delivery no pass began after. */
function unseen(): readonly number[] {
  const last = new Map<number, number>();
  const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n') : [];
  for (const line of lines) {
    const [issue = 0, begun = 0] = line.split(' ').map(Number);
    last.set(issue, Math.max(last.get(issue) ?? 0, begun));
  }
  return [...acknowledged]
    .filter(([issue, sent]) => (last.get(issue) ?? 0) < sent)
    .map(([issue]) => issue);
}

const over = new AbortController();
const senders = Array.from({ length: SENDERS }, async () => {
  while (!over.signal.aborted) {
    if (port === undefined) await sleep(10);
    else await deliver(port);
  }
});
for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
  const child = await start();
  await sleep(100 + Math.random() * 1_000);
  await kill(child);
  process.stderr.write(
    `kill ${cycle}: ${count} acknowledged, ${unseen().length} runs still to be seen\n`,
  );
}
over.abort();
await Promise.all(senders);
const last = await start();
const until = Date.now() + QUIESCE_MS;
while (unseen().length > 0 && Date.now() < until) await sleep(200);
const lost = unseen();
await kill(last);
const broken = existsSync(data) ? [] : ['the data directory is gone'];
rmSync(directory, { recursive: true, force: true });
process.stdout.write(
  `${JSON.stringify({ kills: CYCLES, acknowledged: count, lost: lost.length, broken })}\n`,
);
process.exit(lost.length === 0 && count > 0 ? 0 : 1);
