import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeCommit } from './git/commit.ts';
import { commitsIn, commitsOf, linesOf, mergeBase } from './git/diff.ts';
import { changesOf } from './git/history.ts';
import { createRepository, type GitRepository } from './git/repository.ts';
import { changeTree, type TreeChange } from './git/tree.ts';

let folder: string;
let git: GitRepository;
/** A line of four, a branch off its second, and their merge. */
const shas: string[] = [];

async function commit(parents: readonly number[], files: Readonly<Record<string, string | null>>) {
  const changes: TreeChange[] = [];
  for (const [name, text] of Object.entries(files)) {
    const sha = text === null ? null : await git.objects.write('blob', Buffer.from(text));
    changes.push({ path: name, mode: '100644', sha });
  }
  const first = parents[0] === undefined ? undefined : await git.commit(shas[parents[0]] ?? '');
  const tree = await changeTree(git.objects, first?.tree ?? null, changes);
  if (tree === undefined) throw new Error('deletes what is not there');
  const at = new Date(1_700_000_000_000 + shas.length * 60_000).toISOString();
  const who = { name: 'Ada', email: 'ada@example.com', date: at };
  const bytes = encodeCommit({
    ...{ tree, author: who, committer: who, message: `${shas.length}\n`, signature: null },
    parents: parents.map((n) => shas[n] ?? ''),
  });
  shas.push(await git.objects.write('commit', bytes));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'autopack-history-'));
  git = await createRepository(path.join(folder, 'one.git'), 'main');
  await commit([], { 'a.txt': 'a', 'src/b.txt': 'b', 'src/deep/c.txt': 'c' });
  await commit([0], { 'src/b.txt': 'B', 'new/d.txt': 'd' });
  await commit([1], { 'a.txt': null, 'src/deep/c.txt': 'C' });
  await commit([2], { 'src/deep': 'a file now' });
  await commit([1], { 'a.txt': 'other' });
  await commit([3, 4], { 'e.txt': 'e' });
  await commit([], { 'orphan.txt': 'o' });
});

afterAll(async () => {
  await git.close();
  await rm(folder, { recursive: true, force: true });
});

describe('what the lab says of a history', () => {
  it('is what git says, for every two commits', async () => {
    for (const a of shas)
      for (const b of shas) {
        const range = [`${a}..${b}`];
        const said = linesOf(await git.run(['rev-list', '--reverse', '--topo-order', ...range]));
        expect(await commitsIn(git, a, b)).toEqual(said);
        const ancestor = await git.run(['merge-base', '--is-ancestor', a, b]);
        expect(await git.isAncestor(a, b)).toBe(ancestor.code === 0);
        const base = await git.run(['merge-base', '--all', a, b]);
        expect(await mergeBase(git, a, b)).toBe(base.code === 0 ? base.text : undefined);
      }
  });

  it.each(['a.txt', 'src', 'src/deep/c.txt', 'src/b.txt', 'none.txt', null])(
    'is what git says of the commits of %s',
    async (name) => {
      for (const sha of shas) {
        const said = await git.run(['rev-list', sha, ...(name === null ? [] : ['--', name])]);
        expect(await commitsOf(git, sha, name)).toEqual(linesOf(said));
      }
    },
  );

  it('is what git says of the files of each commit', async () => {
    const letters = { added: 'A', removed: 'D', modified: 'M' };
    for (const sha of shas) {
      const options = ['--root', '-r', '--no-commit-id', '--name-status', '--no-renames'];
      const said = await git.run(['diff-tree', ...options, sha]);
      const stored = await git.commit(sha);
      const changes = stored === undefined ? [] : await changesOf(git.objects, stored);
      const lines = changes.map((one) => `${letters[one.status]}\t${one.path}`);
      expect(lines).toEqual(linesOf(said).toSorted((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1)));
    }
    expect(shas).toHaveLength(7);
  });
});
