/** What every forge knows of the past of files, on whatever GitHub. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { codeBranch } from '../../src/core/names.ts';
import type { Sha } from '../../src/core/ids.ts';
import { firstEntry } from './a-run.ts';
import type { ContractWorld } from './world.ts';

export function fileHistorySuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  const heads: Sha[] = [];
  beforeAll(async () => {
    world = await open();
    const runId = `${await world.openIssue('Build it', 'A plan')}-1`;
    await world.ledger.create(runId, world.base, firstEntry(runId, world));
    const branch = codeBranch(runId);
    heads.push(await world.push(branch, { 'src/b.ts': 'b\n', 'src/c.ts': 'c\n' }));
    // Commits have whole seconds: within one, nobody knows which came first.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    heads.push(await world.push(branch, { 'src/c.ts': 'c again\n' }));
    heads.push(await world.push(branch, { 'docs/[id] "x".md': 'odd\n' }));
    for (let n = 0; n < 11; n += 1)
      heads.push(await world.push(branch, { 'src/often.ts': `${n}\n` }));
  }, 60_000);
  afterAll(() => world.close());

  const tip = (): Sha => heads.at(-1) ?? '';
  const past = async (commit: Sha, ...paths: readonly string[]) =>
    (await world.forge.fileHistory(commit, paths)).map(({ id, paths: changed }) => [id, changed]);

  it('names the commits of the files, newest first, and those that they share once', async () => {
    expect(await past(tip(), 'src/b.ts', 'src/c.ts')).toEqual([
      [heads[1], ['src/c.ts']],
      [heads[0], ['src/b.ts', 'src/c.ts']],
    ]);
    const [commit] = await world.forge.fileHistory(tip(), ['docs/[id] "x".md']);
    expect(commit).toEqual({
      id: heads[2],
      message: expect.stringContaining('by hand'),
      paths: ['docs/[id] "x".md'],
    });
  });

  it('is asked for as many files as there may be, and for no more', async () => {
    const others = Array.from({ length: 98 }, (_, n) => `no/such${n}.ts`);
    const commits = await past(tip(), 'src/b.ts', ...others, 'src/c.ts', 'src/often.ts');
    expect(commits).toEqual([
      [heads[1], ['src/c.ts']],
      [heads[0], ['src/b.ts', 'src/c.ts']],
    ]);
  });

  it('knows nothing that came after the commit', async () => {
    expect(await past(heads[0] ?? '', 'src/c.ts', 'src/often.ts')).toEqual([
      [heads[0], ['src/c.ts']],
    ]);
  });

  it('has the last ten of a file, newest first, and none of what is not there', async () => {
    const commits = await past(tip(), 'src/often.ts', 'no/such.ts');
    expect(commits.map(([id]) => id)).toEqual(heads.slice(-10).toReversed());
    expect(await past(tip())).toEqual([]);
  });
}
