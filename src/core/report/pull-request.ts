import { artefactsFolder } from '../artefacts/names.ts';
import type { Severity } from '../findings.ts';
import { openFindings } from '../findings/stream.ts';
import type { RunId } from '../ids.ts';
import { ledgerBranch } from '../names.ts';
import { capsNow } from '../run/caps.ts';
import type { RunFailure } from '../run/event.ts';
import type { PhaseRun, Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { clampFolded, commitText, plainText, quoted, quotedCell } from '../text/neutralise.ts';
import { MANY_PHASES, MAX_BODY } from './limits.ts';
import {
  commitLink,
  costWords,
  count,
  folded,
  issueLink,
  type Links,
  many,
  PHASE_WORDS,
  short,
  treeLink,
} from './words.ts';

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
  return `${before}${START}\n${clampFolded(island, room)}\n${END}${after}`;
}

/** People may have moved, doubled or torn our markers: the island is the first pair with nothing of ours between. */
function around(body: string): readonly [string, string] {
  const first = body.indexOf(START);
  const end = first < 0 ? -1 : body.indexOf(END, first);
  if (end < 0) return [body.trim() === '' ? '' : `${body.trimEnd()}\n\n`, ''];
  return [body.slice(0, body.lastIndexOf(START, end)), body.slice(end + END.length)];
}

