import { ConflictError, TransientError, UserError } from '../core/errors.ts';
import type { Instant, RunKey } from '../core/ids.ts';
import type { Clock, Log, PassResult } from '../ports.ts';

export interface AttemptDeps {
  readonly work: (key: RunKey) => Promise<PassResult>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How the last passes over a key went; both fall to zero when one ends well. */
export interface Tries {
  failures: number;
  internal: number;
}

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 300_000;
/** A pass that breaks this often in a row on something that is nobody's fault but ours is left alone until the next hint. */
const MAX_INTERNAL = 3;

/** One pass over a key. When it wants to be looked at again; null: when somebody hints. Counts in `tries`. */
export async function attempt(
  deps: AttemptDeps,
  key: RunKey,
  tries: Tries,
): Promise<Instant | null> {
  const { clock, log, work } = deps;
  const fields = { key: nameOf(key) };
  try {
    const { wakeAt } = await work(key);
    tries.failures = 0;
    tries.internal = 0;
    return wakeAt;
  } catch (error) {
    tries.failures += 1;
    const backoff =
      clock.now() + Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries.failures - 1));
    if (error instanceof ConflictError) {
      log.info({ ...fields, err: error }, 'somebody else moved first; looking again');
      return tries.failures === 1 ? clock.now() : backoff;
    }
    if (error instanceof TransientError) {
      log.warn({ ...fields, err: error }, 'put off');
      return error.retryAfterMs === undefined ? backoff : clock.now() + error.retryAfterMs;
    }
    if (error instanceof UserError) {
      log.warn({ ...fields, err: error, code: error.code, fix: error.fix }, 'a person has to act');
      return clock.now() + MAX_BACKOFF_MS;
    }
    tries.internal += 1;
    log.error({ ...fields, err: error }, 'a pass broke');
    return isGivenUp(tries) ? null : backoff;
  }
}

/** True when nothing but a new hint brings the key back. */
export const isGivenUp = ({ internal }: Tries): boolean => internal >= MAX_INTERNAL;

/** The same for every spelling of a repository's name. */
export const nameOf = ({ owner, name, issue }: RunKey): string =>
  `${owner}/${name}#${issue}`.toLowerCase();
