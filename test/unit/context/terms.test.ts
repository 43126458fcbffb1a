import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { definedIn, namesIn } from '../../../src/core/context/symbols.ts';
import { countTerms, placeOf, termsOf } from '../../../src/core/context/terms-of.ts';
import { nameTerm, stemmed, tokeniser } from '../../../src/core/context/terms.ts';
import { cpuNow } from '../../support/cpu.ts';

const termsIn = (text: string): readonly number[] => {
  const found: number[] = [];
  tokeniser().each(text, (term) => found.push(term));
  return found;
};
const has = (text: string, asked: string): boolean =>
  termsIn(asked).every((term) => termsIn(text).includes(term));

describe('the terms of a text', () => {
  it.each([
    ['parseHTTPResponse', 'http'],
    ['parse_http_response', 'response'],
    ['PARSE_HTTP_RESPONSE', 'parse'],
    ['validateUser(', 'validation'],
    ['the parsers', 'parsing'],
    ['categories', 'category'],
    ['connections', 'connect'],
    ['größenÄnderung', 'änderung'],
    ['utf8decode', 'utf8decode'],
  ])('of %s hold %s', (text, asked) => {
    expect(termsIn(asked)).not.toEqual([]);
    expect(has(text, asked)).toBe(true);
  });

  it('hold a name of several words as a whole, however it is written', () => {
    for (const text of ['fooBar', 'foo_bar', 'FOO_BAR', 'FooBar'])
      expect(termsIn(text)).toContain(nameTerm('fooBar'));
    expect(termsIn('foo bar')).not.toContain(nameTerm('fooBar'));
  });

  it('hold no words that stand everywhere, and no data', () => {
    expect(termsIn('return the value of this')).toEqual(termsIn('value'));
    expect(termsIn('a'.repeat(65))).toEqual([]);
  });

  it('depend on the text alone: a tokeniser that has seen others says the same', () => {
    const words = fc.array(fc.stringMatching(/^[A-Za-zé_]{1,12}[0-9]{0,2}$/), { maxLength: 40 });
    const seasoned = tokeniser();
    fc.assert(
      fc.property(words, (list) => {
        const text = list.join(' ');
        expect(termsOf(seasoned, text)).toEqual(termsOf(tokeniser(), text));
      }),
    );
  });

  it('are ascending, each once, with how often it stands there', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const { ids, counts, length } = countTerms(tokeniser(), [[text, 1]]);
        expect([...ids]).toEqual([...new Set(ids)].sort((a, b) => a - b));
        expect([...counts].reduce((sum, count) => sum + count, 0)).toBe(length);
        for (const [index, id] of ids.entries()) expect(placeOf(ids, id)).toBe(index);
      }),
    );
  });

  it('are found in time that grows with the text, whatever it holds', () => {
    const hostile = ['a', '{', '(', ' ', '\t', 'aA', '_a', '`', 'export ', 'x(', 'int x', '\u0301'];
    for (const piece of hostile) {
      const text = piece.repeat(300_000 / piece.length);
      const begun = cpuNow();
      termsOf(tokeniser(), text);
      namesIn(text);
      expect(cpuNow() - begun).toBeLessThan(2_000);
    }
  });

  it('have stems that are not empty', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,20}$/), (word) => {
        expect(stemmed(word).length).toBeGreaterThanOrEqual(Math.min(word.length, 2));
      }),
    );
  });
});

describe('names', () => {
  it.each([
    ['export async function loadAll(x) {', 'loadAll'],
    ['  async function* walk() {', 'walk'],
    ['export const MAX_SIZE = 3;', 'MAX_SIZE'],
    ['class Reader extends Base {', 'Reader'],
    ['    def parse_line(self):', 'parse_line'],
    ['func (s *Server) Serve() error {', 'Serve'],
    ['pub(crate) fn merge_all<T>() {', 'merge_all'],
    ['type Shape = 1;', 'Shape'],
    ['  public static void handleRequest(Foo a, Bar b) {', 'handleRequest'],
    ['int fc_match(const char *x) {', 'fc_match'],
    ['  render() {', 'render'],
    ['int\nfc_sort (FcSet *set)\n{', 'fc_sort'],
  ])('that %s defines', (text, name) => {
    expect(definedIn(`first\n${text}\nlast`)).toEqual([name]);
  });

  it('are none of the words of a language', () => {
    expect(definedIn('  if (x) {\n  while (true) {\n  return call(x);\n')).toEqual([]);
  });

  it('are spoken of as code', () => {
    expect(
      namesIn('Call `render` or loadAll, set MAX_SIZE, then walk() the Tree of HTTP things.'),
    ).toEqual(['render', 'loadAll', 'MAX_SIZE', 'walk']);
  });
});
