/** Repositories as people would have made them: a real first commit, pushed by the owner. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { encodeCommit, type Commit } from './git/commit.ts';
import type { ObjectStore } from './git/objects.ts';
import { changeTree, type TreeChange } from './git/tree.ts';
import type { UserRow } from './internals.ts';
import { noreply } from './people.ts';

export interface SeedFile {
  readonly path: string;
  readonly content: string | Buffer;
  readonly executable?: boolean;
}

export interface RepoSeed {
  /** Created as a person when there is no such account. Left out: the lab's owner. */
  readonly owner?: string;
  readonly name: string;
  /** Path to content, or a list where a file has to be executable. */
  readonly files?: Readonly<Record<string, string | Buffer>> | readonly SeedFile[];
  /** Every file below this directory, without `.git` and `node_modules`; `files` go on top. */
  readonly directory?: string;
  readonly defaultBranch?: string;
  readonly private?: boolean;
  readonly message?: string;
}

const AT_ONCE = 64;
const SKIPPED: readonly string[] = ['.git', 'node_modules'];

export async function filesOf(seed: RepoSeed): Promise<readonly SeedFile[]> {
  const given = seed.files ?? {};
  const listed: readonly SeedFile[] = Array.isArray(given)
    ? (given as readonly SeedFile[])
    : Object.entries(given as Readonly<Record<string, string | Buffer>>).map(([file, content]) => ({
        path: file,
        content,
      }));
  const read = seed.directory === undefined ? [] : await readDirectory(seed.directory, '');
  const over = new Set(listed.map((file) => file.path));
  return [...read.filter((file) => !over.has(file.path)), ...listed];
}

async function readDirectory(root: string, below: string): Promise<SeedFile[]> {
  const files: SeedFile[] = [];
  for (const entry of await readdir(path.join(root, below), { withFileTypes: true })) {
    if (SKIPPED.includes(entry.name)) continue;
    const inside = path.posix.join(below, entry.name);
    const full = path.join(root, inside);
    if (entry.isDirectory()) files.push(...(await readDirectory(root, inside)));
    else if (entry.isFile())
      files.push({
        path: inside,
        content: await readFile(full),
        executable: ((await stat(full)).mode & 0o100) !== 0,
      });
  }
  return files;
}

export async function writeFirstCommit(
  objects: ObjectStore,
  files: readonly SeedFile[],
  by: { readonly owner: UserRow; readonly date: string; readonly message: string },
): Promise<string> {
  const changes: TreeChange[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE).map(async (file): Promise<TreeChange> => {
      const sha = await objects.write('blob', Buffer.from(file.content));
      return { path: file.path, mode: file.executable === true ? '100755' : '100644', sha };
    });
    changes.push(...(await Promise.all(some)));
  }
  const tree = await changeTree(objects, null, changes);
  if (tree === undefined) throw new Error('lab: the seed deletes a file');
  const who = { name: by.owner.login, email: noreply(by.owner), date: by.date };
  const commit: Commit = {
    tree,
    parents: [],
    author: who,
    committer: who,
    message: by.message,
    signature: null,
  };
  return objects.write('commit', encodeCommit(commit));
}
