import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { globMatcher } from '../../../src/core/govern/glob.ts';

const match = (glob: string, path: string): boolean => globMatcher(glob)(path);

describe('a glob', () => {
  it.each([
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/b/a.ts', false],
    ['src/*', 'src/.env', true],
    ['src/**', 'src/a/b/c.ts', true],
    ['src/**', 'srcs/a.ts', false],
    ['**', 'a/b', true],
    ['**/x.ts', 'x.ts', true],
    ['**/x.ts', 'a/b/x.ts', true],
    ['**/x.ts', 'ax.ts', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['*.{ts,tsx}', 'a.tsx', true],
    ['*.{ts,tsx}', 'a.js', false],
    ['{src/{a,b}/**,x}', 'src/b/q/z', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[!a]b', '/b', false],
    ['{a}', '{a}', true],
    ['a{b', 'a{b', true],
    ['a[b', 'a[b', true],
    // What regular expressions would read as something else.
    ['app/(shop)/page.tsx', 'app/(shop)/page.tsx', true],
    ['app/(shop)/page.tsx', 'app/shop/page.tsx', false],
    ['a.b', 'axb', false],
    ['(a|b)+', 'a', false],
    ['a+', 'aa', false],
    ['$^', '$^', true],
  ])('%s and %s: %s', (glob, path, isSo) => {
    expect(match(glob, path)).toBe(isSo);
  });

  it('is what picomatch says, for all that both know', () => {
    const word = fc.constantFrom('a', 'b', 'ab', '.a', 'c-d');
    const bit = fc.oneof(word, fc.constantFrom('*', '?', '[ab]', '[^a]', '{a,b}', '{ab,c*}'));
    const name = fc.array(bit, { minLength: 1, maxLength: 3 }).map((bits) => bits.join(''));
    const folder = fc.oneof(
      { weight: 3, arbitrary: name },
      { weight: 1, arbitrary: fc.constant('**') },
    );
    const glob = fc.array(folder, { minLength: 1, maxLength: 4 }).map((all) => all.join('/'));
    const path = fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(glob, path, (pattern, names) => {
        // What `a**` and `**/**` mean, picomatch tells in more than one way.
        fc.pre(!/[^/]\*\*|\*\*[^/]|\*\*\/\*\*/.test(pattern));
        // Nor whether `*/**` has `a` in it, as `a/**` has.
        fc.pre(!pattern.endsWith('/**'));
        const text = names.map((all) => all.join('')).join('/');
        const theirs = picomatch.isMatch(text, pattern, { dot: true, nonegate: true });
        expect({ pattern, text, isMatch: match(pattern, text) }).toEqual({
          pattern,
          text,
          isMatch: theirs,
        });
      }),
      { numRuns: 4_000 },
    );
  });

  it('takes no longer for what makes regular expressions run for ever', () => {
    const evil = [
      '([a-z]+)+#',
      '*?'.repeat(100) + '#',
      '*a'.repeat(120) + '#',
      '**/'.repeat(90) + 'x',
    ];
    const deep = [
      '{'.repeat(140) + 'a,b' + '}'.repeat(140),
      '{*a,*b}'.repeat(40) + '#',
      '{[},'.repeat(70),
    ];
    const started = Date.now();
    for (const glob of [...evil, ...deep]) expect(match(glob, 'a'.repeat(300))).toBe(false);
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
