/** Merges in the fake's git: file by file, a conflict where both sides changed one. */
import type { Sha } from '../../src/core/ids.ts';
import { followBranches, type FakePull, type FakeState } from './fake-state.ts';
import type { FakeTree } from './fake-git.ts';

/** GitHub merges the base into a pull request's branch for our App; false: it will not. */
export function updateBranch(state: FakeState, pull: FakePull, head: Sha): boolean {
  const { git } = state;
  const base = git.branches.get(pull.base);
  if (pull.state !== 'open' || pull.head !== head || base === undefined) return false;
  if (git.branches.get(pull.branch) !== head || git.isAncestor(base, head)) return false;
  const fork = forkOf(state, base, head);
  if (conflicts(git.at(fork).files, git.at(head).files, git.at(base).files)) return false;
  const files = mergeTrees(git.at(fork).files, git.at(head).files, git.at(base).files);
  const message = `Merge branch '${pull.base}' into ${pull.branch}`;
  const made = { files, parents: [head, base], author: state.bot, message, signed: true };
  git.branches.set(pull.branch, git.commit(made).sha);
  followBranches(state);
  return true;
}

/** Where the head left the base: the newest commit of the base that the head has. */
export function forkOf({ git }: FakeState, base: Sha, head: Sha): Sha {
  let at = base;
  while (!git.isAncestor(at, head)) {
    const parent = git.at(at).parents[0];
    if (parent === undefined) throw new Error('fake: unrelated histories');
    at = parent;
  }
  return at;
}

export function mergeTrees(fork: FakeTree, ours: FakeTree, theirs: FakeTree): FakeTree {
  if (conflicts(fork, ours, theirs)) throw new Error('fake: conflict');
  const merged = new Map(ours);
  for (const path of new Set([...fork.keys(), ...theirs.keys()])) {
    const [was, now] = [fork.get(path), theirs.get(path)];
    if (was?.sha === now?.sha && was?.mode === now?.mode) continue;
    if (now === undefined) merged.delete(path);
    else merged.set(path, now);
  }
  return merged;
}

const conflicts = (fork: FakeTree, ours: FakeTree, theirs: FakeTree): boolean =>
  [...new Set([...fork.keys(), ...theirs.keys()])].some((path) => {
    const [was, mine, now] = [fork.get(path)?.sha, ours.get(path)?.sha, theirs.get(path)?.sha];
    return was !== now && mine !== was && mine !== now;
  });
