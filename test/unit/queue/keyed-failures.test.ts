import { describe, expect, it } from '@jest/globals';
import { ConflictError, TransientError, UserError } from '../../../src/core/errors.ts';
import { key, MINUTE, open } from './a-queue.ts';

describe('a pass that fails', () => {
  /** The times at which a key is looked at again when every pass fails like this. */
  async function failing(error: () => unknown, ms: number): Promise<readonly number[]> {
    const { queue, times, pass, passes, log } = open();
    queue.hint(key(7));
    for (let n = 0; n < 12 && passes.length > n; n += 1) {
      await passes[n]?.fail(error());
      await pass(passes.length > n + 1 ? 0 : ms);
    }
    expect(log.lines.length).toBeGreaterThan(0);
    return times();
  }

  it('because somebody else moved first is made again at once, then ever later', async () => {
    const times = await failing(() => new ConflictError('moved'), 5 * MINUTE);
    expect(times.slice(0, 3).map((at) => at < 5 * MINUTE)).toEqual([true, true, true]);
    expect(times.slice(0, 2)).toEqual([0, 0]);
  });

  it('for a while is made again after one second, two, four, and five minutes at the most', async () => {
    const { queue, due, clock, pass, passes, start } = open();
    queue.hint(key(7));
    const waits: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      await passes[n]?.fail(new TransientError('not now'));
      const wait = (due()[0] ?? 0) + start - clock.now();
      waits.push(wait / 1_000);
      await pass(wait);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('is made again when the other side asked for it', async () => {
    const { queue, due, last } = open();
    queue.hint(key(7));
    await last().fail(new TransientError('slow down', { retryAfterMs: 17 * MINUTE }));
    expect(due()).toEqual([17 * MINUTE]);
  });

  it('because a person has to act is not made again soon', async () => {
    const { queue, due, last, log } = open();
    queue.hint(key(7));
    await last().fail(new UserError('env/missing', 'No key.', 'Set it.'));
    expect(due()[0]).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(log.lines).toEqual(['warn: a person has to act']);
  });

  it('by our own fault is made three times and then left alone until somebody hints', async () => {
    const times = await failing(() => new TypeError('broken'), 10 * MINUTE);
    expect(times).toHaveLength(3);
    const { queue, passes, pass, due } = open();
    queue.hint(key(7));
    for (let n = 0; n < 3; n += 1) {
      await passes[n]?.fail('not even an error');
      await pass(10 * MINUTE);
    }
    expect(due()).toEqual([]);
    queue.hint(key(7));
    expect(passes).toHaveLength(4);
  });

  it('forgets its failures when one goes well', async () => {
    const { queue, due, clock, passes, pass, start } = open();
    queue.hint(key(7));
    for (let n = 0; n < 4; n += 1) {
      await passes[n]?.fail(new TransientError('not now'));
      await pass(5 * MINUTE);
    }
    await passes[4]?.end({ wakeAt: clock.now() });
    await passes[5]?.fail(new TransientError('not now'));
    expect((due()[0] ?? 0) + start - clock.now()).toBe(1_000);
  });

  it('does not keep other keys waiting', async () => {
    const { queue, issues, passes } = open(1);
    queue.hint(key(7));
    queue.hint(key(8));
    await passes[0]?.fail(new TransientError('not now'));
    expect(issues()).toEqual([7, 8]);
  });
});
