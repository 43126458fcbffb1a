import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { excerptOf } from '../../../src/core/context/excerpt.ts';
import { askedOf } from '../../../src/core/context/query.ts';
import { tokeniser } from '../../../src/core/context/terms.ts';
import { shownText } from '../../../src/core/edits/parts.ts';

const tokens = tokeniser();
const excerpt = (text: string, question: string, room: number) =>
  excerptOf(text, { tokens, asked: askedOf(tokens, question), room });
const lines = (count: number, special: Readonly<Record<number, string>>): string =>
  Array.from({ length: count }, (_, n) => `${special[n + 1] ?? `int value_${n + 1} = 0;`}\n`).join(
    '',
  );

describe('the lines of a file that does not fit', () => {
  const text = lines(3_000, {
    1_510: 'static int decodeVoucher(struct voucher *v) {',
    2_215: '/* a voucher */',
  });

  it('are its beginning, and those that have most to do with the question', () => {
    const parts = excerpt(text, 'decodeVoucher takes a share', 4_000);
    expect(parts).toEqual([
      { from: 1, to: 40 },
      { from: 1_481, to: 1_540 },
      { from: 2_181, to: 2_240 },
    ]);
  });

  it('are fewer where there is less room, the likeliest stay', () => {
    const parts = excerpt(text, 'decodeVoucher takes a share', 2_500);
    expect(parts).toEqual([
      { from: 1, to: 40 },
      { from: 1_481, to: 1_540 },
    ]);
    expect(excerpt(text, 'decodeVoucher', 10)).toEqual([]);
  });

  it('are its beginning alone where nothing stands there that is asked for', () => {
    expect(excerpt(text, 'unrelated', 100_000)).toEqual([{ from: 1, to: 40 }]);
  });

  it('never take more than the room, and are in order and apart', () => {
    const word = fc.constantFrom('alpha', 'beta', 'gamma', 'voucher', 'x'.repeat(300), '');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 400 }), fc.nat(4_000), (all, room) => {
        const whole = all.map((one) => `${one}\n`).join('');
        const parts = excerpt(whole, 'voucher beta', room);
        const shown = shownText({ text: whole, parts }).replace(/^\[lines .* not shown\]\n?/gm, '');
        expect(shown.length).toBeLessThanOrEqual(room);
        parts.forEach(({ from, to }, at) => {
          expect(from).toBeLessThanOrEqual(to);
          expect(from).toBeGreaterThan((parts[at - 1]?.to ?? -1) + 1);
        });
      }),
    );
  });
});
