/** Commits and refs in memory: content has git's own blob names, refs move by compare-and-swap only. */
import { createHash } from 'node:crypto';
import { ConflictError } from '../../src/core/errors.ts';
import { NO_OBJECT, type Actor, type Sha } from '../../src/core/ids.ts';

interface FakeFile {
  readonly text: string;
  readonly mode: string;
  readonly sha: Sha;
}
export type FakeTree = ReadonlyMap<string, FakeFile>;

export interface FakeCommit {
  readonly sha: Sha;
  readonly tree: Sha;
  readonly files: FakeTree;
  readonly parents: readonly Sha[];
  readonly author: Actor;
  readonly message: string;
  /** By GitHub, as it does for what an App makes through the API. */
  readonly signed: boolean;
}

export interface FakeMove {
  readonly branch: string;
  /** NO_OBJECT: the branch must not exist. */
  readonly before: Sha;
  readonly after: Sha;
}

/** Text to write, or null to delete; a file that is there keeps its mode unless one is named. */
export type FakeChanges = Iterable<
  readonly [path: string, change: null | string | { readonly text: string; readonly mode: string }]
>;

export interface FakeGit {
  /** Branch name to its tip. */
  readonly branches: Map<string, Sha>;
  commit(made: Omit<FakeCommit, 'sha' | 'tree'>): FakeCommit;
  at(sha: Sha): FakeCommit;
  has(sha: Sha): boolean;
  /** A text by its own name, whichever commit holds it. */
  blob(sha: Sha): string | undefined;
  /** The commits that changed a file, seen from one of them, newest first. */
  history(from: Sha, path: string): readonly FakeCommit[];
  /** Which one was made in what order. */
  numberOf(sha: Sha): number;
  /** All moves or none. */
  move(moves: readonly FakeMove[]): void;
  isAncestor(older: Sha, newer: Sha): boolean;
  /** Commits that `newer` has and `older` has not, oldest first. */
  between(older: Sha, newer: Sha): readonly FakeCommit[];
}

const sha1 = (text: string): Sha => createHash('sha1').update(text).digest('hex');
const blobSha = (text: string): Sha => sha1(`blob ${Buffer.byteLength(text)}\0${text}`);

export function changeFiles(tree: FakeTree, changes: FakeChanges): FakeTree {
  const files = new Map(tree);
  for (const [path, change] of changes) {
    if (change === null) {
      if (!files.delete(path)) throw new Error(`fake git: ${path} is not there to delete`);
      continue;
    }
    const text = typeof change === 'string' ? change : change.text;
    const mode = typeof change === 'string' ? (files.get(path)?.mode ?? '100644') : change.mode;
    files.set(path, { text, mode, sha: blobSha(text) });
  }
  return files;
}

const treeSha = (files: FakeTree): Sha =>
  sha1(
    [...files]
      .map(([path, { mode, sha }]) => `${mode} ${path} ${sha}`)
      .sort()
      .join('\n'),
  );

export function fakeGit(): FakeGit {
  const commits = new Map<Sha, FakeCommit>();
  const numbers = new Map<Sha, number>();
  const branches = new Map<string, Sha>();
  const blobs = new Map<Sha, string>();

  const at = (sha: Sha): FakeCommit => {
    const commit = commits.get(sha);
    if (commit === undefined) throw new Error(`fake git: no commit ${sha}`);
    return commit;
  };
  const numberOf = (sha: Sha): number => numbers.get(sha) ?? -1;
  /** A commit and all before it, without those where `stop` says so. */
  const reached = (tip: Sha, stop: (sha: Sha) => boolean): ReadonlySet<Sha> => {
    const seen = new Set<Sha>();
    const open = [tip];
    for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
      if (seen.has(sha) || stop(sha)) continue;
      seen.add(sha);
      open.push(...at(sha).parents);
    }
    return seen;
  };
  const isAncestor = (older: Sha, newer: Sha): boolean => {
    if (older === newer) return commits.has(older);
    const from = numberOf(older);
    // Parents are made before their children.
    return numberOf(newer) > from && reached(newer, (sha) => numberOf(sha) < from).has(older);
  };

  return {
    branches,
    commit: (made) => {
      const tree = treeSha(made.files);
      // Numbered, as a real one is told apart by its time.
      const sha = sha1(`${commits.size} ${tree} ${made.parents.join(' ')} ${made.message}`);
      const commit = { ...made, sha, tree };
      numbers.set(sha, commits.size);
      commits.set(sha, commit);
      for (const file of made.files.values()) blobs.set(file.sha, file.text);
      return commit;
    },
    at,
    has: (sha) => commits.has(sha),
    blob: (sha) => blobs.get(sha),
    numberOf,
    history: (from, path) => {
      const changed = ({ files, parents }: FakeCommit): boolean => {
        const before = parents.map((parent) => at(parent).files.get(path)?.sha);
        const now = files.get(path)?.sha;
        return before.length === 0 ? now !== undefined : before.every((sha) => sha !== now);
      };
      // Commits are kept in the order in which they were made.
      const known = reached(from, () => false);
      return [...commits.values()]
        .filter((commit) => known.has(commit.sha) && changed(commit))
        .toReversed();
    },
    move: (moves) => {
      const torn = moves.find(
        ({ branch, before }) => (branches.get(branch) ?? NO_OBJECT) !== before,
      );
      if (torn !== undefined) throw new ConflictError(`${torn.branch} is not at ${torn.before}`);
      for (const { branch, after } of moves)
        if (after === NO_OBJECT) branches.delete(branch);
        else branches.set(branch, at(after).sha);
    },
    isAncestor,
    between: (older, newer) =>
      [...reached(newer, (sha) => isAncestor(sha, older))].map(at).toReversed(),
  };
}
