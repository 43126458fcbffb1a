/** What people do to a run while it is at work. */
import { fold } from '../../src/core/run/evolve.ts';
import { Run } from '../../src/core/run/run.ts';
import { encodeEntry } from '../../src/git/encode.ts';
import { changeFiles } from '../support/fake-git.ts';
import { ledgerBranch } from '../../src/core/names.ts';
import { DEBT_LABEL } from '../../src/core/backlog/writes.ts';
import {
  deleteBranch,
  isMergeable,
  mend,
  mergeByHand,
  moveBase,
  push,
  putBack,
  rewind,
  takeAway,
} from './branches.ts';
import { openPull } from './pulls.ts';
import { saySensibly, saySilly } from './say.ts';
import type { World } from './world.ts';

export type Deed = (typeof CLASSIC)[number] | (typeof MORE)[number];

/** The first ones let the run go on. */
export const CLASSIC = [
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

/** What people do beside it, the first ones again without ending anything by themselves. */
const MORE = [
  ...['say something', 'say something', 'say something', 'say something', 'mend and resume'],
  ...['mend and resume', 'say something silly', 'say something silly', 'move the base'],
  ...['merge the base by hand', 'put the branch back', 'put the branch back'],
  ...['move the base into the way', 'move the branch back', 'delete the branch', 'finish'],
  ...['close the issue', 'reopen the issue', 'close a debt'],
] as const;
const MORE_HARMLESS = 12;

/** Deeds of a story, the first `harmless` of which end nothing. */
export interface Habits {
  readonly deeds: readonly Deed[];
  readonly harmless: number;
}
export const OLD_HABITS: Habits = { deeds: CLASSIC, harmless: HARMLESS };
export const HABITS: Habits = {
  deeds: [
    ...CLASSIC.slice(0, HARMLESS),
    ...MORE.slice(0, MORE_HARMLESS),
    ...CLASSIC.slice(HARMLESS),
    ...MORE.slice(MORE_HARMLESS),
  ],
  harmless: HARMLESS + MORE_HARMLESS,
};

/** By what they do to branches and by what they say; undefined: something else. */
const OTHERS: Partial<Record<Deed, (world: World) => boolean>> = {
  'push a commit': push,
  'take their commit away': takeAway,
  'mend and resume': mend,
  'move the base': (world) => moveBase(world, false),
  'move the base into the way': (world) => moveBase(world, true),
  'merge the base by hand': mergeByHand,
  'move the branch back': rewind,
  'put the branch back': putBack,
  'delete the branch': deleteBranch,
  'say something': (world) => done(saySensibly(world)),
  'say something silly': (world) => done(saySilly(world)),
  'reopen the issue': ({ github, key }) => done(github.as('mona').reopenIssue(key.issue)),
  'close the issue': ({ github, key }) => done(github.as('mona').closeIssue(key.issue)),
};
const done = (_what: void): true => true;

/** Does the deed where it makes sense; true: something changed. */
export function act(world: World, deed: Deed): boolean {
  return (OTHERS[deed] ?? ((there: World) => toTheRun(there, deed)))(world);
}

function toTheRun(world: World, given: Deed): boolean {
  const deed: string = given;
  const { github, key, people } = world;
  const mona = github.as('mona');
  const issue = github.state.issues.get(key.issue);
  const status = issue?.comments.find((one) => one.body.includes('autopack:status'));
  switch (deed) {
    case 'cancel':
    case 'finish':
      mona.comment(key.issue, `/autopack ${deed}`);
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
    case 'close a debt': {
      const debt = [...github.state.issues.values()].find(({ labels }) => labels.has(DEBT_LABEL));
      if (debt === undefined) return false;
      mona.closeIssue(debt.number);
      return true;
    }
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
    default:
      throw new Error(`nobody knows how to ${deed}`);
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

/** A reviewer who merges what is ready and labelled so. */
export function mergeWhenReady(world: World): boolean {
  const pull = openPull(world);
  const labels = world.github.state.issues.get(world.key.issue)?.labels;
  if (
    pull === undefined ||
    pull.draft ||
    !isMergeable(world, pull) ||
    labels?.has('autopack:ready') !== true
  )
    return false;
  world.github.as('mona').merge(pull.number);
  return true;
}
