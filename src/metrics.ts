import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestSeen } from './github/client.ts';
import type { WaitReason } from './github/limits.ts';
import type { LedgerFact } from './ledger-facts.ts';
import type { PassEnded } from './queue/attempt.ts';
import type { QueueDepth } from './queue/depth.ts';

/** What an operator can count and be woken by. No label comes from outside: none names a repository or a run. */
export interface Metrics {
  delivery(event: string, outcome: DeliveryOutcome): void;
  hints(from: 'delivery' | 'resync' | 'rename', count: number): void;
  passBegan(): void;
  passEnded(pass: PassEnded): void;
  request(request: RequestSeen): void;
  limitWait(why: WaitReason, waitMs: number): void;
  fact(fact: LedgerFact): void;
  redelivered(outcome: 'asked' | 'refused' | 'given-up'): void;
  /** Asked when somebody scrapes. */
  depthFrom(depth: () => Promise<QueueDepth>): void;
  /** Everything in the text format of Prometheus. */
  scrape(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export type DeliveryOutcome =
  'accepted' | 'ignored' | 'not-stored' | 'unsigned' | 'too-large' | 'refused';

interface Known {
  /** Events that we listen to; all others are `other`. */
  readonly events: readonly string[];
  /** Models that our own configuration knows; a repository may name any. */
  readonly models: readonly string[];
}

const PASS_SECONDS = [0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600];
const WAIT_SECONDS = [0.1, 1, 5, 15, 60, 300, 900, 3_600];

/** A registry of its own, so that two servers in one process count apart. */
export function createMetrics(known: Known): Metrics {
  const registry = new Registry();
  const count = counters(registry);
  const { running, passSeconds, waitSeconds } = shapes(registry);
  const queued = depthGauge(registry);
  const among = (list: readonly string[], name: string): string =>
    list.includes(name) ? name : 'other';
  return {
    delivery: (event, outcome) =>
      count.deliveries.inc({ event: among(known.events, event), outcome }),
    hints: (from, n) => count.hints.inc({ from }, n),
    passBegan: () => running.inc(),
    passEnded: ({ outcome, ms }) => {
      running.dec();
      count.passes.inc({ outcome });
      passSeconds.observe(ms / 1_000);
    },
    request: ({ method, route, status }) =>
      count.requests.inc({ kind: kindOf(route), method, status: String(status) }),
    limitWait: (why, ms) => {
      count.limitWaits.inc({ why });
      waitSeconds.observe(ms / 1_000);
    },
    fact: (fact) => {
      if (fact.is === 'run-started') count.runsStarted.inc();
      else if (fact.is === 'run-ended') count.runsEnded.inc({ state: fact.state });
      else {
        const labels = { role: fact.role, model: among(known.models, fact.model) };
        count.calls.inc({ ...labels, outcome: fact.outcome });
        count.tokens.inc(labels, fact.tokens);
        count.dollars.inc(labels, fact.microUsd / 1_000_000);
      }
    },
    redelivered: (outcome) => count.redeliveries.inc({ outcome }),
    depthFrom: (depth) => queued.from(depth),
    scrape: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function counters(registry: Registry) {
  const counter = <Label extends string>(
    name: string,
    help: string,
    ...labelNames: readonly Label[]
  ): Counter<Label> =>
    new Counter({ name: `autopack_${name}`, help, labelNames, registers: [registry] });
  return {
    deliveries: counter('deliveries_total', 'Webhook requests', 'event', 'outcome'),
    hints: counter('hints_total', 'Hints given to the queue', 'from'),
    passes: counter('passes_total', 'Passes over a run, by how they ended', 'outcome'),
    requests: counter('github_requests_total', 'Requests to GitHub', 'kind', 'method', 'status'),
    limitWaits: counter('github_limit_waits_total', 'Requests put off to keep limits', 'why'),
    calls: counter('model_calls_total', 'Model calls settled', 'role', 'model', 'outcome'),
    tokens: counter('model_tokens_total', 'Tokens settled', 'role', 'model'),
    dollars: counter('model_cost_dollars_total', 'Money settled', 'role', 'model'),
    runsStarted: counter('runs_started_total', 'Runs started'),
    runsEnded: counter('runs_ended_total', 'Runs that came to an end', 'state'),
    redeliveries: counter('redeliveries_total', 'Failed deliveries that were seen', 'outcome'),
  };
}

function shapes(registry: Registry) {
  const registers = [registry];
  const histogram = (name: string, help: string, buckets: number[]): Histogram =>
    new Histogram({ name: `autopack_${name}`, help, buckets, registers });
  const memory = new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the process',
    registers: [],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  registry.registerMetric(memory);
  return {
    running: new Gauge({ name: 'autopack_passes_running', help: 'Passes at work', registers }),
    passSeconds: histogram('pass_seconds', 'How long passes take', PASS_SECONDS),
    waitSeconds: histogram('github_limit_wait_seconds', 'How long limits put off', WAIT_SECONDS),
  };
}

/** Prometheus waits for ten seconds by default. */
const DEPTH_MS = 3_000;

function depthGauge(registry: Registry): { from(depth: () => Promise<QueueDepth>): void } {
  let depth: (() => Promise<QueueDepth>) | undefined;
  const gauge = new Gauge({
    name: 'autopack_queue_depth',
    help: 'Runs that wait for a worker, for a time, or (dead) for a new hint after they broke',
    labelNames: ['waiting_for'],
    registers: [],
    async collect() {
      if (depth === undefined) return;
      // Everything else is told all the same: it is what the database's trouble is noticed by.
      const known = await Promise.race([
        depth().catch(() => null),
        sleep(DEPTH_MS, null, { ref: false }),
      ]);
      if (known === null) return this.reset();
      this.set({ waiting_for: 'worker' }, known.due);
      this.set({ waiting_for: 'time' }, known.later);
      this.set({ waiting_for: 'hint' }, known.dead);
    },
  });
  registry.registerMetric(gauge);
  return { from: (given) => void (depth = given) };
}

const KINDS = [
  ...['actions', 'check-runs', 'collaborators', 'commits', 'compare', 'contents', 'git'],
  ...['installation', 'issues', 'labels', 'pulls'],
];

/** `git`, `issues`, `graphql` …: what part of GitHub's API a route belongs to. */
function kindOf(route: string): string {
  if (route.endsWith('/graphql')) return 'graphql';
  if (/^\/(app|installation|users)(\/|$)/.test(route)) return 'app';
  const part = /^\/repos\/[^/]+\/[^/]+(?:\/([^/]+))?/.exec(route);
  if (part === null) return 'other';
  if (part[1] === undefined) return 'repository';
  return KINDS.includes(part[1]) ? part[1] : 'other';
}

/** What the answer to a webhook request says about it. */
export function deliveryOutcome(status: number, isKnown: boolean): DeliveryOutcome {
  if (status < 300) return isKnown ? 'accepted' : 'ignored';
  if (status === 401) return 'unsigned';
  if (status === 413) return 'too-large';
  return status >= 500 ? 'not-stored' : 'refused';
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** Counts what a webhook front answers. */
export const countedFront =
  (front: Handler, metrics: Metrics, events: readonly string[]): Handler =>
  (request, response) => {
    const event = String(request.headers['x-github-event']);
    return front(request, response).then((wasOurs) => {
      if (wasOurs && response.headersSent)
        metrics.delivery(event, deliveryOutcome(response.statusCode, events.includes(event)));
      return wasOurs;
    });
  };

/** `/metrics`, for whoever may reach the port. True: the request was ours. */
export const metricsPage =
  (metrics: Metrics): Handler =>
  async (request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') return false;
    const { contentType, text } = await metrics.scrape();
    response.writeHead(200, { 'content-type': contentType });
    response.end(text);
    return true;
  };