/** The run whose pull request this is, by our part of its text; null: it does not say. Only a hint, as people may change it. */
export function runOfPull(body: string): RunId | null {
  const ours = body.slice(body.indexOf(START), body.lastIndexOf(END));
  const named = ours.matchAll(/\brun `([1-9][0-9]{0,9}-[1-9][0-9]{0,4})`, plan `/gi);
  // It is the last thing that we say: what the plan says stands above it.
  return body.includes(START) ? ([...named].at(-1)?.[1] ?? null) : null;
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
  return clampFolded(text, MAX_ISLAND);
}

function island(about: About, shown: number): string {
  const { run, strategy, links } = about;
  const rows = run.phases.map((phase) => {
    const name = strategy.phases.find((one) => one.id === phase.id)?.name ?? '';
    const commits = phase.candidates
      .map((candidate) => commitLink(links, candidate.head))
      .join(' ');
    return `| ${phase.id} ${quotedCell(name, 80)} | ${PHASE_WORDS[phase.state]} | ${commits} | ${evidence(phase, shown)} |`;
  });
  const failed = run.failure !== null;
  const table = [
    '| Phase | State | Commits | Acceptance (evidence) |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
  const isLong = run.phases.length > MANY_PHASES;
  return [
    ...(run.failure === null ? [] : [failedWords(about, run.failure)]),
    issueLine(run, strategy),
    ...(isLong ? [] : [failed ? '## What was changed' : '## What changed', table]),
    failed ? '## Where it stands' : '## Before you merge',
    before(about),
    `Commands (\`/autopack help\` and others) work in a comment here and on ${issueLink(links, run.issue.number)}, where the journal of the status comment says what came of them.`,
    closing(run, strategy),
    ...(failed
      ? []
      : [
          'I cannot approve or merge. Whoever started the run should not be the only one to approve it.',
        ]),
    // Where the text is too long, it is this that is cut.
    ...(isLong
      ? [folded(`What ${failed ? 'was ' : ''}changed in ${run.phases.length} phases`, table)]
      : []),
  ].join('\n\n');
}

/** What people ended did not fail by itself. */
const ENDED: Partial<Record<RunFailure['reason'], string>> = {
  cancelled: 'was cancelled',
  finished_by_person: 'was ended by a person',
};

/** Before anything else: nobody has verified this branch, and where it is told why. */
function failedWords({ run, links }: About, failure: RunFailure): string {
  const folder = `${ledgerBranch(run.runId)}/${artefactsFolder(run.runId)}/incident`;
  return [
    `> 🧯 **This run ${ENDED[failure.reason] ?? 'failed'}; its branch is not verified as a whole.** ${quoted(failure.detail, 300)} (\`${failure.reason}\`)`,
    '>',
    `> The incident comment on ${issueLink(links, run.issue.number)} says what was tried and what you can do; the ${treeLink(links, folder, 'pack')} holds the evidence.`,
  ].join('\n');
}

/** GitHub closes the issue with the merge: not while tiers of its plan are left, nor when the work on them failed. */
function issueLine({ issue, failure }: Run, { tiersLeft }: Strategy): string {
  if (failure !== null) return `Part of #${issue.number}`;
  return tiersLeft === undefined
    ? `Closes #${issue.number}`
    : `Part of #${issue.number}: ${tiersLeft.join(', ')} is next, by label.`;
}

/** What is not proven comes first. A word of the Auditor is proof only beside a green CI on the same head. */
function evidence(phase: PhaseRun, shown: number): string {
  const at = phase.candidates.findLastIndex(({ audit }) => audit !== null);
  const acceptance = phase.candidates[at]?.audit?.acceptance ?? [];
  const sorted = acceptance.toSorted((a, b) => Number(a.proven) - Number(b.proven));
  const doubt = doubtOf(phase, at);
  const more = acceptance.length - shown;
  const told = sorted.slice(0, shown).map(({ criterion, proven, evidence: why }) => {
    const what = quotedCell(criterion, 80);
    if (!proven) return `✖ ${what}: ${quotedCell(why, 100)}`;
    return doubt === null ? `✔ ${what}: ${quotedCell(why, 100)}` : `○ ${what}: ${doubt}`;
  });
  return [...told, ...(more > 0 ? [`${more} more in the review`] : [])].join('<br>');
}

/** Why what the Auditor saw on a head is not verified; null: it is. */
function doubtOf({ candidates }: PhaseRun, audited: number): string | null {
  // GitHub's own merges of the base are judged by CI alone.
  if (candidates.slice(audited + 1).some(({ merge }) => merge !== true))
    return 'not verified, a later commit was not audited';
  const ci = candidates.at(-1)?.ci?.verdict;
  if (ci === 'green') return null;
  return ci === 'red' ? 'not verified, CI is red' : 'not verified, CI has not reported';
}

function before({ run, strategy, links }: About): string {
  const candidates = run.phases.flatMap((phase) => phase.candidates);
  // Of the very head: a commit that came later has not been through anything.
  const ci = candidates.findLast((candidate) => candidate.head === run.head)?.ci?.verdict;
  const risk = Math.max(0, ...run.phases.map((phase) => phase.candidates.at(-1)?.risk ?? 0));
  const people = run.people.map(
    ({ sha, by }) => `${commitLink(links, sha)} by ${plainText(by, 60)}`,
  );
  return [
    `- CI on ${commitLink(links, run.head)}: ${ci === undefined ? '🟡 not known' : CI_WORDS[ci]} · open findings: ${openWords(run, strategy)} · highest risk of a phase: ${risk} of 100`,
    `- Commits by people in this branch: ${told(people)}`,
    run.failure === null
      ? `- Verified head: ${run.state === 'DONE_SUCCESS' ? commitLink(links, run.snapshot) : 'not yet'}${unverified(run)}`
      : `- Last verified: ${run.snapshot === run.base.sha ? 'nothing' : `${commitLink(links, run.snapshot)}; what came after it is not`}`,
  ].join('\n');
}

/** Everything that the record holds open, whoever found it; what was there before the run does not count. */
function openWords(run: Run, strategy: Strategy): string {
  const open = openFindings(run, strategy).filter(({ expectedFail }) => !expectedFail);
  const of = (severity: Severity): string | null => {
    const own = open.filter((one) => one.effectiveSeverity === severity);
    const names = own.map(({ id, title, phase }) => id ?? `${quoted(title, 80)} in ${phase}`);
    return own.length === 0 ? null : `${own.length} ${severity} (${told(names)})`;
  };
  return [of('major'), of('minor')].filter((part) => part !== null).join(', ') || 'none';
}

function unverified({ promotion, head, snapshot, blocked }: Run): string {
  if (promotion === 'verifying') return '. **What came after it is being verified.**';
  if (promotion !== 'blocked') return '';
  return head === snapshot
    ? `. **Not to be merged as it is.** ${quoted(blocked?.detail ?? '', 300)}`
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
  // A stored record gives its keys back in whatever order they were kept in.
  const models = Object.entries(run.spentBy)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([by, spent]) => `${plainText(by, 80)} ${count(spent.tokens)}`);
  const { costCapMicroUsd: cap, tokenCap } = capsNow(run, strategy);
  const attempts = run.phases.reduce((sum, phase) => sum + phase.attempt, 0);
  const cost = `${costWords(run.spent, cap)}${count(run.spent.tokens)} of ${count(tokenCap)} tokens`;
  const work = `${many(run.phases.length, 'phase')}, ${many(attempts, 'attempt')}, ${many(run.ciRuns, 'CI run')}`;
  return `Cost ${cost} (${models.join(', ') || 'no calls'}) · ${work}\n${run.failure === null ? 'Rollback: `git revert -m 1 <merge commit>` · run' : 'Run'} \`${run.runId}\`, plan \`${short(run.planHash)}\``;
}
