/** What another repository’s files look like, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fakeWorld } from './fake-world.ts';
import { labWorld } from './lab-world.ts';
import type { ContractWorld } from './world.ts';

const TEXT = '\uFEFFexport const b = "ß";\r\nno end';

describe.each<readonly [string, () => Promise<ContractWorld>]>([
  ['the fake', fakeWorld],
  ['the lab', labWorld],
])('sources on %s', (_, open) => {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());

  it('are texts at a commit, byte by byte, whatever the branch has become', async () => {
    const commit = await world.push('main', { 'src/b.ts': TEXT });
    await world.push('main', { 'src/b.ts': 'changed\n' });
    const found = await world.forge.sources(world.repo, commit, ['src/b.ts', 'src/a.ts']);
    expect(found).toEqual(
      new Map([
        ['src/b.ts', TEXT],
        ['src/a.ts', 'export const a = 1;\n'],
      ]),
    );
  });

  it('leave out what is no file there', async () => {
    const { repo, base, forge } = world;
    expect(await forge.sources(repo, base, ['none.ts', 'src', 'README.md'])).toEqual(
      new Map([['README.md', 'hello\n']]),
    );
  });

  it('are none of a commit that is not there, and cannot be read of a repository that is not', async () => {
    const { repo, base, forge } = world;
    expect(await forge.sources(repo, 'f'.repeat(40), ['README.md'])).toEqual(new Map());
    expect(await forge.sources({ owner: 'no', name: 'body' }, base, ['README.md'])).toBeNull();
  });
});
