import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bar, clock, costWords, count, many, moment, usd } from '../../../src/core/report/words.ts';

describe('words for numbers', () => {
  it.each([
    [0, '$0.00'],
    [1, 'under $0.01'],
    [9_999, 'under $0.01'],
    [10_000, '$0.01'],
    [1_660_000, '$1.66'],
  ])('%d millionths of a dollar are %s', (micro, said) => {
    expect(usd(micro)).toBe(said);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1_234, '1,234'],
    [10_000, '10k'],
    [412_345, '412k'],
    [999_499, '999k'],
    [999_500, '1.0M'],
    [2_000_000, '2.0M'],
    [1_234_567_890, '1.2B'],
  ])('%d are %s', (n, said) => {
    expect(count(n)).toBe(said);
  });

  it('money is told where there is a price or a cap', () => {
    const none = { calls: 1, tokens: 9_000, microUsd: 0 };
    expect(costWords(none, null)).toBe('');
    expect(costWords(none, 6_000_000)).toBe('$0.00 of $6.00, ');
    expect(costWords({ ...none, microUsd: 20_000 }, null)).toBe('$0.02, ');
  });

  it('one is one', () => {
    expect([many(0, 'file'), many(1, 'file'), many(2, 'file')]).toEqual([
      '0 files',
      '1 file',
      '2 files',
    ]);
  });

  it('a bar is sixteen wide, and shows anything that was spent', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (used, cap) => {
        expect(bar(used, cap)).toMatch(/^█*░*$/);
        expect(bar(used, cap)).toHaveLength(16);
      }),
    );
    expect(bar(1, 1_000_000)).toBe(`█${'░'.repeat(15)}`);
    expect(bar(2, 1)).toBe('█'.repeat(16));
  });

  it('a moment is the day and the minute that the calendar has', () => {
    const LAST = Date.UTC(9999, 11, 31);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST }), (at) => {
        const iso = new Date(at).toISOString();
        expect(moment(at)).toBe(`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`);
        expect(clock(at)).toBe(iso.slice(11, 16));
      }),
    );
    expect(moment(Date.UTC(2028, 1, 29, 23, 59))).toBe('2028-02-29 23:59 UTC');
  });
});
