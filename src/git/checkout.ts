import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { joinPasts, type PastChange, type PastCommit } from '../core/context/past.ts';
import { Sha } from '../core/ids.ts';
import type { TreeEntry } from '../ports.ts';
import { type Clone, type Git, withGit } from './plumbing.ts';

/** A clone of the repository that a workflow has made, as far as it can be believed. */
export interface Checkout {
  /** Contents by their names: null is no text. What is not there, or is not what its name says, is left out. */
  texts(entries: readonly TreeEntry[]): Promise<ReadonlyMap<Sha, string | null>>;
  /** The last commits up to a commit that changed each of these files; null: it does not know all of them. */
  past(
    commit: Sha,
    paths: readonly string[],
    limits: { readonly each: number },
  ): Promise<readonly PastCommit[] | null>;
}

/** Null: there is no clone, or one that keeps its objects elsewhere. */
export async function openCheckout({
  dir,
  path: programs,
}: {
  readonly dir: string;
  readonly path: string;
}): Promise<Checkout | null> {
  if (!path.isAbsolute(dir)) return null;
  const objects = path.join(dir, '.git', 'objects');
  // A link or a file in their place says where else to read.
  if (!(await isFolder(path.dirname(objects))) || !(await isFolder(objects))) return null;
  const clone = { objects, path: programs };
  return {
    texts: (entries) => texts(clone, entries),
    past: async (commit, paths, { each }) => {
      if (!Sha.safeParse(commit).success) return null;
      const answers = await withGit(clone, (git) => pastsOf(git, { commit, paths, each }));
      return answers === null ? null : joinPasts(paths, answers);
    },
  };
}

const isFolder = (name: string): Promise<boolean> =>
  lstat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** The line before each content, and what it ends with. */
const AROUND = 100;

async function texts(
  clone: Clone,
  entries: readonly TreeEntry[],
): Promise<ReadonlyMap<Sha, string | null>> {
  const sizes = new Map(entries.map(({ sha, size }) => [sha, size]));
  const wanted = [...sizes.keys()].filter((sha) => Sha.safeParse(sha).success);
  if (wanted.length === 0) return new Map();
  const maxBytes = wanted.reduce((sum, sha) => sum + (sizes.get(sha) ?? 0) + AROUND, 0);
  const input = wanted.map((sha) => `${sha}\n`).join('');
  const printed = await withGit(clone, (git) =>
    git(['cat-file', '--batch', '--buffer'], { input, maxBytes }),
  );
  return printed === null ? new Map() : contentsIn(printed);
}

/** `<name> <type> <size>` and so many bytes, or `<name> missing`; each is believed if it has the name that it is given. */
function contentsIn(printed: Buffer): ReadonlyMap<Sha, string | null> {
  const found = new Map<Sha, string | null>();
  for (let at = 0; at < printed.length;) {
    const end = printed.indexOf('\n', at);
    if (end < 0) break;
    const [, name = '', size = ''] =
      /^([0-9a-f]{40}) \w+ (\d+)$/.exec(printed.toString('latin1', at, end)) ?? [];
    at = end + 1;
    if (name === '') continue;
    const bytes = printed.subarray(at, at + Number(size));
    at += Number(size) + 1;
    if (blobSha(bytes) === name) found.set(name, textOf(bytes));
  }
  return found;
}

/** Null: it cannot be written back as it is. */
function textOf(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  return bytes.includes(0) || !Buffer.from(text).equals(bytes) ? null : text;
}

const blobSha = (bytes: Buffer): Sha =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

interface Asked {
  readonly commit: Sha;
  readonly paths: readonly string[];
  readonly each: number;
}

const MAX_LOG_BYTES = 5_000_000;
/** All of them together: GitHub answers in less. */
const MAX_MS = 15_000;
const AT_ONCE = 4;

/** By path; null where one of them is not known as far back as was asked: a shallow clone ends somewhere. */
async function pastsOf(
  git: Git,
  { commit, paths, each }: Asked,
): Promise<readonly (readonly PastChange[])[] | null> {
  const pasts: (readonly PastChange[])[] = [];
  const until = performance.now() + MAX_MS;
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    if (performance.now() > until) return null;
    const logs = await Promise.all(
      paths
        .slice(at, at + AT_ONCE)
        .map((name) =>
          git(
            [
              ...[
                'log',
                '-z',
                `-n${each}`,
                '--no-notes',
                '--encoding=UTF-8',
                '--no-show-signature',
              ],
              ...['--format=%H%n%ct%n%B', commit, '--', name],
            ],
            { maxBytes: MAX_LOG_BYTES },
          ),
        ),
    );
    for (const log of logs) {
      if (log === null) return null;
      pasts.push(changesIn(log.toString('utf8')));
    }
  }
  return pasts;
}

const changesIn = (log: string): readonly PastChange[] =>
  log.split('\0').flatMap((record) => {
    const [, id, seconds, message = ''] = /^([0-9a-f]{40})\n(\d+)\n([^]*)$/.exec(record) ?? [];
    return id === undefined ? [] : [{ id, at: Number(seconds) * 1_000, message: message.trim() }];
  });
