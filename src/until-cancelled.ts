import { setTimeout as sleep } from 'node:timers/promises';

/** A runner interrupts, terminates 7.5 s later, and kills after 2.5 s more. */
const GRACE_MS = 5_000;

/** An answer that comes soon is kept; then the call is given up and settled, so that no later pass has to wait for its lease. */
export function untilCancelled(): AbortSignal {
  const stop = new AbortController();
  process.once('SIGINT', () => setTimeout(() => stop.abort(), GRACE_MS).unref());
  process.once('SIGTERM', () => stop.abort());
  return stop.signal;
}

/** Whoever is cancelled waits no longer. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
