/** What people do to branches: their own commits, the run's branch moved back or away, the base moved on. */
import type { Sha } from '../../src/core/ids.ts';
import { changeFiles } from '../support/fake-git.ts';
import { conflictsNow } from '../support/fake-merge.ts';
import { openPull } from './pulls.ts';
import { runIn } from './say.ts';
import type { World } from './world.ts';

export function push(world: World): boolean {
  const { github, branch, people } = world;
  if (github.tip(branch) === undefined) return false;
  const n = (people.files += 1);
  // Late commits are the ones that nobody builds on any more: some of them break something.
  const late = runIn(world)?.state === 'DONE_SUCCESS' && world.dice.chance(0.5);
  pushed(world, {
    [`src/by-hand-${n}.txt`]: `mine ${n}${late ? world.dice.pick([' bug', ' bad']) : ''}\n`,
  });
  return true;
}

const pushed = ({ github, branch, people }: World, files: Record<string, string>): void =>
  void people.pushed.add(github.as('mona').push(branch, files));

/** Somebody does what a failed phase could not, and says so. */
export function mend(world: World): boolean {
  const { github, branch, people, key } = world;
  const run = runIn(world);
  const failed = run?.phases.find(({ state }) => state === 'FAILED');
  if (failed === undefined || github.tip(branch) === undefined) return false;
  const n = (people.files += 1);
  pushed(world, { [`src/${failed.id}.txt`]: `${failed.id} v${900 + n} ok\n` });
  github.as('mona').comment(key.issue, '/autopack resume');
  return true;
}

/** The newest commit of the branch, when it is one of theirs, is forced away. */
export function takeAway(world: World): boolean {
  const head = world.github.tip(world.branch);
  return head !== undefined && world.people.pushed.has(head) && rewind(world);
}

/** The newest commit, whosever it is. */
export function rewind({ github, branch, people }: World): boolean {
  const head = github.tip(branch);
  const parent = head === undefined ? undefined : github.state.git.at(head).parents[0];
  if (head === undefined || parent === undefined || head === github.base) return false;
  github.as('mona').force(branch, parent);
  people.taken = { head, own: people.pushed.delete(head) };
  people.removed.add(head);
  return true;
}

export function deleteBranch(world: World): boolean {
  const { github, branch, people } = world;
  const head = github.tip(branch);
  if (head === undefined) return false;
  if (openPull(world) !== undefined) people.closed += 1;
  people.taken = { head, own: people.pushed.has(head) };
  github.as('mona').force(branch, null);
  return true;
}

/** What was taken away comes back, where nothing else has come since. */
export function putBack({ github, branch, people }: World): boolean {
  const { taken } = people;
  const { git } = github.state;
  const now = github.tip(branch);
  if (taken === null || (now !== undefined && !git.isAncestor(now, taken.head))) return false;
  github.as('mona').force(branch, taken.head);
  people.removed.delete(taken.head);
  if (taken.own) people.pushed.add(taken.head);
  people.taken = null;
  return true;
}

/** The default branch moves on; `inTheWay`: with a file that a phase writes as well. */
export function moveBase({ github, people, dice }: World, inTheWay: boolean): boolean {
  const n = (people.files += 1);
  const path = inTheWay ? `src/${dice.pick(['T1.P1', 'T2.P1'])}.txt` : `base-${n}.txt`;
  github.as('mona').push(github.state.defaultBranch, { [path]: `moved ${n}\n` });
  return true;
}

const BROKEN = 'src/broken-base.txt';

/** The default branch moves on, and is red by that. */
export function breakBase(world: World): boolean {
  world.github.as('mona').push(world.github.state.defaultBranch, { [BROKEN]: 'moved bug\n' });
  return said(world, 'failure');
}

/** And green again. */
export function mendBase(world: World): boolean {
  world.github.as('mona').push(world.github.state.defaultBranch, { [BROKEN]: null });
  return said(world, 'success');
}

function said({ github }: World, test: 'failure' | 'success'): true {
  const head = github.tip(github.state.defaultBranch) ?? '';
  github.setCi(head, { jobs: { test }, log: '', event: 'push', attempt: 1 });
  return true;
}

/** Anybody can push a merge commit, with GitHub's own words on it, and put more into it than its parents have. */
export function mergeByHand({ github, branch, people, dice }: World): boolean {
  const { git, defaultBranch } = github.state;
  const [head, base] = [github.tip(branch), github.tip(defaultBranch)];
  if (head === undefined || base === undefined || git.isAncestor(base, head)) return false;
  const n = (people.files += 1);
  const [ours, theirs] = [git.at(head).files, git.at(base).files];
  const more = [...theirs].filter(([path]) => !ours.has(path));
  const made = git.commit({
    files: changeFiles(new Map([...ours, ...more]), [[`src/by-hand-${n}.txt`, `mine ${n}\n`]]),
    parents: [head, base],
    author: github.state.account('mona'),
    message: `Merge branch '${defaultBranch}' into ${branch}`,
    signed: dice.chance(0.5),
  });
  github.as('mona').force(branch, made.sha);
  people.pushed.add(made.sha);
  return true;
}

/** Whether GitHub would let anybody merge this head now. */
export const isMergeable = (
  { github }: World,
  pull: { readonly head: Sha; readonly base: string },
): boolean => !conflictsNow(github.state, pull);
