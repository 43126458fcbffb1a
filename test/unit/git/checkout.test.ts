import { afterEach, describe, expect, it } from '@jest/globals';
import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Checkout, openCheckout } from '../../../src/git/checkout.ts';
import { type AClone, aClone, exists, hostileConfig } from './a-clone.ts';

const PATH = process.env['PATH'] ?? '';
const LATIN = Uint8Array.from([0x63, 0x61, 0x66, 0xe9]);
const COMMITS = [
  { 'a.ts': 'one\n', 'b.ts': 'b\n', 'dir/[id] "x".md': 'odd\n' },
  { 'a.ts': 'two\r\n', 'logo.png': 'a\0b', 'latin.txt': LATIN, 'empty.txt': '' },
  { 'a.ts': 'three', 'b.ts': 'b again\n' },
];

const clones: AClone[] = [];
afterEach(async () => {
  for (const clone of clones.splice(0)) await clone.drop();
});

async function opened(): Promise<AClone & { readonly checkout: Checkout }> {
  const clone = await aClone(COMMITS);
  clones.push(clone);
  return { ...clone, checkout: await open(clone.dir) };
}

async function open(dir: string): Promise<Checkout> {
  const checkout = await openCheckout({ dir, path: PATH });
  if (checkout === null) throw new Error('no checkout');
  return checkout;
}

describe('contents of a checkout', () => {
  it('are the bytes that their names say, and null where these are no text', async () => {
    const { checkout, entries } = await opened();
    const asked = await entries();
    const texts = await checkout.texts(asked);
    expect(Object.fromEntries(asked.map(({ path: at, sha }) => [at, texts.get(sha)]))).toEqual({
      'a.ts': 'three',
      'b.ts': 'b again\n',
      'dir/[id] "x".md': undefined,
      '"dir/[id] \\"x\\".md"': 'odd\n',
      'logo.png': null,
      'latin.txt': null,
      'empty.txt': '',
    });
  });

  it('that are not there are left out', async () => {
    const { checkout, entries } = await opened();
    const [entry] = await entries('a.ts');
    const missing = { ...entry!, sha: 'a'.repeat(40) };
    expect([...(await checkout.texts([missing, entry!])).values()]).toEqual(['three']);
    expect(await checkout.texts([])).toEqual(new Map());
  });

  it('that are not what their name says are left out', async () => {
    const { checkout, entries, dir } = await opened();
    const [a, b] = await entries('a.ts', 'b.ts');
    const objectOf = (sha: string): string =>
      path.join(dir, '.git/objects', sha.slice(0, 2), sha.slice(2));
    await rm(objectOf(a!.sha));
    await rename(objectOf(b!.sha), objectOf(a!.sha));
    expect(await checkout.texts([{ ...a!, size: b!.size }])).toEqual(new Map());
  });

  it('that are larger than GitHub says are not read', async () => {
    const { checkout } = await opened();
    const big = await aClone([{ 'big.txt': 'x'.repeat(1_000) }]);
    clones.push(big);
    const [entry] = await big.entries('big.txt');
    expect((await (await open(big.dir)).texts([entry!])).size).toBe(1);
    expect(await (await open(big.dir)).texts([{ ...entry!, size: 1 }])).toEqual(new Map());
    expect(await checkout.texts([entry!])).toEqual(new Map());
  });

  it('are not what they were replaced by', async () => {
    const { checkout, entries, git } = await opened();
    const [a, b] = await entries('a.ts', 'b.ts');
    await git('replace', a!.sha, b!.sha);
    expect(await git('cat-file', 'blob', a!.sha)).toBe('b again');
    expect((await checkout.texts([a!])).get(a!.sha)).toBe('three');
  });
});

