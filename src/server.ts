import { Probot } from 'probot';
import { EVENTS, health, installationApp, takeDelivery } from './app.ts';
import { type Autopack, compose } from './compose.ts';
import type { ServerSettings } from './env.ts';
import { loadDefaults } from './config/load.ts';
import { createLog } from './log.ts';
import { countedFront, createMetrics, type Metrics, metricsPage } from './metrics.ts';
import { countedQueue, passWatch } from './pass-watch.ts';
import { openDatabase } from './queue/database.ts';
import type { MeasuredQueue } from './queue/depth.ts';
import { durableQueue } from './queue/durable.ts';
import { keyedQueue } from './queue/keyed.ts';
import { resync } from './queue/resync.ts';
import { systemTimer } from './queue/timer.ts';
import { webhookFront } from './webhook/front.ts';
import { listen } from './webhook/listen.ts';

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
type ServerLog = ReturnType<typeof createLog>;

/** The App: webhooks in, passes out. */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
  if (settings.identity.is !== 'app') throw new Error('the server runs as an App');
  const { appId } = settings.identity;
  const log = createLog(settings.logLevel, secretsOf(settings));
  const metrics = createMetrics({
    events: EVENTS,
    models: Object.keys(loadDefaults().models.models),
  });
  const autopack = compose(settings, log, { metrics, scope: log });
  const botId = await autopack.botId();
  const queue = await openQueue(settings, autopack, { log, metrics });
  metrics.depthFrom(() => queue.depth());
  const hints = countedQueue(queue, metrics);
  const { repositories, openKeys } = autopack;
  const rounds = resync({
    ...{ repositories, openKeys, queue: hints, clock, timer: systemTimer, log },
    everyMs: settings.resyncMs,
  });
  let ready = false;
  try {
    const probot = await probotOf(settings, log);
    await probot.load(installationApp(() => rounds.round()));
    const { host, port, webhookSecret: secret } = settings;
    const take = takeDelivery({ queue: hints, log, botId, appId, probot });
    const front = webhookFront({ path: WEBHOOK_PATH, secret, events: EVENTS, take, log });
    const counted = countedFront(front, metrics, EVENTS);
    const handlers = [health(() => ready), metricsPage(metrics), counted];
    const http = await listen({ host, port, handlers, log });
    await rounds.start();
    ready = true;
    log.info({ port: http.port }, 'ready');
    return {
      port: http.port,
      idle: () => queue.idle(),
      stop: async () => {
        ready = false;
        rounds.stop();
        // First: what is acknowledged must still find the queue open.
        await http.close();
        await queue.close();
      },
    };
  } catch (error) {
    rounds.stop();
    await queue.close();
    throw error;
  }
}

async function openQueue(
  { queue: place }: ServerSettings,
  autopack: Autopack,
  { log, metrics }: { readonly log: ServerLog; readonly metrics: Metrics },
): Promise<MeasuredQueue> {
  const deps = { work: autopack.reconcile, clock, log, watch: passWatch(log, metrics) };
  if (place.is === 'memory') return keyedQueue({ ...deps, timer: systemTimer });
  return durableQueue({ ...deps, database: await openDatabase(place, log) });
}

/** Its server and its signature check are ours; events and their handlers are its own. */
function probotOf(settings: ServerSettings, log: ServerLog): Promise<Probot> {
  if (settings.identity.is !== 'app') throw new Error('the server runs as an App');
  const { appId, privateKey } = settings.identity;
  const { webhookSecret: secret, apiUrl: baseUrl } = settings;
  return new Probot({ appId, privateKey, secret, baseUrl, log }).ready();
}

function secretsOf({ identity, webhookSecret, model, queue }: ServerSettings): readonly string[] {
  const key = identity.is === 'app' ? [identity.privateKey] : [];
  const password = queue.is === 'postgres' ? new URL(queue.url).password : '';
  const database = password === '' ? [] : [password, decodeURIComponent(password)];
  return [...key, webhookSecret, model.apiKey, ...database];
}
