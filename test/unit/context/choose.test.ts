import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseFiles } from '../../../src/core/context/choose.ts';
import type { PhaseStrategy } from '../../../src/core/strategy/strategy.ts';
import type { TreeEntry } from '../../../src/ports.ts';
import { aPhase, entry } from '../agents/a-phase.ts';

const bare = (more: Partial<PhaseStrategy> = {}): PhaseStrategy =>
  aPhase({
    ...{ name: 'x', description: '', scope: [], deliverables: [], readOnlyContext: [] },
    ...{ acceptance: [], ...more },
  });
const choose = (phase: PhaseStrategy, tree: readonly TreeEntry[], tokenBudget = 100_000) =>
  chooseFiles({ phase, tree, tokenBudget });
const served = (...args: Parameters<typeof choose>): readonly string[] => {
  const choice = choose(...args);
  return choice.is === 'all' ? choice.serve.map(({ path }) => path) : [];
};
const read = (...args: Parameters<typeof choose>): readonly string[] => {
  const choice = choose(...args);
  return choice.is === 'some' ? choice.read.map(({ entry }) => entry.path) : [];
};
const entries = (...paths: string[]): readonly TreeEntry[] => paths.map((path) => entry(path));

describe('the files that a Builder is shown', () => {
  it('are those of the phase, in the order in which it needs them', () => {
    const tree = entries(
      'README.md',
      'docs/names.md',
      'lib/far.ts',
      'package.json',
      'src/greeting.ts',
      'src/other.ts',
      'src/text/trim.ts',
      'test/greeting.test.ts',
    );
    expect(served(aPhase({ description: 'Use `trim`.', scope: ['src/**'] }), tree)).toEqual([
      'src/greeting.ts',
      'src/text/trim.ts',
      'src/other.ts',
      'docs/names.md',
      'test/greeting.test.ts',
      'README.md',
      'package.json',
    ]);
  });

  it.each([
    ['its path', 'In lib/deep/near.ts, do it.'],
    ['its path at the end of a sentence', 'Look at ./lib/deep/near.ts.'],
    ['its path in brackets', '(lib/deep/near.ts)'],
    ['its name', 'The bug is in near.ts'],
    ['its module, quoted', 'Call `near` first.'],
  ])('hold one that the text names by %s', (_, description) => {
    const tree = entries('lib/deep/near.ts', 'lib/other.ts');
    expect(served(bare({ description, scope: ['src/**'] }), tree)).toEqual(['lib/deep/near.ts']);
  });

  it('hold one whose path is no plain word', () => {
    const tree = entries('app/[id]/page (1).tsx', 'app/x.tsx');
    const phase = bare({ description: 'app/[id]/page (1).tsx is wrong', scope: ['src/**'] });
    expect(served(phase, tree)).toEqual(['app/[id]/page (1).tsx']);
  });

  it('do not hold one whose name only stands inside of another', () => {
    const tree = entries('a.ts', 'data.ts');
    expect(served(bare({ description: 'See data.ts', scope: ['src/**'] }), tree)).toEqual([
      'data.ts',
    ]);
  });

  it('do not hold all that share a name', () => {
    const tree = ['a', 'b', 'c', 'd'].map((folder) => entry(`${folder}/index.ts`));
    expect(served(bare({ description: 'export it in index.ts', scope: ['x'] }), tree)).toEqual([]);
  });

  it('are all of a small repository where the phase names no paths, without its lockfile', () => {
    const tree = [
      ...Array.from({ length: 60 }, (_, n) => entry(`src/file${n}.ts`)),
      entry('src/shopping-cart.ts', 5_000),
      entry('package-lock.json'),
    ];
    const paths = served(bare({ description: 'The shopping cart is empty.' }), tree);
    expect(paths[0]).toBe('src/shopping-cart.ts');
    expect(paths).toHaveLength(61);
    expect(paths).not.toContain('package-lock.json');
  });

  it.each([
    '.env',
    '.env.local',
    'config/prod.env',
    'certs/server.pem',
    'certs/server.KEY',
    '.npmrc',
    'home/id_ed25519',
    'infra/terraform.tfstate',
    'config/credentials.json',
  ])('never hold %s, even where the phase asks for it', (path) => {
    const phase = bare({ description: path, scope: ['**'], deliverables: [path] });
    expect(choose(phase, entries(path))).toEqual({ is: 'all', serve: [], omitted: [] });
  });

  it('hold no images, links, submodules or folders', () => {
    const tree = [entry('a.png'), entry('link.ts', 9, '120000'), entry('sub', 0, '160000')];
    expect(served(bare({ scope: ['**'] }), tree)).toEqual([]);
  });

  it('hold a lockfile only where it is named', () => {
    const tree = entries('package-lock.json');
    expect(served(bare({ scope: ['**'] }), tree)).toEqual([]);
    expect(served(bare({ scope: ['package-lock.json'] }), tree)).toEqual(['package-lock.json']);
  });

  it('are all that fit into a read, and what is too large is said', () => {
    const tree = [
      entry('src/greeting.ts', 1_000_001),
      entry('src/large.ts', 2_500),
      entry('src/small.ts', 500),
    ];
    expect(choose(aPhase(), tree, 1_000)).toEqual({
      is: 'all',
      serve: [tree[2], tree[1]],
      omitted: ['src/greeting.ts'],
    });
    expect(choose(aPhase(), tree, 999)).toMatchObject({
      is: 'some',
      read: [{ entry: tree[2] }, { entry: tree[1] }],
      unread: ['src/greeting.ts'],
    });
  });

  it('are looked for outside of the scope as well where they do not all fit', () => {
    const tree = entries('lib/far.ts', 'src/a.ts', 'src/b.ts', 'package-lock.json');
    const phase = bare({ scope: ['src/**'] });
    expect(served(phase, tree, 100)).toEqual(['src/a.ts', 'src/b.ts']);
    expect(read(phase, tree, 50)).toEqual(['src/a.ts', 'src/b.ts', 'lib/far.ts']);
  });

  it('take no more than a thousand files and eight megabytes to be found, the nearest first', () => {
    const many = Array.from({ length: 1_500 }, (_, n) => entry(`src/f${n}.ts`, 1_000));
    const phase = bare({ scope: ['src/**'], description: 'the shopping cart' });
    const paths = read(phase, [...many, entry('src/shopping-cart.ts', 9_000)], 100_000);
    expect(paths).toHaveLength(1_000);
    expect(paths[0]).toBe('src/shopping-cart.ts');
    const large = Array.from({ length: 100 }, (_, n) => entry(`src/f${n}.ts`, 150_000));
    const choice = choose(phase, large, 100_000);
    expect(choice).toMatchObject({ is: 'some' });
    expect(read(phase, large, 100_000)).toHaveLength(53);
    expect(choice.is === 'some' && choice.unread).toHaveLength(47);
  });

  it('are the same for the same tree in any order', () => {
    const anEntry = fc.record({
      path: fc.stringMatching(/^(src|test|docs)\/[a-z]{1,6}\.(ts|md|pem)$/),
      size: fc.nat(300_000),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(anEntry, { selector: ({ path }) => path }),
        fc.nat(50_000),
        (list, budget) => {
          const tree = list.map(({ path, size }) => entry(path, size));
          const choice = choose(aPhase(), tree, budget);
          expect(choose(aPhase(), tree.toReversed(), budget)).toEqual(choice);
        },
      ),
    );
  });
});
