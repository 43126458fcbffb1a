import { RequestError } from '@octokit/request-error';
import type { Octokit } from '@octokit/rest';
import { TransientError } from '../core/errors.ts';
import type { Clock } from '../ports.ts';
import { slowDown } from './failures.ts';
import { limitIn, limitWait } from './limit-answers.ts';

/** What one request costs, as GitHub counts it. */
export interface Cost {
  readonly kind: 'read' | 'write';
  /** A POST that makes content people can see: issues, comments, reviews, pull requests. */
  readonly creates: boolean;
  /** A step of a ledger: it may use what is kept back for it, because a paid answer waits to be written. */
  readonly records?: boolean;
}

/** Keeps one installation within GitHub's limits, over all its repositories. */
export interface Limiter {
  /** Makes the request, or throws TransientError with the time to wait when it may not be made now. */
  run<T>(cost: Cost, request: () => Promise<T>): Promise<T>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** GitHub's secondary limits, with some air for what else an installation does. */
const LIMITS = {
  creates: [
    { windowMs: MINUTE_MS, most: 70 },
    { windowMs: HOUR_MS, most: 450 },
  ],
  /** A write costs five of 900 points a minute. */
  writes: [{ windowMs: MINUTE_MS, most: 160 }],
  /** Beyond `writes`, for steps of ledgers only: GitHub's own limit is 180. */
  kept: 16,
} as const;
/** So many failures in a row without a word about limits, and GitHub is left in peace for a while. */
const BREAKER = { failures: 8, pauseMs: 30_000 } as const;

/** `asked`: GitHub said so, `outage`: it fails too often, `window`: our own count is at its limit. */
export type WaitReason = 'asked' | 'outage' | 'window';

/**
 * One writer at a time; windows over creates and writes; what GitHub asks for is kept by everybody. `told`
 * hears of every request that was put off.
 */
export function limiter(
  clock: Clock,
  told: (why: WaitReason, waitMs: number) => void = () => undefined,
): Limiter {
  const created = LIMITS.creates.map(rolling);
  const written = LIMITS.writes.map(rolling);
  let paused: Pause = { until: 0, why: 'asked' };
  let failures = 0;
  let writing: Promise<unknown> = Promise.resolve();

  const mayGo = ({ kind, creates, records = false }: Cost): void => {
    const now = clock.now();
    const windows = [...(creates ? created : []), ...(kind === 'write' ? written : [])];
    const more = records ? LIMITS.kept : 0;
    const wait = Math.max(paused.until - now, ...windows.map((window) => window.wait(now, more)));
    if (wait > 0) {
      told(paused.until - now === wait ? paused.why : 'window', wait);
      throw new TransientError('GitHub is given a rest, to stay within its limits', {
        retryAfterMs: wait,
      });
    }
    for (const window of windows) window.take(now);
  };
  const attempt = async <T>(cost: Cost, request: () => Promise<T>): Promise<T> => {
    mayGo(cost);
    try {
      const answer = await request();
      failures = 0;
      return answer;
    } catch (error) {
      const pause = pauseAfter(error, (failures = isOutage(error) ? failures + 1 : 0));
      const until = clock.now() + pause.ms;
      if (until > paused.until) paused = { until, why: pause.why };
      if (pause.why === 'asked') told('asked', pause.ms);
      throw error;
    }
  };
  return {
    run: (cost, request) => {
      if (cost.kind === 'read') return attempt(cost, request);
      const mine = writing.then(() => attempt(cost, request));
      writing = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** What is no answer, or one of a server in trouble. */
const isOutage = (error: unknown): boolean =>
  error instanceof RequestError ? error.status >= 500 : askedIn(error) === null;

/** How long GitHub asks to be left alone; null: it does not. */
function askedIn(error: unknown): number | null {
  if (error instanceof RequestError) return limitWait(error);
  return error instanceof TransientError ? (error.retryAfterMs ?? null) : null;
}

interface Pause {
  readonly until: number;
  readonly why: 'asked' | 'outage';
}

function pauseAfter(
  error: unknown,
  failures: number,
): { readonly why: Pause['why']; readonly ms: number } {
  const asked = askedIn(error);
  if (asked !== null) return { why: 'asked', ms: asked };
  return { why: 'outage', ms: failures >= BREAKER.failures ? BREAKER.pauseMs : 0 };
}

interface Window {
  /** Milliseconds until one more fits, with so much room beyond the limit; 0: now. */
  wait(now: number, more: number): number;
  take(now: number): void;
}

function rolling({ windowMs, most }: { readonly windowMs: number; readonly most: number }): Window {
  const times: number[] = [];
  return {
    wait: (now, more) => {
      while (times[0] !== undefined && times[0] <= now - windowMs) times.shift();
      // Of those that are too many, the last that has to go.
      const first = times[times.length - most - more];
      return first === undefined ? 0 : first + windowMs - now;
    },
    take: (now) => void times.push(now),
  };
}

const RECORDS = /^\s*mutation (?:CommitOnBranch|UpdateRefs)\b/;
const CREATES = /\/(issues|comments|reviews|pulls|reactions)$/;

/** The cost of a request by its method and route; a GraphQL request by whether it is a mutation. */
export function costOf(method: string, route: string, query: unknown): Cost {
  if (route.endsWith('/graphql')) {
    const mutation = typeof query === 'string' && query.trimStart().startsWith('mutation');
    const records = mutation && RECORDS.test(query);
    return { kind: mutation ? 'write' : 'read', creates: false, ...(records ? { records } : {}) };
  }
  const write = method !== 'GET' && method !== 'HEAD';
  return { kind: write ? 'write' : 'read', creates: method === 'POST' && CREATES.test(route) };
}

/** Has a limiter see every request, with what GitHub says of limits in an answer that is none by its status. */
export function keepLimits(octokit: Octokit, limits: Limiter): void {
  octokit.hook.wrap('request', async (request, options) => {
    const { method, url: route } = options;
    return limits.run(costOf(method, route, options['query']), async () => {
      const response = await request(options);
      const waitMs = route.endsWith('/graphql') ? limitIn(response) : null;
      if (waitMs !== null) throw slowDown(waitMs);
      return response;
    });
  });
}