describe('a checkout that somebody could write into', () => {
  it('runs nothing, whatever its configuration, hooks and attributes say', async () => {
    const { checkout, entries, dir, head } = await opened();
    const trace = path.join(dir, 'was-here');
    const asked = [...(await entries()), { ...(await entries('a.ts'))[0]!, sha: 'b'.repeat(40) }];
    await appendFile(path.join(dir, '.git/config'), hostileConfig(trace));
    await writeFile(path.join(dir, '.gitattributes'), '* diff=evil filter=evil\n');
    await writeFile(path.join(dir, '.git/info/attributes'), '* diff=evil filter=evil\n');
    for (const hook of ['post-checkout', 'reference-transaction', 'fsmonitor-watchman'])
      await writeFile(path.join(dir, '.git/hooks', hook), `#!/bin/sh\ntouch ${trace}\n`, {
        mode: 0o755,
      });
    expect((await checkout.texts(asked)).size).toBe(asked.length - 1);
    expect(await checkout.past(head, ['a.ts'], { each: 10 })).toHaveLength(3);
    expect(await checkout.past('b'.repeat(40), ['a.ts'], { each: 10 })).toBeNull();
    expect(await exists(trace)).toBe(false);
  });

  it('has no configuration that git would read', async () => {
    const { checkout, entries, dir } = await opened();
    const asked = await entries('a.ts');
    await appendFile(path.join(dir, '.git/config'), '[core]\n  repositoryformatversion = 99\n');
    expect((await checkout.texts(asked)).size).toBe(1);
  });

  it('is not looked into where its objects are elsewhere', async () => {
    const { dir } = await opened();
    const at = (name: string) => openCheckout({ dir: path.join(dir, name), path: PATH });
    await mkdir(path.join(dir, 'linked'));
    await symlink(path.join(dir, '.git'), path.join(dir, 'linked/.git'));
    await mkdir(path.join(dir, 'half/.git'), { recursive: true });
    await symlink(path.join(dir, '.git/objects'), path.join(dir, 'half/.git/objects'));
    await mkdir(path.join(dir, 'file'));
    await writeFile(path.join(dir, 'file/.git'), `gitdir: ${dir}/.git\n`);
    for (const name of ['linked', 'half', 'file', 'none']) expect(await at(name)).toBeNull();
    expect(await openCheckout({ dir: '', path: PATH })).toBeNull();
  });

  it('is of no use without git', async () => {
    const { dir, entries, head } = await opened();
    const checkout = await openCheckout({ dir, path: '/nonexistent' });
    expect(await checkout?.texts(await entries())).toEqual(new Map());
    expect(await checkout?.past(head, ['a.ts'], { each: 10 })).toBeNull();
  });
});

describe('the past of files in a checkout', () => {
  it('is the last commits of each, newest first', async () => {
    const { checkout, head, git } = await opened();
    const ids = (await git('rev-list', 'HEAD')).split('\n');
    expect(await checkout.past(head, ['b.ts', 'a.ts', 'no.ts'], { each: 2 })).toEqual([
      { id: ids[0], message: 'change 2', paths: ['b.ts', 'a.ts'] },
      { id: ids[1], message: 'change 1', paths: ['a.ts'] },
      { id: ids[2], message: 'change 0', paths: ['b.ts'] },
    ]);
  });

  it('takes a path by its letters', async () => {
    const { checkout, head } = await opened();
    const past = (name: string) => checkout.past(head, [name], { each: 10 });
    expect(await past('dir/[id] "x".md')).toHaveLength(1);
    expect(await past('*.ts')).toEqual([]);
    expect(await past(':(top)a.ts')).toEqual([]);
    expect(await past('-a.ts')).toEqual([]);
  });

  it('is not known where the clone ends before', async () => {
    const { dir, git } = await opened();
    await git('clone', '-q', '--depth=1', `file://${dir}`, path.join(dir, 'shallow'));
    const shallow = await open(path.join(dir, 'shallow'));
    const head = await git('rev-parse', 'HEAD');
    expect(await shallow.past(head, ['a.ts'], { each: 10 })).toBeNull();
  });

  it('has no commit that is named by anything but its name', async () => {
    const { checkout } = await opened();
    for (const commit of ['HEAD', 'main', '--all', '--output=/tmp/x'])
      expect(await checkout.past(commit, ['a.ts'], { each: 10 })).toBeNull();
  });
});
