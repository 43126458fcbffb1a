import { describe, expect, it } from '@jest/globals';
import { pathProblems } from '../../../src/core/govern/paths.ts';
import { changed, gateOf, gone, made, tree } from './changes.ts';

const there = tree(
  'src/a.ts',
  'docs/\u00E9.md',
  'link=120000',
  'vendor/lib=160000',
  'run.sh=100755',
);
const gate = (...changes: Parameters<typeof gateOf>[0]) => gateOf(changes, { tree: there });

describe('a path', () => {
  it.each([
    'a',
    'src/a.ts',
    '.env.example',
    'a b/c d.md',
    'app/[id]/page.tsx',
    'docs/é.md',
    '日本語.md',
    'данные/файл.md',
    'a..b',
    'console.ts',
    'auxiliary/x',
    'gitconfig',
    '.gitkeep',
    'x'.repeat(240),
  ])('is sound: %s', (path) => expect(pathProblems(path)).toEqual([]));

  it('is cut off where it is too long', () => {
    expect(pathProblems('x'.repeat(241))).toEqual(['is empty or longer than 240 characters']);
  });
});

describe('links and submodules', () => {
  it.each([
    ['a link', changed('link', 'a', 'b')],
    ['a submodule', changed('vendor/lib', 'a', 'b')],
    ['what lies behind a link', made('link/x')],
    ['what lies in a submodule', made('vendor/lib/deep/x')],
    ['a link that goes', gone('link')],
  ])('are refused: %s', (_, change) =>
    expect(gate(change)).toEqual([`policy path ${change.path}`]),
  );

  it('do not spread to what stands beside them', () => {
    expect(gate(made('vendor/other/x'), made('links/x'))).toEqual([]);
  });
});

describe('modes', () => {
  it('may not be executable for a new file', () => {
    expect(gate(made('x.sh', 'x', '100755'))).toEqual(['policy path x.sh']);
    expect(gate(gone('src/a.ts'), made('x.sh', 'x', '100755'))).toEqual(['policy path x.sh']);
  });

  it('go along when a file is renamed', () => {
    expect(gate(gone('run.sh', 'x', '100755'), made('go.sh', 'x', '100755'))).toEqual([]);
  });
});

describe('what a new path collides with', () => {
  it.each([
    ['another case', 'src/A.ts'],
    ['a folder of another case', 'SRC/b.ts'],
    ['full-width letters', 'src/\uFF41.ts'],
    ['a file under a file', 'src/a.ts/b'],
    ['a file in place of a folder', 'src'],
    ['a folder that is a twin of a file', 'RUN.sh/x'],
  ])('is refused: %s', (_, path) => expect(gate(made(path))).toEqual([`work path ${path}`]));

  it.each([
    ['twins', 'new/a.ts', 'new/A.ts'],
    ['twins of folders', 'lib/a.ts', 'LIB/b.ts'],
    ['a file and what lies under it', 'new', 'new/b.ts'],
  ])('is refused within one answer: %s', (_, one, two) =>
    expect(gate(made(one), made(two))).toEqual([`work path ${one}`, `work path ${two}`]),
  );

  it('is not what goes with the same answer', () => {
    expect(gate(gone('src/a.ts'), made('src/A.ts'))).toEqual([]);
    expect(gate(gone('src/a.ts'), made('src/a.ts/index.ts'))).toEqual([]);
  });

  it('is not what the tree has had before', () => {
    const both = tree('Src/a.ts', 'src/b.ts');
    expect(gateOf([made('src/c.ts')], { tree: both })).toEqual([]);
    expect(gateOf([changed('src/b.ts', 'a', 'b')], { tree: tree('src/B.ts', 'src/b.ts') })).toEqual(
      [],
    );
  });
});
