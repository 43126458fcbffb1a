/** What every queue promises, whatever keeps its hints. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransientError } from '../../src/core/errors.ts';
import type { RunKey } from '../../src/core/ids.ts';
import type { PassResult, Queue } from '../../src/ports.ts';

export interface QueueWorld {
  /** A queue over the same store each time. */
  open(work: (key: RunKey) => Promise<PassResult>): Promise<Queue>;
}

const DONE: PassResult = { wakeAt: null };
let owners = 0;
/** Keys of an owner that no other test has. */
const newKeys = (count: number): readonly RunKey[] => {
  owners += 1;
  const owner = `o${owners}-${Date.now()}`;
  return Array.from({ length: count }, (_, index) => ({ owner, name: 'r', issue: index + 1 }));
};
const one = (): RunKey => {
  const [key] = newKeys(1);
  if (key === undefined) throw new Error('no key');
  return key;
};
const uuid = (): string => crypto.randomUUID();

export function queueSuite(world: QueueWorld): void {
  const opened: Queue[] = [];
  const open = async (work: (key: RunKey) => Promise<PassResult>): Promise<Queue> => {
    const queue = await world.open(work);
    opened.push(queue);
    return queue;
  };
  afterEach(async () => {
    for (const queue of opened.splice(0)) await queue.close();
  });

  it('begins a pass after the last hint', async () => {
    const key = one();
    let hints = 0;
    let seen = 0;
    const queue = await open(async () => {
      const now = hints;
      await sleep(5);
      seen = now;
      return DONE;
    });
    for (let round = 0; round < 60; round += 1) {
      hints += 1;
      queue.hint(key);
      if (round % 7 === 0) await sleep(3);
    }
    await queue.idle();
    expect(seen).toBe(60);
  });

  it('is at one key once at a time, and at many keys at once', async () => {
    const keys = newKeys(4);
    const busy = new Map<number, number>();
    let most = 0;
    let together = 0;
    const queue = await open(async ({ issue }) => {
      busy.set(issue, (busy.get(issue) ?? 0) + 1);
      most = Math.max(most, busy.get(issue) ?? 0);
      together = Math.max(together, [...busy.values()].filter((n) => n > 0).length);
      await sleep(10);
      busy.set(issue, (busy.get(issue) ?? 0) - 1);
      return DONE;
    });
    for (let round = 0; round < 10; round += 1) {
      for (const key of keys) queue.hint(key);
      await sleep(4);
    }
    await queue.idle();
    expect(most).toBe(1);
    expect(together).toBeGreaterThan(1);
  });

  it('comes to all of them when all workers are busy', async () => {
    const keys = [...newKeys(15), ...newKeys(15), ...newKeys(15)];
    const seen = new Set<string>();
    const queue = await open(async ({ owner, issue }) => {
      await sleep(20);
      seen.add(`${owner}#${issue}`);
      return DONE;
    });
    for (const key of keys) queue.hint(key);
    await queue.idle();
    expect(seen.size).toBe(45);
  });

  it('comes to one that waits while all others are hinted all the time', async () => {
    const keys = newKeys(40);
    const last = keys.at(-1);
    let isOver = false;
    let passes = 0;
    const queue: Queue = await open(async (key) => {
      passes += 1;
      if (key.issue === last?.issue) isOver = true;
      if (!isOver && passes < 2_000) queue.hint(key);
      await sleep(2);
      return DONE;
    });
    for (const key of keys) queue.hint(key);
    await queue.idle();
    expect(isOver).toBe(true);
    expect(passes).toBeLessThan(1_000);
  });

  it('makes one pass of the hints that come during one', async () => {
    const key = one();
    let passes = 0;
    const begun = Promise.withResolvers<void>();
    const queue = await open(async () => {
      passes += 1;
      begun.resolve();
      await sleep(100);
      return DONE;
    });
    queue.hint(key);
    await begun.promise;
    for (let n = 0; n < 50; n += 1) queue.hint({ ...key, owner: key.owner.toUpperCase() });
    await queue.idle();
    expect(passes).toBe(2);
  });

  it('waits for a time, but not when somebody hints', async () => {
    const [later, sooner] = newKeys(2);
    if (later === undefined || sooner === undefined) throw new Error('no keys');
    const at: Record<number, number[]> = { 1: [], 2: [] };
    const queue = await open(async ({ issue }) => {
      at[issue]?.push(Date.now());
      return DONE;
    });
    const begun = Date.now();
    queue.hint(later, begun + 400);
    queue.hint(sooner, begun + 60_000);
    await sleep(50);
    queue.hint(sooner);
    await queue.idle();
    expect(at).toEqual({ 1: [], 2: [expect.any(Number)] });
    await sleep(Math.max(0, begun + 700 - Date.now()));
    await queue.idle();
    expect(at[1]).toHaveLength(1);
    expect(at[1]?.[0] ?? 0).toBeGreaterThanOrEqual(begun + 400);
  });

  it('comes back when a pass asked to be woken', async () => {
    let passes = 0;
    const queue = await open(async () => {
      passes += 1;
      return { wakeAt: passes === 1 ? Date.now() + 200 : null };
    });
    queue.hint(one());
    await queue.idle();
    expect(passes).toBe(1);
    await sleep(500);
    await queue.idle();
    expect(passes).toBe(2);
  });

  it('tries again what time has to mend', async () => {
    let passes = 0;
    const queue = await open(async () => {
      passes += 1;
      if (passes === 1) throw new TransientError('busy', { retryAfterMs: 100 });
      return DONE;
    });
    queue.hint(one());
    await queue.idle();
    await sleep(400);
    await queue.idle();
    expect(passes).toBe(2);
  });

  it('takes a delivery once', async () => {
    const key = one();
    const id = uuid();
    let passes = 0;
    const queue = await open(async () => {
      passes += 1;
      return DONE;
    });
    await Promise.all([queue.deliver(id, [key]), queue.deliver(id, [key])]);
    await queue.idle();
    for (let n = 0; n < 10; n += 1) await queue.deliver(id, [key]);
    await queue.idle();
    expect(passes).toBe(1);
    await queue.deliver(uuid(), [key]);
    await queue.idle();
    expect(passes).toBe(2);
  });

  it('takes nothing more once it is closed', async () => {
    const queue = await open(async () => DONE);
    await queue.close();
    await expect(queue.deliver(uuid(), [one()])).rejects.toThrow('closed');
  });
}

