import { describe, expect, it } from '@jest/globals';
import { TransientError } from '../../../src/core/errors.ts';
import { key, MINUTE, open } from './a-queue.ts';
import { settled } from './fake-timer.ts';

describe('a hint', () => {
  it('makes a pass at once', () => {
    const { queue, issues } = open();
    queue.hint(key(7));
    expect(issues()).toEqual([7]);
  });

  it('while a pass runs makes one more afterwards, however many there were', async () => {
    const { queue, issues, last } = open();
    queue.hint(key(7));
    for (let n = 0; n < 5; n += 1) queue.hint(key(7));
    expect(issues()).toEqual([7]);
    await last().end();
    expect(issues()).toEqual([7, 7]);
    await last().end();
    expect(issues()).toEqual([7, 7]);
  });

  it('while a pass runs counts even when that pass fails', async () => {
    const { queue, times, last } = open();
    queue.hint(key(7));
    queue.hint(key(7));
    await last().fail(new TransientError('later', { retryAfterMs: MINUTE }));
    expect(times()).toEqual([0, 0]);
  });

  it('never makes two passes over one key at a time, however it is spelled', async () => {
    const { queue, issues, last } = open();
    queue.hint(key(7, 'Acme'));
    queue.hint(key(7, 'acme'));
    expect(issues()).toEqual([7]);
    await last().end();
    expect(issues()).toEqual([7, 7]);
  });

  it('about another key does not wait', () => {
    const { queue, issues } = open();
    queue.hint(key(7));
    queue.hint(key(8));
    expect(issues()).toEqual([7, 8]);
  });

  it('waits where all hands are full, and loses nothing', async () => {
    const { queue, issues, passes } = open(2);
    for (const issue of [1, 2, 3, 4]) queue.hint(key(issue));
    expect(issues()).toEqual([1, 2]);
    await passes[1]?.end();
    expect(issues()).toEqual([1, 2, 3]);
    await passes[0]?.end();
    expect(issues()).toEqual([1, 2, 3, 4]);
  });
});

describe('a later hint', () => {
  it('makes its pass then and not before', async () => {
    const { queue, times, pass, start } = open();
    queue.hint(key(7), start + MINUTE);
    await pass(MINUTE - 1);
    expect(times()).toEqual([]);
    await pass(1);
    expect(times()).toEqual([MINUTE]);
  });

  it.each([
    ['then later', MINUTE, 3 * MINUTE],
    ['then earlier', 3 * MINUTE, MINUTE],
  ])('gives way to an earlier one: first one, %s', async (_, first, second) => {
    const { queue, times, pass, last, start, due } = open();
    queue.hint(key(7), start + first);
    queue.hint(key(7), start + second);
    expect(due()).toEqual([MINUTE]);
    await pass(MINUTE);
    await last().end();
    await pass(10 * MINUTE);
    expect(times()).toEqual([MINUTE]);
  });

  it('is what a pass may ask for itself', async () => {
    const { queue, times, pass, last, start } = open();
    queue.hint(key(7));
    await last().end({ wakeAt: start + MINUTE });
    await pass(MINUTE);
    expect(times()).toEqual([0, MINUTE]);
  });

  it('of a pass does not put off what was hinted meanwhile', async () => {
    const { queue, times, last, start } = open();
    queue.hint(key(7));
    queue.hint(key(7));
    await last().end({ wakeAt: start + MINUTE });
    expect(times()).toEqual([0, 0]);
  });
});

describe('a queue', () => {
  const after = async (promise: Promise<void>): Promise<boolean> => {
    let done = false;
    void promise.then(() => (done = true));
    await settled();
    return done;
  };

  it('is idle when nothing runs and nothing is due now', async () => {
    const { queue, last, start } = open();
    expect(await after(queue.idle())).toBe(true);
    queue.hint(key(8), start + MINUTE);
    expect(await after(queue.idle())).toBe(true);
    queue.hint(key(7));
    const idle = queue.idle();
    expect(await after(idle)).toBe(false);
    await last().end();
    expect(await after(idle)).toBe(true);
  });

  it('that closes lets what runs end, and begins nothing more', async () => {
    const { queue, passes, pass, start } = open();
    queue.hint(key(7));
    queue.hint(key(7));
    queue.hint(key(8), start + MINUTE);
    const closed = queue.close();
    expect(await after(closed)).toBe(false);
    queue.hint(key(9));
    await passes[0]?.end({ wakeAt: start });
    expect(await after(closed)).toBe(true);
    await pass(10 * MINUTE);
    expect(passes).toHaveLength(1);
  });
});
