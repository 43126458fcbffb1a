import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApplicationFunction, Probot } from 'probot';
import { z } from 'zod';
import { triggerKeys } from './github/trigger.ts';
import type { Log, Queue } from './ports.ts';
import type { RoundScope } from './queue/resync.ts';
import type { Delivery } from './webhook/front.ts';

export interface DeliveryDeps {
  readonly queue: Pick<Queue, 'deliver'>;
  readonly log: Log;
  /** Our own bot and App; what they cause is known already. */
  readonly botId: number;
  readonly appId: number;
  /** Handles what is about the installation and not about a run. */
  readonly probot: Pick<Probot, 'receive'>;
}

const App = z.object({ app: z.object({ id: z.int() }).nullish() }).optional();
const Origin = z.object({
  sender: z.object({ id: z.int() }).optional(),
  check_run: App,
  check_suite: App,
});
/** Events whose sender did it. A workflow run's sender is whoever pushed, which is us. */
const BY_SENDER = [
  'issues',
  'issue_comment',
  'pull_request',
  'pull_request_review_comment',
  'push',
];
const INSTALLATION = ['installation', 'installation_repositories', 'repository'] as const;
type InstallationEvent = (typeof INSTALLATION)[number];

/** All that anything of ours listens to. */
export const EVENTS: readonly string[] = [
  ...BY_SENDER,
  ...['check_run', 'check_suite', 'workflow_run', 'status'],
  ...INSTALLATION,
];

/** A delivery only names runs, and storing their names is all that is done before GitHub gets its answer. */
export function takeDelivery(deps: DeliveryDeps): (delivery: Delivery) => Promise<void> {
  const { queue, log, probot } = deps;
  return async ({ id, event, payload }) => {
    if (isInstallation(event)) {
      // Not stored: whatever is missed here the next resync sees.
      probot
        .receive({ id, name: event, payload } as Parameters<Probot['receive']>[0])
        .catch((error: unknown) => log.warn({ delivery: id, err: error }, 'an event was missed'));
      return;
    }
    const keys = isOurs(deps, event, payload) ? [] : triggerKeys(event, payload);
    if (keys.length === 0) return;
    await queue.deliver(id, keys);
    for (const key of keys) log.info({ delivery: id, event, key }, 'hint');
  };
}

/** After these there is nothing to go on with. */
const GONE = ['deleted', 'suspend', 'removed', 'archived'];

/** What Probot handles: repositories that come, come back or change are looked through at once. */
export function installationApp(
  lookThrough: (scope: RoundScope) => Promise<void>,
): ApplicationFunction {
  return (app) => {
    app.on([...INSTALLATION], async ({ payload }) => {
      const { action, installation, repository } = Changed.parse(payload);
      if (GONE.includes(action)) return;
      await lookThrough(
        repository === undefined
          ? { installation: installation?.id }
          : { repository: { owner: repository.owner.login, name: repository.name } },
      );
    });
  };
}

const Changed = z.object({
  action: z.string(),
  installation: z.object({ id: z.int() }).optional(),
  repository: z.object({ name: z.string(), owner: z.object({ login: z.string() }) }).optional(),
});

const isInstallation = (event: string): event is InstallationEvent =>
  INSTALLATION.some((name) => name === event);

function isOurs({ botId, appId }: DeliveryDeps, name: string, payload: unknown): boolean {
  const origin = Origin.safeParse(payload);
  if (!origin.success) return false;
  const { sender, check_run: run, check_suite: suite } = origin.data;
  if (BY_SENDER.includes(name)) return sender?.id === botId;
  return run?.app?.id === appId || suite?.app?.id === appId;
}

/** Liveness and readiness for whoever runs the server. True: the request was ours. */
export function health(ready: () => boolean) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = request.url?.split('?')[0];
    if (path !== '/healthz' && path !== '/readyz') return false;
    const ok = path === '/healthz' || ready();
    response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: ok ? 'ok' : 'starting' }));
    return true;
  };
}
