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
export const keyedQueue = (deps: QueueDeps): Queue => new KeyedQueue(deps);

class KeyedQueue implements Queue {
  readonly #deps: QueueDeps;
  readonly #slots = new Map<string, Slot>();
  readonly #idlers: (() => void)[] = [];
  #running = 0;
  #closed = false;

  constructor(deps: QueueDeps) {
    this.#deps = deps;
  }

  hint(key: RunKey, notBefore?: Instant): void {
    if (this.#closed) return;
    const name = nameOf(key);
    const slot = this.#slots.get(name) ?? newSlot(key);
    this.#slots.set(name, slot);
    this.#schedule(slot, notBefore ?? this.#deps.clock.now());
    this.#pump();
  }

  idle(): Promise<void> {
    return new Promise((resolve) => (this.#isIdle() ? resolve() : this.#idlers.push(resolve)));
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const slot of this.#slots.values()) slot.cancel?.();
    return this.idle();
  }

  #isIdle(): boolean {
    if (this.#running > 0) return false;
    const now = this.#deps.clock.now();
    return this.#closed || ![...this.#slots.values()].some(({ due }) => due !== null && due <= now);
  }

  #pump(): void {
    const now = this.#deps.clock.now();
    const room = this.#deps.concurrency ?? CONCURRENCY;
    for (const slot of this.#slots.values()) {
      if (this.#closed || this.#running >= room) break;
      if (!slot.running && slot.due !== null && slot.due <= now) void this.#pass(slot);
    }
    if (this.#isIdle()) for (const resolve of this.#idlers.splice(0)) resolve();
  }

  /** An earlier time wins. While a pass runs there is no timer: its end looks at what is due. */
  #schedule(slot: Slot, at: Instant): void {
    if (slot.due === null || at < slot.due) slot.due = at;
    slot.cancel?.();
    slot.cancel = null;
    if (!slot.running && slot.due > this.#deps.clock.now())
      slot.cancel = this.#deps.timer.at(slot.due, () => this.#pump());
  }

  async #pass(slot: Slot): Promise<void> {
    slot.running = true;
    slot.due = null;
    slot.cancel?.();
    slot.cancel = null;
    this.#running += 1;
    const again = await attempt(this.#deps, slot);
    this.#running -= 1;
    slot.running = false;
    const due = earliest(slot.due, again);
    if (due === null) this.#slots.delete(nameOf(slot.key));
    else this.#schedule(slot, due);
    this.#pump();
  }
}

const newSlot = (key: RunKey): Slot => ({
  ...{ key, due: null, running: false, cancel: null, failures: 0, internal: 0 },
});

const earliest = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

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
