/** What people do to a run while it is at work. */
import { fold } from '../../src/core/run/evolve.ts';
import { Run } from '../../src/core/run/run.ts';
import { encodeEntry } from '../../src/git/encode.ts';
import { changeFiles } from '../support/fake-git.ts';
import { ledgerBranch } from '../../src/core/names.ts';
import type { FakePull } from '../support/fake-state.ts';
import type { World } from './world.ts';

export type Deed = (typeof DEEDS)[number];

/** The first ones let the run go on. */
export const DEEDS = [
  'push a commit',
  'take their commit away',
  'edit the plan',
  'delete the status comment',
  'double the status comment',
  'hold',
  'let go',
  'let go',
  'cancel',
  'close the pull request',
  'delete the ledger',
  'tamper with the ledger',
  'forge a step of the ledger',
] as const;
export const HARMLESS = 8;

/** Does the deed where it makes sense; true: something changed. */
export function act(world: World, deed: Deed): boolean {
  const { github, key, branch, people } = world;
  const mona = github.as('mona');
  const issue = github.state.issues.get(key.issue);
  const status = issue?.comments.find((one) => one.body.includes('autopack:status'));
  switch (deed) {
    case 'push a commit':
      if (github.tip(branch) === undefined) return false;
      people.pushed.add(mona.push(branch, { [`src/by-hand-${people.pushed.size}.txt`]: 'mine\n' }));
      return true;
    case 'cancel':
      mona.comment(key.issue, '/autopack cancel');
      return true;
    case 'edit the plan':
      mona.editBody(key.issue, `${issue?.body ?? ''}\nAnd more.`);
      return true;
    case 'delete the status comment':
      if (status === undefined) return false;
      mona.deleteComment(status.id);
      return true;
    case 'double the status comment':
      if (status === undefined || issue === undefined) return false;
      issue.comments.push({ ...status, id: github.state.nextId() });
      return true;
    case 'close the pull request': {
      const pull = openPull(world);
      if (pull === undefined) return false;
      mona.closePull(pull.number);
      people.closed += 1;
      return true;
    }
    case 'take their commit away':
      return takeAway(world);
    case 'delete the ledger':
      if (github.tip(ledgerBranch(world.runId)) === undefined) return false;
      github.deleteLedger(world.runId);
      world.deleted = true;
      return true;
    case 'tamper with the ledger':
      if (github.tip(ledgerBranch(world.runId)) === undefined) return false;
      github.tamper(world.runId, { 'state.json': '{}' });
      world.tampered = true;
      return true;
    case 'forge a step of the ledger':
      return forge(world);
    case 'hold':
      mona.label(key.issue, 'autopack:hold');
      return true;
    case 'let go':
      mona.unlabel(key.issue, 'autopack:hold');
      return true;
  }
}

/** A step that looks like ours to the letter, and is signed by nobody: the phase at work is complete. */
function forge(world: World): boolean {
  // Every workflow has the same token: nobody can tell its steps from forged ones, and the run says so.
  if (world.tampered || world.identity === 'token') return false;
  const { git } = world.github.state;
  const branch = ledgerBranch(world.runId);
  const tip = git.branches.get(branch);
  if (tip === undefined) return false;
  const parent = git.at(tip);
  const run = Run.parse(JSON.parse(parent.files.get('state.json')?.text ?? 'null'));
  const phase = run.phases.find(({ state }) => state === 'CI_RUNNING');
  if (phase === undefined) return false;
  const done = { type: 'phase-completed', at: world.clock.now(), phase: phase.id } as const;
  const events = [{ ...done, head: run.head }];
  const entry = { events, run: fold(run, events) };
  const { headline, body, files } = encodeEntry(entry, { parent: tip, nonce: world.dice.hex(32) });
  const made = git.commit({
    files: changeFiles(parent.files, files),
    parents: [tip],
    author: world.github.state.account('mallory'),
    message: `${headline}\n\n${body}`,
    signed: false,
  });
  git.branches.set(branch, made.sha);
  world.tampered = true;
  return true;
}

/** The newest commit of the branch, when it is one of theirs, is forced away. */
function takeAway({ github, branch, people }: World): boolean {
  const head = github.tip(branch);
  if (head === undefined || !people.pushed.has(head)) return false;
  const parent = github.state.git.at(head).parents[0];
  if (parent === undefined) return false;
  github.as('mona').force(branch, parent);
  people.pushed.delete(head);
  people.removed.add(head);
  return true;
}

export const openPull = ({ github, branch }: World): FakePull | undefined =>
  [...github.state.pulls.values()].find((pull) => pull.branch === branch && pull.state === 'open');

/** A reviewer who merges what is ready and labelled so. */
export function mergeWhenReady(world: World): boolean {
  const pull = openPull(world);
  const labels = world.github.state.issues.get(world.key.issue)?.labels;
  if (pull === undefined || pull.draft || labels?.has('autopack:ready') !== true) return false;
  world.github.as('mona').merge(pull.number);
  return true;
}
