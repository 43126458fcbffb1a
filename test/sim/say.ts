/** What people write to a run: commands that fit where it stands, and such that do not. */
import type { Run } from '../../src/core/run/run.ts';
import { ledgerBranch } from '../../src/core/names.ts';
import { openPull } from './pulls.ts';
import type { World } from './world.ts';

/** The run as anybody can read it; null: there is none, or it says nothing any more. */
export function runIn({ github, runId, tampered }: World): Run | null {
  const { git } = github.state;
  const tip = git.branches.get(ledgerBranch(runId));
  return tip === undefined || tampered
    ? null
    : (JSON.parse(git.at(tip).files.get('state.json')?.text ?? 'null') as Run | null);
}

/** Writers, somebody who may raise a budget, and one who may only read. */
const WHO = ['mona', 'mona', 'mona', 'olga', 'olga', 'eve'] as const;

export function saySensibly(world: World): void {
  const run = runIn(world);
  const failed = run?.phases.find(({ state }) => state === 'FAILED')?.id;
  const open = run?.findings.find(({ status }) => status === 'open')?.id;
  const lines = [
    ...(failed === undefined ? ['hold', 'stop-after', 'resume'] : []),
    ...(failed === undefined ? [] : ofFailed(failed)),
    ...(open === undefined ? [] : [`dismiss ${open} it is meant`, `explain ${open}`]),
    ...['budget +20k', 'resume', 'explain T1.P1', 'status', 'hold'],
  ];
  say(world, world.dice.pick(lines));
}

const ofFailed = (id: string): readonly string[] => [
  ...[`retry ${id}`, `retry ${id} --attempts 3`, `retry ${id}`, 'resume', 'resume'],
  ...[`rollback ${id}`, `rollback ${id} --continue`, `rollback ${id} --continue`],
];

const SILLY = [
  ...['retry', 'retry T9.P9', 'retry T1.P1 --attempts 99', 'retry T1.P1 --attempts x'],
  ...['retry T1.P2 --attempts 3 4', 'rollback T1.P1', 'rollback T1.P2 --contine', 'rollback'],
  ...['budget', 'budget +999m', 'budget -5', 'budget +$1', 'budget +60k', 'dismiss F-99 no'],
  ...['dismiss', 'dismiss F-1', 'resume', 'resume now', 'stop-after', 'holdd', 'explain', ''],
  ...['explain nothing', 'plan', 'help me', 'RESUME', 'stop', 'retry T2.P1', 'verify'],
] as const;

export const saySilly = (world: World): void => say(world, world.dice.pick(SILLY));

/** On the issue, on the pull request or in a thread of it, where no finding is named; by the clock, so that the dice of the story roll as they did before. */
function say(world: World, words: string): void {
  const { github, key, dice, clock } = world;
  const who = dice.pick(WHO);
  const pull = clock.now() % 2 === 0 ? undefined : openPull(world);
  const hasThread = pull?.reviews.some(({ comments }) => comments.length > 0) === true;
  if (pull !== undefined && hasThread && clock.now() % 4 === 3)
    github.as(who).reply(pull.number, `/autopack ${words.replace(/ F-\d+/, '')}`);
  else github.as(who).comment(pull?.number ?? key.issue, `/autopack ${words}`);
}
