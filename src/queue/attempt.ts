import { ConflictError, TransientError, UserError } from '../core/errors.ts';
import type { Instant, RunKey } from '../core/ids.ts';
import type { Clock, Log, PassResult } from '../ports.ts';

/** A key, and the webhook delivery that named it where one did. */
export interface Hint extends RunKey {
  readonly delivery?: string | undefined;
}

export type PassOutcome = 'rested' | 'conflict' | 'transient' | 'user' | 'internal';

export interface PassEnded {
  readonly outcome: PassOutcome;
  readonly ms: number;
}

export interface AttemptDeps {
  readonly work: (key: RunKey) => Promise<PassResult>;
  readonly clock: Clock;
  readonly log: Log;
  /** Around everything a pass does and says. */
  readonly watch?: PassWatch | undefined;
}

export interface PassWatch {
  /** Runs the pass, so that what is logged meanwhile can be told from other passes. */
  within<T>(hint: Hint, pass: () => Promise<T>): Promise<T>;
  began(): void;
  ended(pass: PassEnded): void;
}

/** How the last passes over a key went; all is forgotten when one ends well. */
export interface Tries {
  failures: number;
  internal: number;
  /** Code of the error for which a person was asked to act, and has not yet. */
  parked: string | null;
}

const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 300_000;
/** What a person has to mend is heard of by a webhook or seen by the resync: this is for when both fail. */
const PARK_MS = 6 * 3_600_000;
/** A pass that breaks this often in a row on something that is nobody's fault but ours is left alone until the next hint. */
const MAX_INTERNAL = 3;

/** One pass over a key. When it wants to be looked at again; null: when somebody hints. Counts in `tries`. */
export async function attempt(
  deps: AttemptDeps,
  hint: Hint,
  tries: Tries,
): Promise<Instant | null> {
  const { watch, clock } = deps;
  if (watch === undefined) return (await pass(deps, hint, tries)).again;
  const beganAt = clock.now();
  watch.began();
  const { again, outcome } = await watch.within(hint, () => pass(deps, hint, tries));
  watch.ended({ outcome, ms: clock.now() - beganAt });
  return again;
}

interface Passed {
  readonly outcome: PassOutcome;
  readonly again: Instant | null;
}

async function pass(
  { clock, log, work }: AttemptDeps,
  { owner, name, issue }: RunKey,
  tries: Tries,
): Promise<Passed> {
  const key = { owner, name, issue };
  try {
    const { wakeAt } = await work(key);
    Object.assign(tries, freshTries());
    return { outcome: 'rested', again: wakeAt };
  } catch (error) {
    tries.failures += 1;
    const { parked } = tries;
    tries.parked = null;
    const fields = { key: nameOf(key), err: error };
    const backoff =
      clock.now() + Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries.failures - 1));
    if (error instanceof ConflictError) {
      log.info(fields, 'somebody else moved first; looking again');
      return { outcome: 'conflict', again: tries.failures === 1 ? clock.now() : backoff };
    }
    if (error instanceof TransientError) {
      log.warn(fields, 'put off');
      const { retryAfterMs: wait } = error;
      return { outcome: 'transient', again: wait === undefined ? backoff : clock.now() + wait };
    }
    if (error instanceof UserError) {
      tries.parked = error.code;
      // Once: whoever comes by meanwhile finds nothing new.
      if (parked !== error.code)
        log.warn({ ...fields, code: error.code, fix: error.fix }, 'a person has to act');
      return { outcome: 'user', again: clock.now() + PARK_MS };
    }
    tries.internal += 1;
    log.error(fields, 'a pass broke');
    return { outcome: 'internal', again: isGivenUp(tries) ? null : backoff };
  }
}

/** As before the first pass. */
export const freshTries = (): Tries => ({ failures: 0, internal: 0, parked: null });

/** True when nothing but a new hint brings the key back. */
export const isGivenUp = ({ internal }: Tries): boolean => internal >= MAX_INTERNAL;

/** The same for every spelling of a repository's name. */
export const nameOf = ({ owner, name, issue }: RunKey): string =>
  `${owner}/${name}#${issue}`.toLowerCase();
