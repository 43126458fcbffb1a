import { Probot, Server } from 'probot';
import { autopackApp, health } from './app.ts';
import { compose } from './compose.ts';
import type { ServerSettings } from './env.ts';
import { createLog } from './log.ts';
import { keyedQueue } from './queue/keyed.ts';
import { resync } from './queue/resync.ts';
import { systemTimer } from './queue/timer.ts';

export interface RunningServer {
  readonly port: number;
  /** Resolves when no pass is running or due. */
  idle(): Promise<void>;
  /** Takes no more work, lets the step at hand end, then closes. */
  stop(): Promise<void>;
}

/** Where GitHub sends its webhooks; Probot's own default path. */
export const WEBHOOK_PATH = '/api/github/webhooks';

/** The App: webhooks in, passes out. */
export async function startServer(settings: ServerSettings): Promise<RunningServer> {
  if (settings.identity.is !== 'app') throw new Error('the server runs as an App');
  const { appId, privateKey } = settings.identity;
  const secrets = [privateKey, settings.webhookSecret, settings.model.apiKey];
  const log = createLog(settings.logLevel, secrets);
  const autopack = compose(settings, log);
  const clock = { now: () => Date.now() };
  const queue = keyedQueue({
    work: (key) => autopack.reconcile(key),
    clock,
    timer: systemTimer,
    log,
  });
  const { repositories, openKeys, botId } = autopack;
  const rounds = resync({
    repositories,
    openKeys,
    queue,
    clock,
    timer: systemTimer,
    log,
    everyMs: settings.resyncMs,
  });

  let ready = false;
  const server = httpServer(settings, { appId, privateKey }, log);
  server.addHandler(health(() => ready));
  await server.load(autopackApp({ queue, log, botId: await botId(), appId }));
  await server.start();
  await rounds.start();
  ready = true;
  log.info({ port: server.port }, 'ready');
  return {
    port: server.port,
    idle: () => queue.idle(),
    stop: async () => {
      ready = false;
      rounds.stop();
      await queue.close();
      await server.stop();
    },
  };
}

function httpServer(
  settings: ServerSettings,
  app: { readonly appId: number; readonly privateKey: string },
  log: ReturnType<typeof createLog>,
): Server {
  const { webhookSecret: secret, apiUrl: baseUrl, port, host } = settings;
  return new Server({
    Probot: Probot.defaults({ ...app, secret, baseUrl, log }),
    port,
    host,
    webhookPath: WEBHOOK_PATH,
    log,
    enablePing: false,
    enableStaticFiles: false,
  });
}
