/** The servers that are measured, each by its name, in a process of its own. */
import { createHmac, generateKeyPairSync, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Probot, Server } from 'probot';
import { EVENTS, takeDelivery } from '../../src/app.ts';
import { type DatabasePlace, openDatabase } from '../../src/queue/database.ts';
import { durableQueue } from '../../src/queue/durable.ts';
import { webhookFront } from '../../src/webhook/front.ts';
import { listen } from '../../src/webhook/listen.ts';
import { freePort } from '../support/port.ts';
import { quiet } from '../support/quiet.ts';

export const INGEST = {
  bare: 'node:http and an HMAC, nothing else',
  probot: 'Probot, an app that does nothing',
  directory: 'our front and the queue in a directory',
  postgres: 'our front and the queue on PostgreSQL',
} as const;
export type IngestKind = keyof typeof INGEST;

/** What a server tells once it listens. */
export interface Ingest {
  readonly port: number;
  readonly path: string;
  readonly secret: string;
}

const PATH = '/api/github/webhooks';
const SECRET = 'the-secret-of-the-bench-0123';

function bare(): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const mine = createHmac('sha256', SECRET).update(Buffer.concat(chunks)).digest('hex');
      const theirs = String(request.headers['x-hub-signature-256']).slice(7);
      const isSame =
        theirs.length === mine.length && timingSafeEqual(Buffer.from(mine), Buffer.from(theirs));
      response.writeHead(isSame ? 202 : 401, { 'content-length': 0 }).end();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function probot(): Promise<number> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const port = await freePort();
  const server = new Server({
    Probot: Probot.defaults({ appId: 1, privateKey, secret: SECRET, logLevel: 'fatal' }),
    ...{ port, host: '127.0.0.1', webhookPath: PATH, enablePing: false, enableStaticFiles: false },
  });
  await server.load(() => undefined);
  await server.start();
  return port;
}

async function ours(place: DatabasePlace): Promise<number> {
  const queue = await durableQueue({
    database: await openDatabase(place, quiet),
    // As long as a look at GitHub that finds nothing to do.
    work: () => new Promise((resolve) => setTimeout(() => resolve({ wakeAt: null }), 200)),
    clock: { now: () => Date.now() },
    log: quiet,
  });
  const probot = { receive: async () => undefined };
  const take = takeDelivery({ queue, log: quiet, botId: 0, appId: 0, probot });
  const front = webhookFront({ path: PATH, secret: SECRET, events: EVENTS, take, log: quiet });
  const { port } = await listen({ host: '127.0.0.1', port: 0, handlers: [front], log: quiet });
  return port;
}

const START: Readonly<Record<IngestKind, () => Promise<number>>> = {
  bare,
  probot,
  directory: () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'autopack-bench-'));
    process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
    return ours({ is: 'directory', path: directory });
  },
  postgres: () => ours({ is: 'postgres', url: process.env['AUTOPACK_TEST_DATABASE_URL'] ?? '' }),
};

const kind = process.argv[2];
if (process.send !== undefined && kind !== undefined && kind in START) {
  process.once('SIGTERM', () => process.exit(0));
  const port = await START[kind as IngestKind]();
  process.send({ port, path: PATH, secret: SECRET } satisfies Ingest);
}
