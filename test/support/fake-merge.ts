/** Merges in the fake's git: file by file, a conflict where both sides changed one. */
import type { Sha } from '../../src/core/ids.ts';
import { followBranches, type FakePull, type FakeState } from './fake-state.ts';
import type { FakeTree } from './fake-git.ts';
import type { FakeAccount } from './fake-state.ts';

/** Whether the base and the head changed one file in two ways since they parted. */
export function conflictsNow(
  state: FakeState,
  { head, base: onto }: { readonly head: Sha; readonly base: string },
): boolean {
  const { git } = state;
  const base = git.branches.get(onto);
  if (base === undefined || git.isAncestor(base, head)) return false;
  const fork = forkOf(state, base, head);
  return conflicts(git.at(fork).files, git.at(head).files, git.at(base).files);
}

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

/** A merge commit of the head onto the base, file by file; a conflict is an error of the test. */
export function mergePull(state: FakeState, number: number, by: FakeAccount): Sha {
  const { git } = state;
  const pull = state.pulls.get(number);
  const base = git.branches.get(pull?.base ?? '');
  if (pull?.state !== 'open' || base === undefined) throw new Error(`fake: cannot merge ${number}`);
  const fork = git.between(pull.head, base).length === 0 ? base : forkOf(state, base, pull.head);
  const files = mergeTrees(git.at(fork).files, git.at(base).files, git.at(pull.head).files);
  const message = `Merge pull request #${number}`;
  const made = git.commit({ files, parents: [base, pull.head], author: by, message, signed: true });
  git.branches.set(pull.base, made.sha);
  pull.state = 'merged';
  pull.mergeCommit = made.sha;
  return made.sha;
}

/** Where the head left the base: the newest commit of the base that the head has. */
function forkOf({ git }: FakeState, base: Sha, head: Sha): Sha {
  let at = base;
  while (!git.isAncestor(at, head)) {
    const parent = git.at(at).parents[0];
    if (parent === undefined) throw new Error('fake: unrelated histories');
    at = parent;
  }
  return at;
}

function mergeTrees(fork: FakeTree, ours: FakeTree, theirs: FakeTree): FakeTree {
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
