import type { Clock, Log } from '../ports.ts';
import type { Timer } from './keyed.ts';

export interface RepeatDeps {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  readonly everyMs: number;
  /** For the log, when it fails. */
  readonly failed: string;
}

/** Does it now, and again some time after each end; a failure waits for the next time. Returns what ends it. */
export function repeat(deps: RepeatDeps, work: () => Promise<void>): () => void {
  const { clock, timer, log, everyMs, failed } = deps;
  let cancel: (() => void) | undefined;
  let stopped = false;
  const once = (): void => {
    void work()
      .catch((error: unknown) => log.warn({ err: error }, failed))
      .finally(() => {
        if (!stopped) cancel = timer.at(clock.now() + everyMs, once);
      });
  };
  once();
  return () => {
    stopped = true;
    cancel?.();
  };
}
