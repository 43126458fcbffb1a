/**
 * The App's process of `npm run bench:scale`: its own front, queue (PGlite), engine, tokenizer and, for each
 * repository, client and adapters. What they would ask of GitHub and of models is asked of the process that
 * started this one, by calls of the ports.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EVENTS, takeDelivery } from '../../../src/app.ts';
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';
import type { RepoName, RunKey } from '../../../src/core/ids.ts';
import { findSecrets, redact } from '../../../src/core/text/redact.ts';
import type { EnginePorts } from '../../../src/engine/ports.ts';
import { reconcile } from '../../../src/engine/reconcile.ts';
import { gitLedger } from '../../../src/git/ledger.ts';
import { githubClient } from '../../../src/github/client.ts';
import { githubForge } from '../../../src/github/forge.ts';
import { readings } from '../../../src/github/readings.ts';
import { keepHeapSmall } from '../../../src/heap.ts';
import { openaiModels } from '../../../src/llm/openai.ts';
import type { Forge, Ledger, ModelReply, ModelRequest } from '../../../src/ports.ts';
import { openDatabase } from '../../../src/queue/database.ts';
import { durableQueue } from '../../../src/queue/durable.ts';
import { WEBHOOK_PATH } from '../../../src/server.ts';
import { treeSyntax } from '../../../src/syntax/syntax.ts';
import { webhookFront } from '../../../src/webhook/front.ts';
import { listen } from '../../../src/webhook/listen.ts';
import { quiet } from '../../support/quiet.ts';
import { type FromApp, type Opening, type ToApp, unpacked } from './border.ts';

keepHeapSmall();
const say = (message: FromApp): void => void process.send?.(message);
const opening = await new Promise<Opening>((resolve) =>
  process.once('message', (message: Opening) => resolve(message)),
);
const { speed } = opening;
const clock = {
  now: () => opening.worldAt + Math.floor((Date.now() - opening.startedAt) * speed),
};

const waiting = new Map<number, { answer(value: unknown): void; refuse(error: Error): void }>();
let asked = 0;
const ask = (repo: string, method: string, args: readonly unknown[]): Promise<unknown> =>
  new Promise((answer, refuse) => {
    waiting.set((asked += 1), { answer, refuse });
    say({ is: 'call', id: asked, repo, method, args });
  });

const nameOf = ({ owner, name }: RepoName): string => `${owner}/${name}`;
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const models = openaiModels({ apiKey: 'sk-nobody', timeoutMs: 1_000 });
const random = { nonce: () => crypto.randomUUID().replaceAll('-', '') };
const shared = {
  planning: planning(loadDefaults(), clock),
  syntax: treeSyntax(quiet),
  clock,
  random,
  log: quiet,
  worker: 'W1',
  leaseMs: 300_000,
  identity: 'app',
  server: 'https://github.com',
  sealKey: 'a'.repeat(64),
  redact: (text: string) => redact(text, []),
  secretsIn: (text: string, shown: string) =>
    findSecrets(text, [], shown).map((found) => found.kind),
} as const;
const known = readings();
const ports = new Map(opening.repos.map((repo) => [nameOf(repo), portsOf(repo)]));

let passes = 0;
const waits: number[] = [];
/** When something was first acknowledged for a key since its last pass began. */
const hinted = new Map<string, number>();
const folder = mkdtempSync(path.join(tmpdir(), 'autopack-scale-'));
const queue = await durableQueue({
  database: await openDatabase({ is: 'directory', path: path.join(folder, 'data') }, quiet),
  clock: { now: () => Date.now() },
  log: quiet,
  work: async (key) => {
    const name = nameOf(key);
    passes += 1;
    const since = hinted.get(name);
    if (since !== undefined) waits.push(Date.now() - since);
    hinted.delete(name);
    const own = ports.get(name);
    if (own === undefined) throw new Error(`no such repository: ${name}`);
    const { wakeAt } = await reconcile(own.ports, key);
    return { wakeAt: wakeAt === null ? null : Date.now() + (wakeAt - clock.now()) / speed };
  },
});
const deliver = async (id: string, keys: readonly RunKey[]): Promise<void> => {
  for (const key of keys) if (!hinted.has(nameOf(key))) hinted.set(nameOf(key), Date.now());
  await queue.deliver(id, keys);
};
const probot = { receive: async () => undefined };
const take = takeDelivery({ queue: { deliver }, log: quiet, botId: 0, appId: 0, probot });
const { secret } = opening;
const front = webhookFront({ path: WEBHOOK_PATH, secret, events: EVENTS, take, log: quiet });
const http = await listen({ host: '127.0.0.1', port: 0, handlers: [front], log: quiet });

const MB = 2 ** 20;
const KB_IN_MB = 1_024;
process.on('message', (message: ToApp) => {
  switch (message.is) {
    case 'reply': {
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if ('failed' in message) call?.refuse(unpacked(message.failed));
      else call?.answer(message.value);
      return;
    }
    case 'measure':
      return say({
        ...{ is: 'measured', passes, unhandled: hinted.size, waits },
        peakRssMb: peakRssMb(),
        endRssMb: Math.round(process.memoryUsage().rss / MB),
      });
    case 'close':
      return void close();
    case 'opening':
      throw new Error('the App is open already');
  }
});
say({ is: 'listening', port: http.port });

/** Asked of Linux where there is one: elsewhere the sum may hold what the parent had when it forked. */
function peakRssMb(): number {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const kb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
  return Math.round(kb / KB_IN_MB);
}

async function close(): Promise<void> {
  await http.close();
  await queue.close();
  rmSync(folder, { recursive: true, force: true });
  process.disconnect();
}

/** The doors to the real GitHub are made and kept, as the App keeps them, and never gone through. */
function portsOf(repo: RepoName): { readonly ports: EnginePorts; readonly doors: unknown } {
  const auth = { is: 'app', appId: 1, privateKey, installationId: 1, repository: 1 } as const;
  const client = githubClient({ baseUrl: 'https://api.github.com', auth });
  const treeIds = new Map<string, string>();
  const forge = githubForge({
    ...{ client, repo, treeIds, readings: known, identity: { botId: 1, appId: 1 } },
  });
  const ledger = gitLedger({ client, repo, random, treeIds, trusted: { botId: 1 } });
  return {
    doors: [forge, ledger],
    ports: {
      ...shared,
      repo,
      tips: new Map(),
      forge: remote<Forge>(repo, 'forge', forge),
      ledger: remote<Ledger>(repo, 'ledger', ledger),
      models: { countTokens: models.countTokens, call: (request) => called(repo, request) },
    },
  };
}

async function called(repo: RepoName, request: ModelRequest): Promise<ModelReply> {
  const { signal: _, ...sent } = request;
  const reply = (await ask(nameOf(repo), 'models.call', [sent])) as ModelReply;
  if (reply.is === 'declined' || reply.usage === null) return reply;
  // The worlds' models count in characters; a bill is in the tokens that its hold was counted in.
  return { ...reply, usage: { ...reply.usage, input: models.countTokens(request) } };
}

function remote<T extends object>(repo: RepoName, name: string, like: T): T {
  const methods = Object.keys(like).map((method) => [
    method,
    (...args: unknown[]) => ask(nameOf(repo), `${name}.${method}`, args),
  ]);
  return Object.fromEntries(methods) as T;
}
