import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { rememberCommit, treeSha } from '../../../src/git/remember.ts';
import { readings } from '../../../src/github/readings.ts';
import type { TreeEntry } from '../../../src/ports.ts';
import { governed } from '../../contract/a-run.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'autopack-remember-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', dir, '-c', 'core.quotePath=false', ...args], {
    encoding: 'utf8',
  }).trim();

git('init', '-q');
/** The tree and its listing as git itself makes them. */
function commit(files: Readonly<Record<string, string | null>>): {
  tree: string;
  entries: TreeEntry[];
} {
  for (const [file, text] of Object.entries(files)) {
    const at = path.join(dir, file);
    mkdirSync(path.dirname(at), { recursive: true });
    if (text === null) rmSync(at);
    else writeFileSync(at, text);
  }
  git('add', '-A');
  const tree = git('write-tree');
  const rows = git('ls-tree', '-r', '-l', tree).split('\n');
  const entries = rows.map((row) => {
    const [meta = '', file = ''] = row.split('\t');
    const [mode = '', , sha = '', size = '0'] = meta.split(/ +/);
    return { path: file, mode, sha, size: Number(size) };
  });
  return { tree, entries };
}

// Names whose order differs between a folder and its files.
const first = commit({
  'a-b': '1\n',
  'a/b': '2\n',
  'a.c': '3\n',
  'a/ä/z.ts': 'x\n',
  'src/deep/down/here.ts': 'y\n',
  'README.md': '# R\n',
});
const repo = { owner: 'o', name: 'r' };
const [BEFORE, HEAD] = ['1'.repeat(40), '2'.repeat(40)];
const changes: readonly FileChange[] = [
  { op: 'update', path: 'a/b', mode: '100644', before: '2\n', after: 'two ä\n' },
  { op: 'create', path: 'a/new/file.ts', mode: '100644', after: 'new\n' },
  { op: 'delete', path: 'src/deep/down/here.ts', mode: '100644', before: 'y\n' },
];
const second = commit({
  'a/b': 'two ä\n',
  'a/new/file.ts': 'new\n',
  'src/deep/down/here.ts': null,
});

describe('the name of a tree', () => {
  it('is the one that git gives', () => {
    expect(treeSha(first.entries)).toBe(first.tree);
    expect(treeSha(second.entries)).toBe(second.tree);
  });
});

describe('a commit of our own', () => {
  const remembered = (tree: string) => {
    const known = readings();
    known.trees.set(repo, BEFORE, first.entries);
    rememberCommit(known, { repo, before: BEFORE, head: HEAD, tree, edits: governed(...changes) });
    return known;
  };

  it('is known without reading it, as GitHub would list it', () => {
    const known = remembered(second.tree);
    expect(known.trees.get(repo, HEAD)).toEqual(second.entries);
    const changed = second.entries.find((entry) => entry.path === 'a/b');
    expect(known.texts.get(repo, changed?.sha ?? '')).toEqual({ text: 'two ä\n' });
  });

  it('is read like any other where it comes to another tree than GitHub’s', () => {
    expect(remembered('3'.repeat(40)).trees.get(repo, HEAD)).toBeUndefined();
  });
});
