import { Probot } from 'probot';
import { EVENTS, health, installationApp, takeDelivery } from './app.ts';
import { type Autopack, compose } from './compose.ts';
import type { RepoName, RunKey } from './core/ids.ts';
import type { ServerSettings } from './env.ts';
import { ownVersion, showFrontPage } from './front-page.ts';
import { redeliver } from './github/redeliver.ts';
import { appClient } from './installations.ts';
import { loadDefaults } from './config/load.ts';
import { createLog } from './log.ts';
import { countedFront, createMetrics, type Metrics, metricsPage } from './metrics.ts';
import { type CountedQueue, countedQueue, passWatch } from './pass-watch.ts';
import { openDatabase } from './queue/database.ts';
import type { MeasuredQueue } from './queue/depth.ts';
import { durableQueue } from './queue/durable.ts';
import { keyedQueue } from './queue/keyed.ts';
import { repeat } from './queue/repeat.ts';
import { type Resync, resync } from './queue/resync.ts';
import { systemTimer } from './queue/timer.ts';
import { webhookFront } from './webhook/front.ts';
import { type Listening, listen } from './webhook/listen.ts';

export interface RunningServer {
  readonly port: number;
  /** Resolves when no pass is running or due. */
  idle(): Promise<void>;
  /** Takes no more work, lets the step at hand end, then closes. */
  stop(): Promise<void>;
}

/** Where GitHub sends its webhooks; Probot's own default path. */
export const WEBHOOK_PATH = '/api/github/webhooks';

const clock = { now: () => Date.now() };
/** How long model calls may go on when the server is told to stop: supervisors kill after half a minute. */
const CALLS_MS = 15_000;
const REDELIVER_MS = 3 * 60_000;
/** How often ledgers are looked for that have had their time. */
const RETIRE_MS = 6 * 3_600_000;

/** The App: webhooks in, passes out. `redeliverMs`: how often failed deliveries are asked for again; `callsMs`: how long model calls may go on when it is told to stop. */
export async function startServer(
  settings: ServerSettings,
  options: { readonly redeliverMs?: number; readonly callsMs?: number } = {},
): Promise<RunningServer> {
  const { redeliverMs = REDELIVER_MS, callsMs = CALLS_MS } = options;
  const parts = await openParts(settings);
  const { queue, rounds, log } = parts;
  let ready = false;
  try {
    const http = await openFront(settings, parts, () => ready);
    await rounds.start();
    const endSweeps = sweeps(settings, parts, redeliverMs);
    ready = true;
    log.info({ host: settings.host, port: http.port, version: ownVersion() }, 'ready');
    return {
      port: http.port,
      idle: () => queue.idle(),
      stop: async () => {
        ready = false;
        log.info({}, 'stopping: no more work is taken');
        endSweeps();
        rounds.stop();
        const patience = setTimeout(() => parts.calls.abort(), callsMs);
        // First: what is acknowledged must still find the queue open.
        await http.close();
        await queue.close();
        clearTimeout(patience);
        log.info({}, 'stopped');
      },
    };
  } catch (error) {
    rounds.stop();
    await queue.close();
    throw error;
  }
}

interface Parts {
  /** Ends model calls that are under way. */
  readonly calls: AbortController;
  readonly log: ReturnType<typeof createLog>;
  readonly metrics: Metrics;
  readonly autopack: Autopack;
  readonly queue: MeasuredQueue;
  /** The same, as those use it who give hints. */
  readonly hints: CountedQueue;
  readonly rounds: Resync;
}

async function openParts(settings: ServerSettings): Promise<Parts> {
  const log = createLog(settings.logLevel, secretsOf(settings));
  const models = Object.keys(loadDefaults(settings.catalog).models.models);
  const metrics = createMetrics({ events: EVENTS, models });
  const calls = new AbortController();
  const moved = (key: RunKey): void => hints.moved(key);
  const autopack = compose(settings, log, { metrics, scope: log, moved, stop: calls.signal });
  // Asked before anything is opened: without an answer there is nothing to run for.
  await autopack.identity();
  const queue = await openQueue(settings, autopack, { log, metrics });
  metrics.depthFrom(() => queue.depth());
  const hints = countedQueue(queue, metrics);
  const { repositories, openKeys } = autopack;
  const tidy = (repo: RepoName): Promise<void> => autopack.retire(repo, RETIRE_MS);
  const rounds = resync({
    ...{ repositories, openKeys, tidy, queue: hints, clock, timer: systemTimer, log },
    everyMs: settings.resyncMs,
  });
  return { calls, log, metrics, autopack, queue, hints, rounds };
}

async function openFront(
  settings: ServerSettings,
  { log, metrics, autopack, hints, rounds }: Parts,
  ready: () => boolean,
): Promise<Listening> {
  const { host, port, webhookSecret: secret } = settings;
  const probot = await probotOf(settings, log);
  await probot.load(installationApp((scope) => rounds.round(scope)));
  const [{ botId, page: appPage }, { appId }] = [await autopack.identity(), identityOf(settings)];
  const take = takeDelivery({ queue: hints, log, botId, appId, probot });
  const front = webhookFront({ path: WEBHOOK_PATH, secret, events: EVENTS, take, log });
  const counted = countedFront(front, metrics, EVENTS);
  const page = showFrontPage({ version: ownVersion(), appPage });
  const handlers = [page, health(ready), metricsPage(metrics), counted];
  return listen({ host, port, handlers, log });
}

async function openQueue(
  { queue: place }: ServerSettings,
  autopack: Autopack,
  { log, metrics }: Pick<Parts, 'log' | 'metrics'>,
): Promise<MeasuredQueue> {
  const deps = { work: autopack.reconcile, clock, log, watch: passWatch(log, metrics) };
  if (place.is === 'memory') return keyedQueue({ ...deps, timer: systemTimer });
  return durableQueue({ ...deps, database: await openDatabase(place, log) });
}

function sweeps(settings: ServerSettings, { log, metrics }: Parts, everyMs: number): () => void {
  const client = appClient(settings, metrics.request);
  const sweep = redeliver({ client, events: EVENTS, clock, log, told: metrics.redelivered });
  const failed = 'looking for failed deliveries did not work';
  return repeat({ clock, timer: systemTimer, log, everyMs, failed }, sweep);
}

/** Its server and its signature check are ours; events and their handlers are its own. */
function probotOf(settings: ServerSettings, log: Parts['log']): Promise<Probot> {
  const { appId, privateKey } = identityOf(settings);
  const { webhookSecret: secret, apiUrl: baseUrl } = settings;
  return new Probot({ appId, privateKey, secret, baseUrl, log }).ready();
}

function identityOf({ identity }: ServerSettings) {
  if (identity.is !== 'app') throw new Error('the server runs as an App');
  return identity;
}

function secretsOf({ identity, webhookSecret, model, queue }: ServerSettings): readonly string[] {
  const key = identity.is === 'app' ? [identity.privateKey] : [];
  const password = queue.is === 'postgres' ? new URL(queue.url).password : '';
  const database = password === '' ? [] : [password, decodeURIComponent(password)];
  return [...key, webhookSecret, model.apiKey, ...database];
}
