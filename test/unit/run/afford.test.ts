import { describe, expect, it } from '@jest/globals';
import type { CapHit } from '../../../src/core/run/cap-hit.ts';
import { payable, standIns } from '../../../src/core/run/afford.ts';
import { describeEvent } from '../../../src/core/report/journal.ts';
import { hold } from './story.ts';

const price = { input: 1, cachedInput: 1, output: 1, checked: '2026-11-01' };
const ladder = { fallback: ['a', 'b', 'c', 'd'], prices: { a: price, b: price, c: price } };

describe('who stands in for a model that is too dear', () => {
  const wanted = { phase: 'T1.P1', chosen: 'x', avoid: [] };

  it('is of the frozen ladder, in its order, and priced', () => {
    expect(standIns({}, ladder, wanted)).toEqual(['a', 'b', 'c']);
    expect(standIns({}, ladder, { ...wanted, chosen: 'b' })).toEqual(['a', 'c']);
    expect(standIns({}, { prices: {} }, wanted)).toEqual([]);
  });

  it('is the other role’s model only where nobody else is left', () => {
    expect(standIns({}, ladder, { ...wanted, avoid: ['a', 'b'] })).toEqual(['c', 'a', 'b']);
  });

  it('is nobody who keeps declining in this phase', () => {
    const declined = { phase: 'T1.P1', models: { a: 3, b: 2 } };
    expect(standIns({ declined }, ladder, wanted)).toEqual(['b', 'c']);
    expect(standIns({ declined: { ...declined, phase: 'T1.P2' } }, ladder, wanted)).toHaveLength(3);
  });
});

describe('a call that money is left for', () => {
  const hit = (cap: CapHit['cap']): CapHit => ({ cap, detail: cap });

  it('is the chosen one as long as that can be paid', () => {
    expect(payable('x', ['a'], () => null)).toEqual({ offer: 'x', hit: null });
  });

  it('is the first that can be paid, and none where none can', () => {
    const only = (fits: string) => (one: string) => (one === fits ? null : hit('cost_cap'));
    expect(payable('x', ['a', 'b', 'c'], only('b'))).toEqual({ offer: 'b', hit: null });
    expect(payable('x', ['a', 'b'], only('z'))).toEqual({ offer: 'x', hit: hit('cost_cap') });
  });

  it('is not looked for where tokens are what is missing', () => {
    const offers = payable('x', ['a'], (one) => (one === 'x' ? hit('tier_token_cap') : null));
    expect(offers).toEqual({ offer: 'x', hit: hit('tier_token_cap') });
  });
});

describe('the journal', () => {
  it('says who is asked instead, and why', () => {
    const told = (more: object): string =>
      describeEvent({
        ...{ type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1 },
        hold: hold('builder', more),
      });
    expect(told({})).toBe('builder T1.P1 try 1: 10000 tokens held');
    expect(told({ model: 'a', because: 'x is too dear' })).toBe(
      'builder T1.P1 try 1: 10000 tokens held by a: x is too dear',
    );
  });
});
