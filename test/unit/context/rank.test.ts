import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Past } from '../../../src/core/context/past.ts';
import { type Known, nameTerms, rankFiles, rankPlainly } from '../../../src/core/context/rank.ts';
import { countTerms, termsOf } from '../../../src/core/context/terms-of.ts';
import { tokeniser } from '../../../src/core/context/terms.ts';

const tokens = tokeniser();
const known = (files: Readonly<Record<string, string | null>>): readonly Known[] =>
  Object.entries(files).map(([path, text]) => ({
    path,
    content: text === null ? null : termsOf(tokens, text),
    name: nameTerms(tokens, path),
  }));
const commit = (message: string, ...paths: readonly string[]): Past => ({
  terms: countTerms(tokens, [[message, 1]]),
  paths,
});
const ranked = (text: string, files: readonly Known[], past: readonly Past[] = []) =>
  rankFiles(tokens, { text, files, past }).map(({ path }) => path);

const FILES = known({
  'README.md': 'A shop. It sells things to people.',
  'src/cart.ts': 'export function addToCart(item: Item) { cart.items.push(item); }',
  'src/price.ts': 'export function priceOf(cart: Cart) { return sum(cart.items); }',
  'src/mail.ts': 'export function sendReceipt(to: string) { smtp.send(to); }',
  'src/index.ts': "export * from './cart.ts';",
});

