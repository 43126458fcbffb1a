import { codeBranch, ledgerBranch, marker, STATE_LABELS } from '../names.ts';
import { capsNow } from '../run/caps.ts';
import { toDispatch } from '../run/dispatch.ts';
import { isTerminal } from '../run/evolve.ts';
import { PHASE_ACTIVE_MS } from '../run/recovery.ts';
import type { Run } from '../run/run.ts';
import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { codeSpan, plainText } from '../text/neutralise.ts';
import { choicesFor } from './choices.ts';
import type { Headline } from './headline.ts';
import { shownJournal } from './journal-shown.ts';
import { everyPhase, phaseTable } from './phase-table.ts';
import type { StatusInput } from './status-input.ts';
import { bar, branchLink, clock, commitLink, count, many, moment, short, usd } from './words.ts';

/** The living comment: where the run is, what it waits for, what it has cost, what happened. */
export function statusComment(input: StatusInput, head: Headline): string {
  const { run, strategy } = input;
  const done = run.phases.filter((phase) => phase.state === 'COMPLETE').length;
  return [
    marker.status(run.runId),
    `### ${head.icon} Autopack run \`${run.runId}\`: ${run.phases.length === 0 ? 'no phases yet' : `${done} of ${run.phases.length} phases done`}, **${head.word}**`,
    // Where a person has to act, that is said and not what comes next.
    isTerminal(run) || head.label === STATE_LABELS.needsHuman ? head.next : `Next: ${head.next}`,
    ...editedLine(input),
    phaseTable(input),
    budgetLine(run, strategy),
    whereLine(input),
    ...(run.identity === 'token' ? [unfenced(run, strategy)] : []),
    journal(run),
    commands(input),
    ...everyPhase(input),
  ].join('\n\n');
}

/** Whoever edits a plan while it is built may take it for what is built. */
function editedLine({ run, seen: { textEditedAt = 0 } }: StatusInput): readonly string[] {
  if (isTerminal(run) || textEditedAt <= run.startedAt) return [];
  return [
    `> The issue was edited at ${moment(textEditedAt)}. This run keeps the plan that it began with; for the new one, comment \`/autopack cancel\` and then \`/autopack run\`.`,
  ];
}

/** Of a run that failed, what its incident offers; of any other, what people may want of it. */
function commands({ run, strategy, seen }: StatusInput): string {
  // Nothing is heard any more of a record that cannot be believed.
  if (seen.frozen !== null)
    return 'Command: `/autopack verify` tells what is wrong with the record.';
  if (!isTerminal(run)) {
    // How a hold ends stands at the top, and differs.
    const hold = run.held === undefined ? '`/autopack hold` or `stop-after`, ' : '';
    return `Commands: ${hold}\`/autopack dismiss F-n reason\`, \`/autopack cancel\` or \`finish\`, \`/autopack explain <phase>\`.`;
  }
  const again = '`/autopack run` starts a new run, `/autopack plan` checks the plan for free.';
  // A merge closes it, and on a closed issue nothing is started.
  if (!seen.issueOpen) return `Commands, once the issue is open again: ${again}`;
  if (run.failure === null) return `Commands: \`/autopack dismiss F-n reason\`, ${again}`;
  const { reason, phase } = run.failure;
  const offered = choicesFor(reason, phase, { run, strategy }).flatMap((choice) =>
    [...choice.matchAll(OFFERED)].map(([command]) => command),
  );
  return `Commands: ${[...new Set(offered), again].join(', ')}`;
}

