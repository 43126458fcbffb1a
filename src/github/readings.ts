import { LRUCache } from 'lru-cache';
import type { RepoName, Sha } from '../core/ids.ts';
import type { TreeEntry } from '../ports.ts';

/** What was read and is named by its content, so that it never has to be read again. */
export interface Readings {
  readonly trees: Shelf<readonly TreeEntry[]>;
  readonly texts: Shelf<{ readonly text: string | null }>;
}

export interface Shelf<V> {
  get(repo: RepoName, sha: Sha): V | undefined;
  set(repo: RepoName, sha: Sha, value: V): void;
}

/** Together some 150 MB at most, over all repositories of the process. */
const MAX_ENTRIES = 200_000;
const MAX_CHARS = 50_000_000;

/** One for a process: what is used least goes first, whoever it belongs to. */
export const readings = (): Readings => ({
  trees: shelf<readonly TreeEntry[]>(MAX_ENTRIES, (entries) => entries.length),
  texts: shelf<{ readonly text: string | null }>(MAX_CHARS, ({ text }) => text?.length ?? 0),
});

function shelf<V extends object>(maxSize: number, weigh: (value: V) => number): Shelf<V> {
  const cache = new LRUCache<string, V>({ maxSize, sizeCalculation: (value) => 1 + weigh(value) });
  // A repository never sees what another one holds, even where the content is the same.
  const key = ({ owner, name }: RepoName, sha: Sha): string => `${owner}/${name} ${sha}`;
  return {
    get: (repo, sha) => cache.get(key(repo, sha)),
    set: (repo, sha, value) => void cache.set(key(repo, sha), value),
  };
}
