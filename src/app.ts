import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApplicationFunction } from 'probot';
import { z } from 'zod';
import { triggerKeys } from './github/trigger.ts';
import type { Log, Queue } from './ports.ts';

export interface AppDeps {
  readonly queue: Queue;
  readonly log: Log;
  /** Our own bot and App; what they cause is known already. */
  readonly botId: number;
  readonly appId: number;
}

const App = z.object({ app: z.object({ id: z.int() }).nullish() }).optional();
const Origin = z.object({
  sender: z.object({ id: z.int() }).optional(),
  check_run: App,
  check_suite: App,
});
/** Events whose sender did it. A workflow run's sender is whoever pushed, which is us. */
const BY_SENDER = ['issues', 'issue_comment', 'pull_request', 'push'];

/** The webhook side: a delivery only names runs, and naming them is all that is done before GitHub gets its answer. */
export function autopackApp(deps: AppDeps): ApplicationFunction {
  const { queue, log } = deps;
  return (app) => {
    app.onAny(({ name, id, payload }) => {
      if (isOurs(deps, name, payload)) return;
      for (const key of triggerKeys(name, payload)) {
        log.info({ delivery: id, event: name, key }, 'hint');
        queue.hint(key);
      }
    });
  };
}

function isOurs({ botId, appId }: AppDeps, name: string, payload: unknown): boolean {
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
