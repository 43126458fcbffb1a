import { ConflictError, TransientError, UserError } from '../core/errors.ts';
import type { Instant, RunKey } from '../core/ids.ts';
import type { Clock, Log, PassResult, Queue } from '../ports.ts';

/** Timers as a dependency, so that tests own the time. */
export interface Timer {
  /** Calls back once, at or after `at`; the returned function takes it back. */
  at(at: Instant, wake: () => void): () => void;
}

export interface QueueDeps {
  readonly work: (key: RunKey) => Promise<PassResult>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Passes at work at once, over all keys. */
  readonly concurrency?: number;
}

const CONCURRENCY = 8;
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 300_000;
/** A pass that breaks this often in a row on something that is nobody's fault but ours is left alone until the next hint. */
const MAX_INTERNAL = 3;

interface Slot {
  readonly key: RunKey;
  /** When the next pass is due; null: none is. */
  due: Instant | null;
  running: boolean;
  cancel: (() => void) | null;
  failures: number;
  internal: number;
}

/**
 * One worker per key, in memory. A hint while a pass is running makes another pass afterwards, so the last
 * hint is never lost; hints that wait coalesce. Nothing here is state: a restart finds all runs again.
 */
export function keyedQueue(deps: QueueDeps): Queue {
  const slots = new Map<string, Slot>();
  const idlers: (() => void)[] = [];
  let running = 0;
  let closed = false;

  const isIdle = (): boolean => {
    const now = deps.clock.now();
    return (
      running === 0 &&
      (closed || ![...slots.values()].some((slot) => slot.due !== null && slot.due <= now))
    );
  };
  const settle = (): void => {
    if (isIdle()) for (const resolve of idlers.splice(0)) resolve();
  };

  const pump = (): void => {
    if (closed) return settle();
    const now = deps.clock.now();
    for (const slot of slots.values()) {
      if (running >= (deps.concurrency ?? CONCURRENCY)) break;
      if (!slot.running && slot.due !== null && slot.due <= now) void pass(slot);
    }
    settle();
  };

  const schedule = (slot: Slot, at: Instant): void => {
    if (slot.due !== null && slot.due <= at) return;
    slot.cancel?.();
    slot.cancel = null;
    slot.due = at;
    if (at > deps.clock.now() && !slot.running) slot.cancel = deps.timer.at(at, pump);
  };

  const pass = async (slot: Slot): Promise<void> => {
    slot.running = true;
    slot.due = null;
    slot.cancel?.();
    slot.cancel = null;
    running += 1;
    const again = await attempt(deps, slot);
    running -= 1;
    slot.running = false;
    const due = slot.due;
    if (again !== null) schedule(slot, again);
    // A hint that came for a later time while the pass ran has no timer yet.
    if (
      slot.due !== null &&
      slot.cancel === null &&
      slot.due > deps.clock.now() &&
      due === slot.due
    )
      slot.cancel = deps.timer.at(slot.due, pump);
    if (slot.due === null) slots.delete(nameOf(slot.key));
    pump();
  };

  return {
    hint: (key, notBefore) => {
      if (closed) return;
      const name = nameOf(key);
      const slot = slots.get(name) ?? {
        key,
        due: null,
        running: false,
        cancel: null,
        failures: 0,
        internal: 0,
      };
      slots.set(name, slot);
      schedule(slot, notBefore ?? deps.clock.now());
      pump();
    },
    idle: () => new Promise((resolve) => (isIdle() ? resolve() : idlers.push(resolve))),
    close: async () => {
      closed = true;
      for (const slot of slots.values()) slot.cancel?.();
      await new Promise<void>((resolve) => (running === 0 ? resolve() : idlers.push(resolve)));
    },
  };
}

/** When the key wants to be looked at again; null: when somebody hints. */
async function attempt(deps: QueueDeps, slot: Slot): Promise<Instant | null> {
  const { clock, log, work } = deps;
  const fields = { key: nameOf(slot.key) };
  try {
    const { wakeAt } = await work(slot.key);
    slot.failures = 0;
    slot.internal = 0;
    return wakeAt;
  } catch (error) {
    slot.failures += 1;
    const backoff =
      clock.now() + Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (slot.failures - 1));
    if (error instanceof ConflictError) {
      log.info({ ...fields, err: error }, 'somebody else moved first; looking again');
      return slot.failures === 1 ? clock.now() : backoff;
    }
    if (error instanceof TransientError) {
      log.warn({ ...fields, err: error }, 'put off');
      return error.retryAfterMs === undefined ? backoff : clock.now() + error.retryAfterMs;
    }
    if (error instanceof UserError) {
      log.warn({ ...fields, err: error, code: error.code, fix: error.fix }, 'a person has to act');
      return clock.now() + MAX_BACKOFF_MS;
    }
    slot.internal += 1;
    log.error({ ...fields, err: error }, 'a pass broke');
    return slot.internal >= MAX_INTERNAL ? null : backoff;
  }
}

const nameOf = ({ owner, name, issue }: RunKey): string =>
  `${owner}/${name}#${issue}`.toLowerCase();
