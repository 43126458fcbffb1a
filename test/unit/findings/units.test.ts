import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { siteAt, unitsIn } from '../../../src/core/findings/site.ts';
import { cpuNow } from '../../support/cpu.ts';

const texts = (source: string, path = 'a.ts'): readonly string[] =>
  unitsIn(path, source).flatMap(({ text }) => (text === '' ? [] : [text]));
const symbolOf = (source: string, line: number, path = 'a.ts'): string | null | undefined =>
  siteAt(path, source, line)?.symbol;

describe('code is the same in every layout', () => {
  it.each([
    ['quotes and semicolons', `const a = "x";\nf('y');\n`, `const a = 'x'\nf("y")\n`],
    ['a call over several lines', 'f(a, b, { c: 1 });', 'f(\n  a,\n  b,\n  { c: 1 },\n)\n'],
    ['a chain', 'a.b().c().d();', 'a\n  .b()\n  .c()\n  .d()\n'],
    ['a condition without braces', 'if (a) return;\nb();', 'if (a)\n  return\nb()'],
    ['brackets around one parameter', 'const f = (x) => x + 1;', 'const f = x =>\n  x + 1'],
    [
      'brackets around what is returned',
      'function f() { return a && b; }',
      'function f() {\n  return (\n    a &&\n    b\n  )\n}',
    ],
    ['keys in quotes', `g({ 'a': 1, b: 2 });`, `g({ a: 1, b: 2 })`],
    ['indentation', 'class A {\n  f() {\n    g();\n  }\n}', 'class A {\n\tf() {\n\t\tg()\n\t}\n}'],
  ])('%s', (_, one, other) => {
    expect(texts(one)).toEqual(texts(other));
  });

  it.each([
    ['an operator', 'if (a < b) c();', 'if (a <= b) c();'],
    ['brackets that mean something', 'x = (a + b) * c;', 'x = a + (b * c);'],
    ['a string', `f('a b');`, `f('ab');`],
    ['the order', 'a();\nb();', 'b();\na();'],
  ])('and another with %s', (_, one, other) => {
    expect(texts(one)).not.toEqual(texts(other));
  });
});

describe('code stands in what has a name', () => {
  it.each([
    ['function f(a) {\n  g();\n}', 'f'],
    ['class A {\n  g();\n}', 'A'],
    ['class A extends B { f() {\n g();\n} }', 'A.f'],
    ['const f = async (a) => {\n  g();\n};', 'f'],
    ['exports.f = function () {\n  g();\n};', 'f'],
    ["it('adds', () => {\n  g();\n});", 'it:adds'],
    ['function f() { if (a) {\n  g();\n} }', 'f'],
    ['list.map((x) => {\n  g();\n});', null],
    ['export const a = 1,\n  b = 2;', null],
  ])('%j', (source, symbol) => {
    expect(symbolOf(source, 2)).toBe(symbol);
  });

  it('in other languages as well', () => {
    expect(symbolOf('class A:\n    def f(self):\n        g()\n', 3, 'a.py')).toBe('A.f');
    expect(symbolOf('# Top\n\n## Use\n\nRun it.\n', 5, 'a.md')).toBe('Top.Use');
    expect(symbolOf('func (s *S) Add(a int) int {\n  return a\n}\n', 2, 'a.go')).toBe('Add');
    expect(
      symbolOf('public class A {\n  public int f(int a) {\n    return a;\n  }\n}', 3, 'A.java'),
    ).toBe('A.f');
  });
});

describe('a line', () => {
  it('inside of a text over several lines stands in it', () => {
    expect(siteAt('a.js', 'f(`one\ntwo words\nthree`);', 2)?.text).toContain('two words');
  });
  it('with nothing but brackets stands nowhere', () => {
    expect(siteAt('a.js', 'f(() => {\n  g();\n});', 3)).toBeNull();
    expect(siteAt('a.js', 'f();', 99)).toBeNull();
  });
  it('of a comment is told by its words', () => {
    expect(siteAt('a.js', '/**\n * Never null.\n */\nf();', 2)?.text).toBe('// Never null.');
  });
  it('is found in any text at all, in time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(() => unitsIn('a.ts', text)).not.toThrow();
        expect(() => siteAt('a.py', text, 1)).not.toThrow();
      }),
    );
    const started = cpuNow();
    for (const piece of ['"', '/', '`', '/*', '{', '(', '\\', '[', '<'])
      unitsIn('a.ts', piece.repeat(20_000));
    expect(cpuNow() - started).toBeLessThan(5_000);
  });
});
