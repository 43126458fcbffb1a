/**
 * How commits lie to each other, read from the objects themselves: a process of git's for each question is most of a
 * run's time in the lab. What is too long or too wide for a walk is left to git: these answer `undefined` then.
 */
import { readCommit, type StoredCommit } from './commit.ts';
import type { ObjectStore } from './objects.ts';
import { entryAt, readTree, type TreeEntry } from './tree.ts';

const MAX_WALK = 500;

export async function isAncestor(
  objects: ObjectStore,
  ancestor: string,
  of: string,
): Promise<boolean | undefined> {
  const seen = new Set([of]);
  for (const sha of seen) {
    if (sha === ancestor) return true;
    if (seen.size > MAX_WALK) return undefined;
    for (const parent of (await readCommit(objects, sha))?.parents ?? []) seen.add(parent);
  }
  return false;
}

/** A commit and those behind it, as long as each has one parent; the newest first. `until` is not among them. */
async function lineBehind(
  objects: ObjectStore,
  from: string,
  until: string | null,
): Promise<readonly StoredCommit[] | undefined> {
  const line: StoredCommit[] = [];
  for (let sha: string | undefined = from; sha !== undefined && sha !== until;) {
    const commit: StoredCommit | undefined = await readCommit(objects, sha);
    if (commit === undefined || commit.parents.length > 1 || line.length >= MAX_WALK)
      return undefined;
    line.push(commit);
    sha = commit.parents[0];
    if (sha === undefined && until !== null) return undefined;
  }
  return line;
}

/** What `to` has and `from` has not, the newest first. */
export async function commitsSince(
  objects: ObjectStore,
  from: string,
  to: string,
): Promise<readonly string[] | undefined> {
  if ((await isAncestor(objects, to, from)) === true) return [];
  return (await lineBehind(objects, to, from))?.map(({ sha }) => sha);
}

/** The commits that changed what is at a path, the newest first; no path: all of them. */
export async function historyOf(
  objects: ObjectStore,
  head: string,
  path: string | null,
): Promise<readonly string[] | undefined> {
  const line = await lineBehind(objects, head, null);
  if (line === undefined) return undefined;
  if (path === null) return line.map(({ sha }) => sha);
  const at: (string | undefined)[] = [];
  for (const { tree } of line) at.push(idOf(await entryAt(objects, tree, path)));
  return line.filter((_, index) => at[index] !== at[index + 1]).map(({ sha }) => sha);
}

const idOf = (entry: TreeEntry | undefined): string | undefined =>
  entry === undefined ? undefined : `${entry.mode} ${entry.sha}`;

export interface Change {
  readonly path: string;
  readonly status: 'added' | 'removed' | 'modified';
}

/** What a commit changed against its parent, by path; nothing for a merge, as `git diff-tree` has it. */
export async function changesOf(
  objects: ObjectStore,
  { tree, parents }: StoredCommit,
): Promise<readonly Change[]> {
  if (parents.length > 1) return [];
  const parent = parents[0] === undefined ? undefined : await readCommit(objects, parents[0]);
  const changes = await between(objects, parent?.tree, tree, '');
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function between(
  objects: ObjectStore,
  before: string | undefined,
  after: string | undefined,
  folder: string,
): Promise<readonly Change[]> {
  if (before === after) return [];
  const [old, now] = await Promise.all([entries(objects, before), entries(objects, after)]);
  const changes: Change[] = [];
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name), now.get(name)];
    if (idOf(was) === idOf(is)) continue;
    const path = folder + name;
    changes.push(...(await between(objects, treeOf(was), treeOf(is), `${path}/`)));
    const [had, has] = [isFile(was), isFile(is)];
    if (had || has)
      changes.push({ path, status: had && has ? 'modified' : had ? 'removed' : 'added' });
  }
  return changes;
}

const isFile = (entry: TreeEntry | undefined): boolean =>
  entry !== undefined && entry.mode !== '040000';
const treeOf = (entry: TreeEntry | undefined): string | undefined =>
  entry === undefined || isFile(entry) ? undefined : entry.sha;

async function entries(
  objects: ObjectStore,
  tree: string | undefined,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const listed = tree === undefined ? [] : ((await readTree(objects, tree)) ?? []);
  return new Map(listed.map((entry) => [entry.name, entry]));
}
