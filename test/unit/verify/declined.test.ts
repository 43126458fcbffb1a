import { describe, expect, it } from '@jest/globals';
import { count, emptyTally } from '../../../src/core/verify/budget.ts';
import type { Amount } from '../../../src/core/budget.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { hold, strategy } from '../run/story.ts';

const price = { input: 2, cachedInput: 1, output: 3, checked: '2026-11-01' };
const at = { runId: '7-1', strategy: strategy(undefined, { prices: { m: price } }) };
const open = { ...emptyTally, open: hold('builder', { model: 'm' }) };

const declined = (settled: Amount): RunEvent => ({
  ...{ type: 'call-refused', at: 0, hold: open.open.id, kind: 'environment', detail: '' },
  retryAt: 0,
  paid: { usage: { input: 400, cachedInput: 100, output: 10 }, settled },
});

describe('a declined call that took something all the same', () => {
  it('is settled by what was reported', () => {
    expect(count(open, declined({ tokens: 410, microUsd: 730 }), at)).toMatchObject({
      tally: { open: null, all: { tokens: 410, microUsd: 730, calls: 1 } },
      wrong: null,
    });
  });

  it('cannot be settled at less', () => {
    expect(count(open, declined({ tokens: 4, microUsd: 730 }), at).wrong).toEqual({
      rule: 'budget',
      expected: '410 tokens, 730 millionths of a dollar',
      found: '4 tokens, 730 millionths of a dollar',
    });
  });
});
