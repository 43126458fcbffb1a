/** What was delivered to the App, and sending it again. */
import type { Core } from '../core.ts';
import { HttpError, json, notFound } from '../http.ts';
import type { Json, LabRequest } from '../internals.ts';
import type { Attempt, Webhooks } from '../webhooks.ts';

const CURSOR = 'v1_';

export function registerDeliveries(core: Core, webhooks: Webhooks): void {
  const { lab } = core;
  lab.route('GET', '/app/hook/deliveries', (request) => {
    assertApp(request);
    const size = Math.min(100, Number(request.query.get('per_page') ?? 30));
    const cursor = request.query.get('cursor');
    const all = webhooks.attempts();
    const from = cursor === null ? 0 : all.findIndex(({ id }) => `${CURSOR}${id}` === cursor);
    if (from < 0) throw new HttpError(400, 'Invalid cursor');
    const after = all[from + size];
    const query = new URLSearchParams(request.query);
    query.set('cursor', `${CURSOR}${after?.id ?? ''}`);
    const link = `<${lab.url}${request.path}?${query.toString()}>; rel="next"`;
    return json(all.slice(from, from + size).map(show), 200, after === undefined ? {} : { link });
  });

  lab.route('POST', '/app/hook/deliveries/:id/attempts', (request) => {
    assertApp(request);
    const found = webhooks.attempts().find(({ id }) => String(id) === request.params['id']);
    if (found === undefined) throw notFound();
    webhooks.redeliver(found.delivery);
    return json({}, 202);
  });
}

function assertApp({ caller }: LabRequest): void {
  if (caller.is !== 'app') throw new HttpError(401, 'A JSON web token could not be decoded');
}

function show({ id, at, redelivery, delivery, statusCode }: Attempt): Json {
  const { guid, event, action = null, payload } = delivery;
  const idOf = (name: string): unknown => (payload[name] as Json | undefined)?.['id'] ?? null;
  return {
    ...{ id, guid, delivered_at: at, redelivery, duration: 0.1, event, action },
    ...{ status: statusCode < 300 ? 'OK' : 'failed', status_code: statusCode },
    ...{ installation_id: idOf('installation'), repository_id: idOf('repository') },
    throttled_at: null,
  };
}
