import type { Instant, RunKey } from '../core/ids.ts';
import { attempt, type AttemptDeps, freshTries, nameOf, type Tries } from './attempt.ts';
import type { MeasuredQueue, QueueDepth } from './depth.ts';

/** Timers as a dependency, so that tests own the time. */
export interface Timer {
  /** Calls back once, at or after `at`; the returned function takes it back. */
  at(at: Instant, wake: () => void): () => void;
}

export interface QueueDeps extends AttemptDeps {
  readonly timer: Timer;
  /** Passes at work at once, over all keys. */
  readonly concurrency?: number;
}

const CONCURRENCY = 8;
/** Delivery ids remembered, so that a doubled delivery makes no second pass. */
const DELIVERIES = 10_000;

interface Slot extends Tries {
  readonly key: RunKey;
  /** When the next pass is due; null: none is. */
  due: Instant | null;
  running: boolean;
  cancel: (() => void) | null;
  /** The last webhook delivery that named the key and that no pass has followed yet. */
  delivery: string | undefined;
}

/**
 * One worker per key, in memory. A hint while a pass is running makes another pass afterwards, so the last
 * hint is never lost; hints that wait coalesce. Nothing here is state: a restart finds all runs again.
 */
export const keyedQueue = (deps: QueueDeps): MeasuredQueue => new KeyedQueue(deps);

class KeyedQueue implements MeasuredQueue {
  readonly #deps: QueueDeps;
  readonly #slots = new Map<string, Slot>();
  readonly #deliveries = new Set<string>();
  readonly #idlers: (() => void)[] = [];
  #running = 0;
  #closed = false;

  constructor(deps: QueueDeps) {
    this.#deps = deps;
  }

  hint(key: RunKey, notBefore?: Instant): void {
    this.#hint(key, notBefore);
  }

  deliver(id: string, keys: readonly RunKey[]): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the queue is closed'));
    if (this.#deliveries.has(id)) return Promise.resolve();
    this.#deliveries.add(id);
    for (const oldest of this.#deliveries) {
      if (this.#deliveries.size <= DELIVERIES) break;
      this.#deliveries.delete(oldest);
    }
    for (const key of keys) this.#hint(key, undefined, id);
    return Promise.resolve();
  }

  depth(): Promise<QueueDepth> {
    const now = this.#deps.clock.now();
    const waiting = [...this.#slots.values()].flatMap(({ due }) => (due === null ? [] : [due]));
    const due = waiting.filter((at) => at <= now).length;
    return Promise.resolve({ due, later: waiting.length - due, dead: 0 });
  }

  idle(): Promise<void> {
    return new Promise((resolve) => (this.#isIdle() ? resolve() : this.#idlers.push(resolve)));
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const slot of this.#slots.values()) slot.cancel?.();
    return this.idle();
  }

  #hint(key: RunKey, notBefore?: Instant, delivery?: string): void {
    if (this.#closed) return;
    const name = nameOf(key);
    const slot = this.#slots.get(name) ?? newSlot(key);
    this.#slots.set(name, slot);
    slot.delivery = delivery ?? slot.delivery;
    this.#schedule(slot, notBefore ?? this.#deps.clock.now());
    this.#pump();
  }

  #isIdle(): boolean {
    if (this.#running > 0) return false;
    const now = this.#deps.clock.now();
    return this.#closed || ![...this.#slots.values()].some(({ due }) => due !== null && due <= now);
  }

  #pump(): void {
    const isFull = (): boolean =>
      this.#closed || this.#running >= (this.#deps.concurrency ?? CONCURRENCY);
    const ready = isFull() ? [] : this.#ready();
    for (const slot of ready) if (!isFull() && !slot.running) void this.#pass(slot);
    if (this.#isIdle()) for (const resolve of this.#idlers.splice(0)) resolve();
  }

  /** Who waits longest comes first, so that keys which are busy all the time keep nobody waiting. */
  #ready(): readonly Slot[] {
    const now = this.#deps.clock.now();
    const due = ({ due: at }: Slot): number => at ?? Infinity;
    const ready = [...this.#slots.values()].filter((slot) => !slot.running && due(slot) <= now);
    return ready.sort((a, b) => due(a) - due(b));
  }

  /** An earlier time wins, and none is earlier than now: nobody gets before those who wait. While a pass runs there is no timer: its end looks at what is due. */
  #schedule(slot: Slot, at: Instant): void {
    const now = this.#deps.clock.now();
    if (slot.due === null || at < slot.due) slot.due = Math.max(at, now);
    slot.cancel?.();
    slot.cancel = null;
    if (!slot.running && slot.due > now)
      slot.cancel = this.#deps.timer.at(slot.due, () => this.#wake(slot));
  }

  /** Timers may come a little early, and do for waits longer than they can count. */
  #wake(slot: Slot): void {
    if (slot.due !== null) this.#schedule(slot, slot.due);
    this.#pump();
  }

  async #pass(slot: Slot): Promise<void> {
    slot.running = true;
    slot.due = null;
    slot.cancel?.();
    slot.cancel = null;
    this.#running += 1;
    const { delivery } = slot;
    slot.delivery = undefined;
    const again = await attempt(this.#deps, { ...slot.key, delivery }, slot);
    this.#running -= 1;
    slot.running = false;
    const due = earliest(slot.due, again);
    // Of those that are due at one moment, who had a turn comes after who had none.
    this.#slots.delete(nameOf(slot.key));
    if (due !== null) {
      this.#slots.set(nameOf(slot.key), slot);
      this.#schedule(slot, due);
    }
    this.#pump();
  }
}

const newSlot = (key: RunKey): Slot => ({
  ...{ key, due: null, running: false, cancel: null, delivery: undefined },
  ...freshTries(),
});

const earliest = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
