import { afterEach, describe, expect, it } from '@jest/globals';
import { type Checkout, openCheckout } from '../../../src/git/checkout.ts';
import { fromCheckout } from '../../../src/git/from-checkout.ts';
import type { Forge, TreeEntry } from '../../../src/ports.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGithub } from '../../support/fake-github.ts';
import { type AClone, aClone } from './a-clone.ts';

const FILES = { 'a.ts': 'a\n', 'b.ts': 'b\n', 'c.ts': 'c\n' };
const clones: AClone[] = [];
afterEach(async () => {
  for (const clone of clones.splice(0)) await clone.drop();
});

/** GitHub with these files and a checkout with those; what GitHub was asked for is noted. */
async function world(inCheckout: Readonly<Record<string, string>> | null): Promise<{
  readonly forge: Forge;
  readonly base: string;
  readonly asked: string[];
  readonly clone: AClone | null;
}> {
  const github = fakeGithub({ clock: fakeClock(), files: FILES });
  const asked: string[] = [];
  const noting: Forge = {
    ...github.forge,
    files: (commit, entries) => {
      asked.push(...entries.map(({ path }) => path));
      return github.forge.files(commit, entries);
    },
    fileHistory: (commit, paths) => {
      asked.push('history');
      return github.forge.fileHistory(commit, paths);
    },
  };
  const clone = inCheckout === null ? null : await aClone([inCheckout]);
  if (clone !== null) clones.push(clone);
  const checkout = async (): Promise<Checkout | null> =>
    clone === null ? null : openCheckout({ dir: clone.dir, path: process.env['PATH'] ?? '' });
  return { forge: fromCheckout(noting, checkout), base: github.base, asked, clone };
}

/** The fake names blobs in its own way; here they have git's names. */
const entry = (path: string, sha: string, mode = '100644'): TreeEntry => ({
  ...{ path, mode, sha, size: 2 },
});

describe('a forge with a checkout', () => {
  it('asks GitHub for what the checkout does not have, and for nothing else', async () => {
    const { forge, base, asked, clone } = await world({ 'a.ts': 'a\n', 'x.ts': 'x\n' });
    const tree = await forge.tree(base);
    const inClone = await clone!.entries('a.ts');
    const b = tree.find(({ path }) => path === 'b.ts')!;
    const read = await forge.files(base, [b, ...inClone]);
    expect(read.map(({ path, text }) => [path, text])).toEqual([
      ['b.ts', 'b\n'],
      ['a.ts', 'a\n'],
    ]);
    expect(asked).toEqual(['b.ts']);
    asked.length = 0;
    expect(await forge.files(base, inClone)).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it('tells two contents of one path apart', async () => {
    const { forge, base } = await world({ 'z.ts': 'z\n' });
    const [a, b] = await forge.tree(base);
    const twice = [a!, { ...a!, sha: b!.sha }];
    const read = await forge.files(base, twice);
    expect(read.map(({ sha }) => sha)).toEqual(twice.map(({ sha }) => sha));
    expect(read.map(({ text }) => text)).toEqual(['a\n', 'b\n']);
  });

  it('has no text of links and modules', async () => {
    const { forge, base, clone } = await world({ 'a.ts': 'a\n' });
    const [a] = await clone!.entries('a.ts');
    expect(await forge.files(base, [entry('link', a!.sha, '120000')])).toEqual([]);
    expect(await forge.files(base, [a!, entry('link', a!.sha, '120000')])).toHaveLength(1);
  });

  it('asks GitHub for what commits say that the checkout does not have', async () => {
    const { forge, base, asked, clone } = await world({ 'a.ts': 'a\n' });
    expect(await forge.fileHistory(clone!.head, ['a.ts'])).toEqual([
      { id: clone!.head, message: 'change 0', paths: ['a.ts'] },
    ]);
    expect(asked).toEqual([]);
    expect(await forge.fileHistory(base, ['a.ts'])).toHaveLength(1);
    expect(asked).toEqual(['history']);
  });

  it('is the forge alone where there is none', async () => {
    const { forge, base, asked } = await world(null);
    expect(await forge.files(base, await forge.tree(base))).toHaveLength(3);
    await forge.fileHistory(base, ['a.ts']);
    expect(asked).toEqual(['a.ts', 'b.ts', 'c.ts', 'history']);
  });
});
