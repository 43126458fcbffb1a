import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApplicationFunction } from 'probot';
import { z } from 'zod';
import { triggerKeys } from './github/trigger.ts';
import type { Log, Queue } from './ports.ts';

export interface AppDeps {
  readonly queue: Queue;
  readonly log: Log;
  /** Our own bot; what it causes is known already. */
  readonly botId: number;
}

const Sender = z.object({ sender: z.object({ id: z.int() }).optional() });

/** The webhook side: a delivery only names runs, and naming them is all that is done before GitHub gets its answer. */
export function autopackApp({ queue, log, botId }: AppDeps): ApplicationFunction {
  return (app) => {
    app.onAny((event) => {
      const { name, id, payload } = event;
      const sender = Sender.safeParse(payload);
      // Our own comments, labels and pushes need no second look; a pass ends only when it has nothing to do.
      if (sender.success && sender.data.sender?.id === botId && name !== 'check_suite') return;
      for (const key of triggerKeys(name, payload)) {
        log.info({ delivery: id, event: name, key }, 'hint');
        queue.hint(key);
      }
    });
  };
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

/** Deliveries above GitHub's own limit are not GitHub's. */
const MAX_BODY_BYTES = 25 * 1_024 * 1_024;

/** Refuses a body that is too large before anybody reads it. True: the request was refused. */
export function refuseLarge(request: IncomingMessage, response: ServerResponse): boolean {
  const length = Number(request.headers['content-length'] ?? 0);
  const endless = request.headers['transfer-encoding'] !== undefined;
  if (request.method !== 'POST' || (length <= MAX_BODY_BYTES && !endless)) return false;
  response.writeHead(413, { 'content-type': 'text/plain', connection: 'close' });
  response.end('the body is too large');
  return true;
}