/** What a queue promises beside that when it outlives its process. */
export function durableQueueSuite(world: QueueWorld): void {
  describe('over a restart', () => {
    it('keeps the hints and the times that wait', async () => {
      const [now, later] = newKeys(2);
      if (now === undefined || later === undefined) throw new Error('no keys');
      const first = await world.open(() => new Promise(() => undefined));
      first.hint(later, Date.now() + 100);
      await first.deliver(uuid(), [now]);
      await sleep(50);
      // Its pass never ends; its lease is handed back.
      await first.close();
      const seen: number[] = [];
      const second = await world.open(async ({ issue }) => {
        seen.push(issue);
        return DONE;
      });
      const until = Date.now() + 6_000;
      while (seen.length < 2 && Date.now() < until) await sleep(50);
      await second.close();
      expect(new Set(seen)).toEqual(new Set([1, 2]));
    });
  });

  it('leaves workers for others when one owner wants them all', async () => {
    const hog = newKeys(30);
    const [small] = newKeys(1);
    if (small === undefined) throw new Error('no key');
    const order: string[] = [];
    const queue = await world.open(async ({ owner }) => {
      order.push(owner);
      await sleep(40);
      return DONE;
    });
    for (const key of hog) queue.hint(key);
    await sleep(20);
    queue.hint(small);
    await queue.idle();
    await queue.close();
    expect(order).toHaveLength(31);
    expect(order.indexOf(small.owner)).toBeLessThan(15);
  });
}