/** Those without a phase or a sum are only spoken of. */
const OFFERED = /`\/autopack (?:resume|(?:retry|rollback|budget|dismiss) [^`]+)`/g;

/** What a run cannot do that shares its identity with every workflow of the repository. */
function unfenced(run: Run, strategy: Strategy): string {
  const files = toDispatch({ run, strategy });
  const starts =
    files.length === 0
      ? 'Its pushes start no CI: `ci.dispatch` names no workflow.'
      : `Its pushes start no CI; ${files.map((file) => codeSpan(file, 100)).join(', ')} I start by hand.`;
  const refused = run.phases
    .flatMap((phase) => phase.candidates)
    .findLast(({ head }) => head === run.head)?.dispatch?.refused;
  return [
    `> **Unfenced run.** It uses the workflow’s token, an identity that every workflow of this repository shares: its record cannot be proven to be mine. ${starts} It opens a pull request only where *Settings → Actions* lets it.`,
    ...(refused == null ? [] : [`> **Not started** by GitHub: ${plainText(refused, 300)}.`]),
  ].join('\n>\n');
}

function budgetLine(run: Run, strategy: Strategy): string {
  const caps = { ...strategy.run, ...capsNow(run, strategy) };
  const held =
    run.call !== null && run.call.answer === null ? run.call.hold : { tokens: 0, microUsd: 0 };
  const attempts = sum(run.phases.map((phase) => phase.attempt));
  const most =
    sum(strategy.phases.map((phase: PhaseStrategy) => phase.builderAttempts)) +
    sum(run.phases.map((phase) => phase.extraAttempts ?? 0));
  const cap = caps.costCapMicroUsd;
  const paid = run.spent.microUsd > 0 ? `${usd(run.spent.microUsd)} spent (no cap in money)` : '';
  const money =
    cap === null
      ? paid || 'no cap in money'
      : `${usd(run.spent.microUsd)} of ${usd(cap)} \`${bar(run.spent.microUsd, cap)}\`${held.microUsd > 0 ? ` (held now: ${usd(held.microUsd)})` : ''}`;
  const minutes = `active minutes ${Math.ceil(run.activeMs / 60_000)} of ${caps.activeMinutes}`;
  return `**Budget** ${money} · tokens ${count(run.spent.tokens)} of ${count(caps.tokenCap)}${held.tokens > 0 ? ` (held now: ${count(held.tokens)})` : ''} · attempts ${attempts} of ${most} · CI runs ${run.ciRuns} of ${caps.ciRunCap} · ${minutes}${warning(run, strategy)}`;
}

/** v7 section 7: a cap that is near is worth a word before it is hit. */
const WARN_FROM = 0.75;
const CRITICAL_FROM = 0.9;
/** v7 section 14: a phase is warned about at half of its time. */
const SLOW_FROM = 0.5;

function warning(run: Run, strategy: Strategy): string {
  const caps = capsNow(run, strategy);
  const slow = run.phases
    .filter(({ state }) => state === 'EXECUTING' || state === 'GATE' || state === 'CI_RUNNING')
    .map(({ id, activeMs = 0 }) => [`time of ${id}`, activeMs / PHASE_ACTIVE_MS] as const);
  const shares: readonly (readonly [string, number])[] = [
    ['tokens', run.spent.tokens / caps.tokenCap],
    ['money', caps.costCapMicroUsd === null ? 0 : run.spent.microUsd / caps.costCapMicroUsd],
    ['CI runs', run.ciRuns / caps.ciRunCap],
    ['active minutes', run.activeMs / (strategy.run.activeMinutes * 60_000)],
  ];
  const near = [
    ...shares.filter(([, share]) => share >= WARN_FROM),
    ...slow.filter(([, share]) => share >= SLOW_FROM),
  ];
  if (near.length === 0) return '';
  const icon = near.some(([, share]) => share >= CRITICAL_FROM) ? '🟥' : '🟧';
  const words = near.map(([what, share]) => `${Math.floor(share * 100)} % of the ${what}`);
  return `\n\n${icon} ${words.join(', ')} used up.`;
}

function whereLine({ run, links }: StatusInput): string {
  const pr = run.pr === null ? 'No pull request yet' : `PR #${run.pr}`;
  const by = plainText(run.trigger.actor.login, 60);
  return `${pr} · branch ${branchLink(links, codeBranch(run.runId))} · base ${codeSpan(run.base.branch, 60)} at ${commitLink(links, run.base.sha)} · plan \`${short(run.planHash)}\` · started by ${by} · [record](${links.server}/${links.owner}/${links.name}/commits/${ledgerBranch(run.runId)})`;
}

function journal(run: Run): string {
  const rows = shownJournal(run.journal).map((line) => {
    const row =
      journalRows.get(line) ?? `| ${line.seq} | ${clock(line.at)} | ${plainText(line.text, 200)} |`;
    journalRows.set(line, row);
    return row;
  });
  return [
    `<details><summary>What happened (${many(run.seq, 'event')})</summary>`,
    ['| # | UTC | Event |', '|---|---|---|', ...rows].join('\n'),
    '</details>',
  ].join('\n\n');
}

/** A line never changes, and stands in every comment until forty others have come. */
const journalRows = new WeakMap<Run['journal'][number], string>();

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
