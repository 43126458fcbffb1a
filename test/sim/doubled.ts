import { DEBT_LABEL } from '../../src/core/backlog/writes.ts';
import { ledgerBranch } from '../../src/core/names.ts';
import { runIn } from './say.ts';
import { fail } from './violation.ts';
import type { World } from './world.ts';

/** What GitHub cannot deduplicate is there once. */
export function doubled(world: World): void {
  const { issues, pulls, checks } = world.github.state;
  // Without its ledger nobody knows what a comment should say.
  if (world.tampered || world.github.tip(ledgerBranch(world.runId)) === undefined) return;
  const bodies = (issues.get(world.key.issue)?.comments ?? []).map(({ body }) => body);
  once('status comment', bodies, /<!-- autopack:status:[^ ]+ -->/);
  once('incident', bodies, /<!-- autopack:incident:[^ ]+ -->/);
  once('plan', bodies, /<!-- autopack:plan:[^ ]+ -->/);
  debts(world);
  const opened = [...pulls.values()].filter((pull) => pull.branch === world.branch);
  // One that people close just when it is made may be made again.
  if (opened.length > 1 + world.people.closed)
    fail('I7 shown once', `${opened.length} pull requests`);
  for (const pull of opened) {
    once(
      'review',
      pull.reviews.map(({ body }) => body),
      /<!-- autopack:review:[^ ]+ -->/,
    );
    const stray = pull.reviews.find(({ body }) => !body.startsWith('<!-- autopack:'));
    if (stray !== undefined) fail('I7 shown once', 'a review without its marker');
  }
  // Those of older heads are looked at no more: what a lagging replica doubled there stays as it was.
  const head = runIn(world)?.head;
  const current = checks.filter((check) => check.head === head);
  for (const { externalId, conclusion } of current)
    if (current.some((other) => other.externalId === externalId && other.conclusion !== conclusion))
      fail('I7 shown once', `checks ${externalId} differ`);
}

/** One open issue for each finding of the backlog. */
function debts({ github }: World): void {
  const bodies = [...github.state.issues.values()]
    .filter(({ labels, open }) => open && labels.has(DEBT_LABEL))
    .map(({ body }) => body);
  once('debt', bodies, /<!-- autopack:debt:[0-9a-f]{24} -->/);
}

function once(what: string, texts: readonly string[], mark: RegExp): void {
  const marks = texts.flatMap((text) => mark.exec(text)?.[0] ?? []);
  const twice = marks.find((one, index) => marks.indexOf(one) !== index);
  if (twice !== undefined) fail('I7 shown once', `${what} ${twice}`);
}
