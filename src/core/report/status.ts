import { codeBranch, marker } from '../names.ts';
import type { Candidate, PhaseRun, Run } from '../run/run.ts';
import type { Seen } from '../run/observation.ts';
import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { plainText } from '../text/neutralise.ts';
import type { Headline } from './headline.ts';
import {
  bar,
  branchLink,
  clock,
  commitLink,
  count,
  type Links,
  runLink,
  short,
  spentWords,
  usd,
} from './words.ts';

export interface StatusInput {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly seen: Seen;
  readonly links: Links;
}

/** The living comment: where the run is, what it waits for, what it has cost, what happened. */
export function statusComment(input: StatusInput, head: Headline): string {
  const { run, strategy } = input;
  const done = run.phases.filter((phase) => phase.state === 'COMPLETE').length;
  return [
    marker.status(run.runId),
    `### ${head.icon} Autopack run \`${run.runId}\`: ${done} of ${run.phases.length} phases done, **${head.word}**`,
    plainNext(head.next),
    phaseTable(input),
    budgetLine(run, strategy),
    whereLine(input),
    ...(run.identity === 'token' ? [UNFENCED] : []),
    journal(run),
    'Commands: `/autopack cancel` stops the run, `/autopack run` starts a new one when this is over, `/autopack plan` checks the plan for free.',
  ].join('\n\n');
}

const plainNext = (next: string): string => `Next: ${next}`;

const UNFENCED =
  '> **Unfenced run.** It uses the workflow token, an identity that every workflow of this repository shares. Its record cannot be told from one that another workflow writes.';

const ICONS: Readonly<Record<PhaseRun['state'], string>> = {
  QUEUED: '⬜',
  EXECUTING: '🔨',
  GATE: '🧪',
  CI_RUNNING: '⏳',
  COMPLETE: '✅',
  FAILED: '❌',
  SKIPPED: '⏭️',
};
const WORDS: Readonly<Record<PhaseRun['state'], string>> = {
  QUEUED: 'queued',
  EXECUTING: 'building',
  GATE: 'checking patch',
  CI_RUNNING: 'CI and audit',
  COMPLETE: 'done',
  FAILED: 'failed',
  SKIPPED: 'skipped',
};

function phaseTable(input: StatusInput): string {
  const { run, strategy } = input;
  const rows = strategy.tiers.flatMap((tier) => [
    `| **${tier.id} ${plainText(tier.name, 80)}** | | | | | | |`,
    ...run.phases.filter((phase) => phase.tier === tier.id).map((phase) => phaseRow(phase, input)),
  ]);
  return [
    '| Phase | State | Try | Commit | CI | Audit | Cost |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function phaseRow(phase: PhaseRun, { run, strategy, links }: StatusInput): string {
  const limits = strategy.phases.find((one) => one.id === phase.id);
  const candidate = phase.candidates.at(-1);
  const cells = [
    `${ICONS[phase.state]} ${phase.id} ${plainText(limits?.name ?? '', 80)}`,
    WORDS[phase.state],
    phase.attempt === 0 ? '' : `${phase.attempt}/${limits?.builderAttempts ?? '?'}`,
    candidate === undefined ? '' : commitLink(links, candidate.head),
    ciCell(candidate, links),
    auditCell(candidate, run),
    phase.spent.calls === 0 ? '' : spentWords(phase.spent),
  ];
  return `| ${cells.join(' | ')} |`;
}

function ciCell(candidate: Candidate | undefined, links: Links): string {
  if (candidate === undefined) return '';
  if (candidate.ci === null) return '🟡';
  const icon = candidate.ci.verdict === 'green' ? '🟢' : '🔴';
  return runLink(links, icon, candidate.ci.jobs[0]?.workflowRun ?? 0);
}

function auditCell(candidate: Candidate | undefined, run: Run): string {
  if (candidate === undefined) return '';
  if (candidate.audit === null) return candidate.ci?.verdict === 'red' ? '–' : '🟡';
  const ids = candidate.audit.findings;
  const open = run.findings.filter(
    (finding) => ids.includes(finding.id) && finding.status === 'open',
  ).length;
  return `${candidate.audit.verdict === 'approve' ? '🟢' : '🔴'} ${open} open`;
}

function budgetLine(run: Run, strategy: Strategy): string {
  const caps = strategy.run;
  const held =
    run.call !== null && run.call.answer === null ? run.call.hold : { tokens: 0, microUsd: 0 };
  const attempts = sum(run.phases.map((phase) => phase.attempt));
  const most = sum(strategy.phases.map((phase: PhaseStrategy) => phase.builderAttempts));
  const money =
    caps.costCapMicroUsd === null
      ? `${usd(run.spent.microUsd)} spent (no cap in money)`
      : `${usd(run.spent.microUsd)} of ${usd(caps.costCapMicroUsd)} \`${bar(run.spent.microUsd, caps.costCapMicroUsd)}\` (held now: ${usd(held.microUsd)})`;
  const minutes = `active minutes ${Math.ceil(run.activeMs / 60_000)} of ${caps.activeMinutes}`;
  return `**Budget** ${money} · tokens ${count(run.spent.tokens)} of ${count(caps.tokenCap)}${held.tokens > 0 ? ` (held now: ${count(held.tokens)})` : ''} · attempts ${attempts} of ${most} · CI runs ${run.ciRuns} of ${caps.ciRunCap} · ${minutes}`;
}

function whereLine({ run, links }: StatusInput): string {
  const pr = run.pr === null ? 'no pull request yet' : `PR #${run.pr}`;
  const by = plainText(run.trigger.actor.login, 60);
  return `${pr} · branch ${branchLink(links, codeBranch(run.runId))} · base \`${plainText(run.base.branch, 60)}\` at ${commitLink(links, run.base.sha)} · plan \`${short(run.planHash)}\` started by ${by} · [record](${links.server}/${links.owner}/${links.name}/commits/autopack/state/${run.runId})`;
}

function journal(run: Run): string {
  const rows = run.journal.map(
    (line) => `| ${line.seq} | ${clock(line.at)} | ${plainText(line.text, 200)} |`,
  );
  return [
    `<details><summary>What happened (${run.seq} events)</summary>`,
    ['| # | UTC | Event |', '|---|---|---|', ...rows].join('\n'),
    '</details>',
  ].join('\n\n');
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
