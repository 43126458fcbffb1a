/** Webhook deliveries to one URL: signed, in order, with GUIDs. */
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Json } from './internals.ts';

interface Delivery {
  readonly guid: string;
  readonly event: string;
  readonly action: string | undefined;
  readonly payload: Json;
  /** Null: not delivered (dropped, nobody listens, or no answer). */
  status: number | null;
}

/** One time that something was sent, as GitHub lists it. */
export interface Attempt {
  readonly id: number;
  readonly at: string;
  readonly redelivery: boolean;
  readonly delivery: Delivery;
  /** What GitHub shows for a receiver that is away: 502. */
  readonly statusCode: number;
}

export interface Webhooks {
  /** Deliver to this URL from now on; undefined: to nobody. */
  to(url: string | undefined, secret?: string): void;
  /** Deliveries for which it holds are lost. `true`: all, `false`: none. */
  drop(which: boolean | ((delivery: Delivery) => boolean)): void;
  /**
   * When each delivery is sent, in ms from now, once for each number: `[]` is lost, `[0, 50]` comes twice, and what
   * waits is overtaken by what comes after it. Undefined, and by default: at once, in order.
   */
  disturb(when: ((delivery: Delivery) => readonly number[] | undefined) | undefined): void;
  /** Delivers once more, with the same GUID. */
  redeliver(delivery: Delivery): void;
  all(): readonly Delivery[];
  /** Everything that was sent or could not be, newest first; what was dropped is not among it. */
  attempts(): readonly Attempt[];
  /** Resolves when everything queued has been delivered. */
  settled(): Promise<void>;
}

export interface WebhookQueue extends Webhooks {
  useSecret(secret: string): void;
  send(event: string, action: string | undefined, payload: Json): void;
}

const FIRST_ATTEMPT = 70_000_000_001;
// GitHub gives up after ten seconds.
const TIMEOUT_MS = 10_000;

export function createWebhooks(): WebhookQueue {
  const deliveries: Delivery[] = [];
  const attempts: Attempt[] = [];
  let target: { readonly url: string; readonly secret: string } | undefined;
  let defaultSecret = '';
  let dropped: (delivery: Delivery) => boolean = () => false;
  let disturbed: (delivery: Delivery) => readonly number[] | undefined = () => undefined;
  let last: Promise<void> = Promise.resolve();
  const astray = new Set<Promise<void>>();

  const attempt = async (delivery: Delivery): Promise<void> => {
    if (target === undefined || dropped(delivery)) return;
    const at = new Date().toISOString();
    const status = await post(target, delivery);
    delivery.status = status ?? delivery.status;
    const redelivery = attempts.some((before) => before.delivery === delivery);
    const id = FIRST_ATTEMPT + attempts.length;
    attempts.unshift({ id, at, redelivery, delivery, statusCode: status ?? 502 });
  };
  const queue = (delivery: Delivery): void => {
    const times = disturbed(delivery);
    if (times === undefined) return void (last = last.then(() => attempt(delivery)));
    for (const ms of times) {
      const sent = setTimeout(ms).then(() => attempt(delivery));
      astray.add(sent);
      void sent.finally(() => astray.delete(sent));
    }
  };

  return {
    to: (url, secret = defaultSecret) =>
      void (target = url === undefined ? undefined : { url, secret }),
    drop: (which) => void (dropped = typeof which === 'boolean' ? () => which : which),
    disturb: (when) => void (disturbed = when ?? (() => undefined)),
    useSecret: (secret) => void (defaultSecret = secret),
    redeliver: queue,
    all: () => deliveries,
    attempts: () => attempts,
    async settled() {
      for (let seen: Promise<void> | undefined; seen !== last || astray.size > 0;) {
        seen = last;
        await Promise.all([seen, ...astray]);
      }
    },
    send(event, action, payload) {
      const delivery = { guid: randomUUID(), event, action, payload, status: null };
      deliveries.push(delivery);
      queue(delivery);
    },
  };
}

async function post(
  target: { readonly url: string; readonly secret: string },
  delivery: Delivery,
): Promise<number | null> {
  const body = JSON.stringify(delivery.payload);
  const signature = createHmac('sha256', target.secret).update(body).digest('hex');
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/lab',
        'x-github-event': delivery.event,
        'x-github-delivery': delivery.guid,
        'x-hub-signature-256': `sha256=${signature}`,
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    // As on GitHub, a receiver that is away or too slow has simply missed it; `status` stays null.
    // By name: a test's own `TypeError` is another one than that of `fetch`.
    const { name } = error as Error;
    if (['TypeError', 'TimeoutError', 'AbortError'].includes(name)) return null;
    throw error;
  }
}
