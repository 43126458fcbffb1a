import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { key, open } from './a-queue.ts';
import { settled } from './fake-timer.ts';

const KEYS = [1, 2, 3, 4, 5] as const;

describe('keys that are busy all the time', () => {
  it('do not keep another one waiting', async () => {
    const { queue, issues, passes } = open(1);
    for (const issue of [1, 2, 3]) queue.hint(key(issue));
    for (let turn = 0; turn < 6; turn += 1) {
      queue.hint(key(1));
      await passes[turn]?.end();
    }
    expect(issues().slice(0, 6)).toEqual([1, 2, 3, 1, 1, 1]);
  });

  it('nor does one whose hint names a time long ago', async () => {
    const { queue, issues, passes } = open(1);
    queue.hint(key(1));
    queue.hint(key(2));
    queue.hint(key(1), 0);
    await passes[0]?.end();
    expect(issues()).toEqual([1, 2]);
  });
});

type Step =
  | { readonly do: 'hint'; readonly issue: number }
  | { readonly do: 'end'; readonly nth: number }
  | { readonly do: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hint'), issue: fc.constantFrom(...KEYS) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end'), nth: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(50) }) },
);

/** Plays hints and ends of passes; after each step nothing that may begin waits, and nobody is overtaken twice. */
async function play(room: number, steps: readonly Step[]): Promise<void> {
  const { queue, passes, issues, pass: wait } = open(room);
  const open_ = new Set<number>();
  /** Where in the list of passes a key began to wait. */
  const waiting = new Map<number, number>();
  const look = (from: number): void => {
    for (let index = from; index < passes.length; index += 1) {
      const { issue } = passes[index] ?? { issue: 0 };
      waiting.delete(issue);
      open_.add(index);
      for (const [other, since] of waiting) {
        const overtaken = issues().slice(since, index + 1);
        expect(overtaken.filter((one) => one === issue)).toHaveLength(1);
        expect(other).not.toBe(issue);
      }
    }
    expect(open_.size).toBeLessThanOrEqual(room);
    const busy = [...open_].map((index) => passes[index]?.issue);
    // A key that is at work waits for nobody but itself.
    for (const issue of waiting.keys()) if (busy.includes(issue)) waiting.set(issue, passes.length);
    expect(new Set(busy).size).toBe(busy.length);
    const idle = [...waiting.keys()].filter((issue) => !busy.includes(issue));
    if (idle.length > 0) expect(open_.size).toBe(room);
  };
  for (const one of steps) {
    const from = passes.length;
    if (one.do === 'hint') {
      if (!waiting.has(one.issue)) waiting.set(one.issue, from);
      queue.hint(key(one.issue));
    } else if (one.do === 'wait') await wait(one.ms);
    else {
      const index = [...open_][one.nth % Math.max(1, open_.size)];
      if (index === undefined) continue;
      open_.delete(index);
      await passes[index]?.end();
    }
    await settled();
    look(from);
  }
  for (let index = 0; open_.size > 0; index += 1) {
    if (!open_.delete(index)) continue;
    const from = passes.length;
    await passes[index]?.end();
    look(from);
  }
  expect([...waiting.keys()]).toEqual([]);
}

it('every hint is followed by a pass that begins after it, and nobody is overtaken twice by the same key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 60 }), play),
    { numRuns: 300 },
  );
});
