import { capsNow } from '../run/caps.ts';
import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { clamp, commitText, plainText } from '../text/neutralise.ts';
import { MAX_BODY } from './limits.ts';
import { commitLink, count, type Links, many, PHASE_WORDS, short, usd } from './words.ts';

const START = '<!-- autopack:island:start -->';
const END = '<!-- autopack:island:end -->';

/** An island smaller than this says nothing. */
const MIN_ISLAND = 500;
const MAX_ISLAND = 40_000;

/**
 * Replaces what stands between our two markers; text around it belongs to people and stays as it is.
 * Where they left no room, the island is cut and not their text.
 */
export function mergeIsland(body: string, island: string): string {
  const [before, after] = around(body);
  const room = MAX_BODY - before.length - after.length - START.length - END.length - 2;
  if (room < MIN_ISLAND) return body;
  return `${before}${START}\n${clamp(island, room)}\n${END}${after}`;
}

/** People may have moved, doubled or torn our markers: the island is the first pair with nothing of ours between. */
function around(body: string): readonly [string, string] {
  const first = body.indexOf(START);
  const end = first < 0 ? -1 : body.indexOf(END, first);
  if (end < 0) return [body.trim() === '' ? '' : `${body.trimEnd()}\n\n`, ''];
  return [body.slice(0, body.lastIndexOf(START, end)), body.slice(end + END.length)];
}

/** A title becomes the subject of a squashed commit: it may neither skip CI nor close another issue. */
export const pullTitle = (run: Run): string =>
  `${commitText(run.issue.title.replace(/\s+/g, ' ').trim(), 200) || 'Plan'} (#${run.issue.number})`;

interface About {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly links: Links;
}

/** Criteria told of a phase; a plan may have hundreds, and the reviews have them all. */
const SHOWN = [6, 2, 0] as const;

/** What a reviewer needs before merging. `Closes` is ours, and the only closing word in it. */
export function pullIsland(about: About): string {
  let text = '';
  for (const shown of SHOWN) {
    text = island(about, shown);
    if (text.length <= MAX_ISLAND) return text;
  }
  return clamp(text, MAX_ISLAND);
}

function island({ run, strategy, links }: About, shown: number): string {
  const rows = run.phases.map((phase) => {
    const name = strategy.phases.find((one) => one.id === phase.id)?.name ?? '';
    const commits = phase.candidates
      .map((candidate) => commitLink(links, candidate.head))
      .join(' ');
    return `| ${phase.id} ${plainText(name, 80)} | ${PHASE_WORDS[phase.state]} | ${commits} | ${evidence(phase, shown)} |`;
  });
  return [
    // GitHub closes the issue with the merge: not while tiers of its plan are left.
    strategy.tiersLeft === undefined
      ? `Closes #${run.issue.number}`
      : `Part of #${run.issue.number}: ${strategy.tiersLeft.join(', ')} is next, by label.`,
    '## What changed',
    ['| Phase | State | Commits | Acceptance (evidence) |', '|---|---|---|---|', ...rows].join(
      '\n',
    ),
    '## Before you merge',
    before(run, links),
    closing(run, strategy),
    'I cannot approve or merge. Whoever started the run should not be the only one to approve it.',
  ].join('\n\n');
}

/** What is not proven comes first. */
function evidence(phase: Run['phases'][number], shown: number): string {
  const judged = phase.candidates.findLast(({ audit }) => audit !== null);
  const acceptance = judged?.audit?.acceptance ?? [];
  const sorted = acceptance.toSorted((a, b) => Number(a.proven) - Number(b.proven));
  const more = acceptance.length - shown;
  const told = sorted
    .slice(0, shown)
    .map(
      (one) =>
        `${one.proven ? '✔' : '✖'} ${plainText(one.criterion, 80)}: ${plainText(one.evidence, 100)}`,
    );
  return [...told, ...(more > 0 ? [`${more} more in the review`] : [])].join('<br>');
}

function before(run: Run, links: Links): string {
  const candidates = run.phases.flatMap((phase) => phase.candidates);
  // Of the very head: a commit that came later has not been through anything.
  const ci = candidates.findLast((candidate) => candidate.head === run.head)?.ci?.verdict;
  const open = run.findings.filter((finding) => finding.status === 'open');
  const risk = Math.max(0, ...run.phases.map((phase) => phase.candidates.at(-1)?.risk ?? 0));
  const people = run.people.map(
    ({ sha, by }) => `${commitLink(links, sha)} by ${plainText(by, 60)}`,
  );
  const verified = run.state === 'DONE_SUCCESS' ? commitLink(links, run.snapshot) : 'not yet';
  return [
    `- CI on ${commitLink(links, run.head)}: ${ci === undefined ? '🟡 not known' : CI_WORDS[ci]} · open findings: ${told(open.map((f) => f.id))} · highest risk of a phase: ${risk} of 100`,
    `- Commits by people in this branch: ${told(people)}`,
    `- Verified head: ${verified}${unverified(run)}`,
  ].join('\n');
}

function unverified({ promotion, head, snapshot, blocked }: Run): string {
  if (promotion === 'verifying') return '. **What came after it is being verified.**';
  if (promotion !== 'blocked') return '';
  return head === snapshot
    ? `. **Not to be merged as it is.** ${plainText(blocked?.detail ?? '', 300)}`
    : '. **What came after it is not verified.**';
}

const CI_WORDS = { green: '🟢 green', red: '🔴 red' } as const;
const LISTED = 20;

/** The newest of a list that may be long. */
function told(items: readonly string[]): string {
  if (items.length === 0) return 'none';
  const more = items.length - LISTED;
  return `${items.slice(-LISTED).join(', ')}${more > 0 ? ` and ${more} before` : ''}`;
}

function closing(run: Run, strategy: Strategy): string {
  const models = Object.entries(run.spentBy).map(
    ([by, spent]) => `${plainText(by, 80)} ${count(spent.tokens)}`,
  );
  const { costCapMicroUsd: cap, tokenCap } = capsNow(run, strategy);
  const attempts = run.phases.reduce((sum, phase) => sum + phase.attempt, 0);
  const cost = `${usd(run.spent.microUsd)}${cap === null ? '' : ` of ${usd(cap)}`}, ${count(run.spent.tokens)} of ${count(tokenCap)} tokens`;
  const work = `${many(run.phases.length, 'phase')}, ${many(attempts, 'attempt')}, ${many(run.ciRuns, 'CI run')}`;
  return `Cost ${cost} (${models.join(', ') || 'no calls'}) · ${work}\nRollback: \`git revert -m 1 <merge commit>\` · run \`${run.runId}\`, plan \`${short(run.planHash)}\``;
}
