import { describe, expect, it } from '@jest/globals';
import { foundIn, listed, mayBeLookedAt } from '../../../src/core/context/look.ts';

const entry = (path: string, more: object = {}) => ({
  ...{ path, mode: '100644', sha: '1'.repeat(40), size: 100 },
  ...more,
});

describe('what a Builder may look at', () => {
  it.each([
    ['a source', entry('src/a.ts'), true],
    ['a script', entry('run.sh', { mode: '100755' }), true],
    ['a secret', entry('.env'), false],
    ['a key', entry('certs/server.pem'), false],
    ['a picture', entry('a.png'), false],
    ['a lockfile', entry('package-lock.json'), false],
    ['a link', entry('a', { mode: '120000' }), false],
    ['a submodule', entry('a', { mode: '160000' }), false],
    ['what is too large', entry('a.csv', { size: 1_000_001 }), false],
  ])('%s: %o is %s', (_, one, may) => expect(mayBeLookedAt(one)).toBe(may));
});

describe('a folder', () => {
  const paths = ['src/b.ts', 'src/a.ts', 'srcs/c.ts', 'README.md'];
  it.each([
    ['src', ['src/a.ts', 'src/b.ts']],
    ['./src/', ['src/a.ts', 'src/b.ts']],
    ['/src', ['src/a.ts', 'src/b.ts']],
    ['', ['README.md', 'src/a.ts', 'src/b.ts', 'srcs/c.ts']],
    ['.', ['README.md', 'src/a.ts', 'src/b.ts', 'srcs/c.ts']],
    // No pattern: what a model writes is never compiled.
    ['src/*', []],
    ['(a+)+$', []],
  ])('%j is listed', (folder, expected) => expect(listed(paths, folder)).toEqual(expected));

  it('is listed up to an end', () => {
    const many = Array.from({ length: 140 }, (_, n) => `src/${n}.ts`);
    expect(listed(many, 'src')).toHaveLength(101);
    expect(listed(many, 'src').at(-1)).toBe('… and 40 more');
  });
});

describe('words', () => {
  const files = [
    { path: 'b.ts', text: 'const Total = 1;\n\n  return total;\n' },
    { path: 'a.ts', text: 'nothing here\n' },
    { path: '.a.ts', text: 'total\n'.repeat(9) },
  ];
  it('are found whatever their case, a few lines of each file', () => {
    expect(foundIn(files, ' TOTAL ')).toEqual([
      ...[1, 2, 3, 4, 5].map((n) => `.a.ts:${n}: total`),
      '.a.ts: … and 4 more lines',
      'b.ts:1: const Total = 1;',
      'b.ts:3: return total;',
    ]);
  });

  it('are no pattern, and nothing is not found everywhere', () => {
    expect(foundIn(files, 't.tal')).toEqual([]);
    expect(foundIn(files, ' ')).toEqual([]);
  });

  it('are found up to an end, in lines that have one', () => {
    const many = Array.from({ length: 200 }, (_, n) => ({
      ...{ path: `${n}.ts`, text: `x${'y'.repeat(999)}` },
    }));
    const lines = foundIn(many, 'x');
    expect(lines).toHaveLength(101);
    expect(lines[0]).toHaveLength('0.ts:1: '.length + 200);
  });
});