describe('the ranking', () => {
  it('finds by content', () => {
    expect(ranked('The receipt is sent twice', FILES)[0]).toBe('src/mail.ts');
  });

  it('finds by path', () => {
    expect(ranked('mails', known({ 'a/x.ts': 'x', 'b/mail.ts': 'y' }))[0]).toBe('b/mail.ts');
  });

  it('knows of a file that nobody has read by its path alone', () => {
    const files = known({ 'logo.png': null, 'src/a.ts': 'logo of the shop' });
    expect(ranked('new logo.png', files)[0]).toBe('logo.png');
    expect(ranked('the shop', files)).toEqual(['src/a.ts', 'logo.png']);
  });

  it('puts first what is named, by path or by what it defines', () => {
    const text = 'The cart and its items: mend the cart, see src/index.ts';
    expect(ranked(text, FILES)[0]).toBe('src/index.ts');
    expect(ranked('Prices, prices, price of `sendReceipt`', FILES)[0]).toBe('src/mail.ts');
  });

  it('does not put first what defines a name that many define', () => {
    const files = known({
      ...Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((name) => [`${name}.ts`, 'export function run() {}']),
      ),
      'cart.ts': 'the cart, the cart',
    });
    expect(ranked('`run` the cart', files)[0]).toBe('cart.ts');
  });

  it('learns from the messages of commits', () => {
    const past = [commit('Round totals to cents', 'src/mail.ts')];
    expect(ranked('Rounding of totals', FILES)[0]).not.toBe('src/mail.ts');
    expect(ranked('Rounding of totals', FILES, past)[0]).toBe('src/mail.ts');
  });

  it('believes a commit less the more it changed', () => {
    const files = known(Object.fromEntries([...'abcdefgh'].map((name) => [`${name}.ts`, 'x'])));
    const past = [
      commit('Round totals', 'c.ts', 'd.ts', 'e.ts', 'f.ts', 'g.ts', 'h.ts'),
      commit('Round totals', 'b.ts'),
    ];
    expect(ranked('Round totals', files, past)[0]).toBe('b.ts');
  });

  it('brings what changed together with what is meant', () => {
    const past = [
      commit('one', 'src/mail.ts', 'README.md'),
      commit('two', 'src/mail.ts', 'README.md'),
      commit('three', 'src/index.ts'),
      commit('four', 'src/price.ts'),
    ];
    expect(ranked('The receipt is sent twice', FILES, past).slice(0, 2)).toEqual([
      'src/mail.ts',
      'README.md',
    ]);
  });

  it('takes no word from signatures, addresses and numbers of issues', () => {
    const said = 'Sell things\n\nSigned-off-by: Cart Price <cart@price>\nhttps://cart.io/price #12';
    expect(ranked(said, FILES)[0]).toBe('README.md');
  });

  it('prefers what defines a thing to what uses it as often', () => {
    const files = known({
      'a/use.ts': 'redeemVoucher(); redeemVoucher(); total();',
      'b/make.ts': 'function redeemVoucher() {} total(); total();',
    });
    expect(ranked('vouchers are redeemed', files)[0]).toBe('b/make.ts');
  });

  it('looks into the folder that has the name', () => {
    const files = known({
      'packages/core/lib/reports/lines.ts': 'const width = 80;',
      'lib/totals/lines.ts': 'const width = 80;',
      'reports/deep/lines.ts': 'const width = 80;',
    });
    expect(ranked('wider lines of reports', files)[0]).toBe('packages/core/lib/reports/lines.ts');
  });

  it('takes the kind of files that a commit is headed with', () => {
    const files = known({
      'src/a.ts': 'the cart of the shop',
      'guide/b.md': 'the cart of the shop',
      'spec/c.test.ts': 'the cart of the shop',
      'd/package.json': '{ "name": "cart of the shop" }',
      '.github/workflows/e.yml': 'cart: of the shop',
    });
    const first = (text: string) => ranked(text, files)[0];
    expect(first('docs: the cart of the shop')).toBe('guide/b.md');
    expect(first('test(cart)!: the cart of the shop')).toBe('spec/c.test.ts');
    expect(first('chore: the cart of the shop')).toBe('d/package.json');
    expect(first('ci: cart of the shop')).toBe('.github/workflows/e.yml');
    expect(first('constructor: the cart of the shop')).toBe(first('the cart of the shop'));
  });

  it('prefers what has the words together to what has them far apart', () => {
    const filler = Array.from({ length: 60 }, (_, at) => `w${at}x`).join(' ');
    const files = known({
      'a.ts': `receipt ${filler} voucher ${filler} refund`,
      'b.ts': `${filler} receipt voucher refund ${filler}`,
    });
    expect(ranked('refund a voucher by its receipt', files)[0]).toBe('b.ts');
  });

  it('prefers what has the words beside one another as the question has', () => {
    const files = known({
      'a.ts': 'parse one two three four header five six seven eight line',
      'b.ts': 'line one two three four parse header five six seven eight',
    });
    expect(ranked('parse header', files)[0]).toBe('b.ts');
  });

  it('takes a file whose bare name is a word of the text, the less the more are called so', () => {
    const rare = known({ 'a/x.ts': 'x', 'b/pdf-writer.ts': 'y', 'c/z.ts': 'w' });
    expect(ranked('the PDFWriter', rare)[0]).toBe('b/pdf-writer.ts');
    const scoreOf = (files: readonly Known[]): number =>
      rankFiles(tokens, { text: 'index', files, past: [] })[0]?.score ?? 0;
    const many = Array.from({ length: 9 }, (_, at) => [`p${at}/index.ts`, 'x'] as const);
    expect(scoreOf(known(Object.fromEntries(many)))).toBeLessThan(
      scoreOf(known(Object.fromEntries(many.slice(0, 1)))),
    );
  });

  it('takes the folder that the first line is headed with', () => {
    const files = known({
      'lib/ftp/list.c': 'retry',
      'lib/http2/list.c': 'retry',
      'lib/ssh/list.c': 'retry',
    });
    expect(ranked('http-2: retry', files)[0]).toBe('lib/http2/list.c');
    expect(ranked('fix(ssh): retry', files)[0]).toBe('lib/ssh/list.c');
    expect(ranked('lib/ftp: retry', files)[0]).toBe('lib/ftp/list.c');
  });

  it('asks less for words that any change is told with', () => {
    const files = known({
      'a.ts': 'fix one two three four problem',
      'b.ts': 'rounding',
      'c.ts': 'other',
    });
    expect(ranked('Fix the problem of rounding', files)[0]).toBe('b.ts');
  });

  it('trusts what changes together the less the fewer commits there are', () => {
    const files = known({ 'a.ts': 'cart cart', 'b.ts': 'x', 'c.ts': 'y' });
    const scoreOfB = (times: number): number => {
      const past = Array.from({ length: times }, () => commit('more', 'a.ts', 'b.ts'));
      const all = rankFiles(tokens, { text: 'cart', files, past });
      return all.find(({ path }) => path === 'b.ts')?.score ?? 0;
    };
    expect(scoreOfB(1)).toBeLessThan(scoreOfB(80) - 0.1);
  });

  it('asks with the beginning of a long text, and still takes what its end names', () => {
    const long = `${'mail '.repeat(2_000)}\npeople people people`;
    expect(ranked(long, FILES)).toEqual(ranked('mail '.repeat(1_600), FILES));
    expect(ranked(`${long} src/index.ts`, FILES)[0]).toBe('src/index.ts');
  });

  it('has content and path alone to be measured against', () => {
    const plain = rankPlainly(tokens, { text: 'cart totals', files: FILES, past: [] });
    expect(plain.map(({ path }) => path).slice(0, 2)).toEqual(['src/cart.ts', 'src/price.ts']);
  });

  it('holds every file once, and is the same for files in any order', () => {
    const text = fc.stringMatching(/^(cart|price|mail|items?|of|send|src){0,8}$/);
    fc.assert(
      fc.property(text, fc.shuffledSubarray([...FILES]), (asked, files) => {
        const past = [commit('cart price', 'src/cart.ts', 'src/mail.ts')];
        const result = rankFiles(tokens, { text: asked, files, past });
        expect(result.map(({ path }) => path).toSorted()).toEqual(
          files.map(({ path }) => path).toSorted(),
        );
        expect(rankFiles(tokens, { text: asked, files: files.toReversed(), past })).toEqual(result);
      }),
    );
  });

  it('is the same from texts taken apart now as from those taken apart before', () => {
    const other = tokeniser();
    const fresh = rankFiles(other, {
      text: 'price of the cart',
      files: FILES.map((file) => ({ ...file, name: nameTerms(other, file.path) })),
      past: [],
    });
    expect(fresh).toEqual(rankFiles(tokens, { text: 'price of the cart', files: FILES, past: [] }));
  });
});
