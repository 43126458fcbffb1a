import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Terms, termsOf } from '../../../src/core/context/terms-of.ts';
import { tokeniser } from '../../../src/core/context/terms.ts';
import { together, wantedOf } from '../../../src/core/context/together.ts';

const tokens = tokeniser();
const termsIn = (text: string): readonly number[] => {
  const all: number[] = [];
  tokens.each(text, (term) => void all.push(term));
  return all;
};
const of = (question: string, texts: readonly (string | null)[]) => {
  const said = termsIn(question);
  return together(
    wantedOf(new Map(said.map((term) => [term, 1])), said),
    texts.map((text) => (text === null ? null : termsOf(tokens, text))),
  );
};
const filler = (count: number): string =>
  Array.from({ length: count }, (_, at) => `w${String.fromCharCode(97 + (at % 26))}x`).join(' ');

describe('what stands together', () => {
  it('is worth the best piece of a text, not all of it', () => {
    const { piece } = of('receipt voucher refund', [
      `receipt voucher refund`,
      `receipt ${filler(60)} voucher ${filler(60)} refund`,
      `receipt voucher ${filler(60)} refund`,
      'nothing',
    ]);
    expect([...piece].map((worth) => Math.round(worth * 10) / 10)).toEqual([3, 1, 2, 0]);
  });

  it('counts neighbours of the question, in either order, once each', () => {
    const { pairs } = of('parse header', [
      'header parse, parse header, parse header',
      'parse one two header',
      'parse one two three header',
      'parse parse',
    ]);
    expect([...pairs]).toEqual([1, 1, 0, 0]);
  });

  it('has nothing of what is not read', () => {
    const { piece, pairs } = of('parse header', [null, 'parse header']);
    expect([piece[0], pairs[0]]).toEqual([0, 0]);
    expect(piece[1]).toBeGreaterThan(0);
  });

  it('knows the order of any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('cart', 'priceOf', 'mail_to', 'x1', 'Größe')),
        (words) => {
          const text = words.join(' ');
          const { ids, order, counts, length }: Terms = termsOf(tokens, text);
          expect([...order].map((place) => ids[place])).toEqual(termsIn(text));
          expect(order).toHaveLength(length);
          for (const [place, count] of counts.entries())
            expect([...order].filter((one) => one === place)).toHaveLength(count);
        },
      ),
    );
  });
});
