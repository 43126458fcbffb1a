import { artefactsFolder } from '../artefacts/names.ts';
import { codeBranch, ledgerBranch, marker } from '../names.ts';
import { capsNow } from '../run/caps.ts';
import type { Evidence, RunFailure } from '../run/event.ts';
import type { Candidate, PhaseRun, Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { clamp, fenceCode, plainText } from '../text/neutralise.ts';
import { choicesFor } from './choices.ts';
import { commitLink, count, type Links, short, treeLink, usd } from './words.ts';

const LOG_CHARS = 6_000;

/** What a person reads when a run ended without success: what happened, why, and what can be done. Null otherwise. */
export function incidentComment({
  run,
  strategy,
  links,
}: {
  run: Run;
  strategy: Strategy;
  links: Links;
}): string | null {
  const { failure } = run;
  if (failure === null) return null;
  const phase =
    run.phases.find((one) => one.id === failure.phase) ??
    run.phases.findLast((one) => one.state === 'FAILED');
  const green = run.snapshot === run.base.sha ? 'nothing yet' : commitLink(links, run.snapshot);
  const { costCapMicroUsd: cap, tokenCap } = capsNow(run, strategy);
  return [
    marker.incident(run.runId),
    `### 🧯 Run \`${run.runId}\` stopped${at(failure, phase)} ${plainText(failure.detail.replace(/\.$/, ''), 300)} (\`${failure.reason}\`)`,
    `State \`${failure.state}\`. Spent ${usd(run.spent.microUsd)}${cap === null ? '' : ` of ${usd(cap)}`}, ${count(run.spent.tokens)} of ${count(tokenCap)} tokens. Last verified: ${green}. Nothing was merged by me.`,
    ...(phase === undefined ? [] : tries(phase, links)),
    ...look(run, phase),
    `**Your choices**\n${choicesFor(failure.reason, failure.phase, { run, strategy })
      .map((choice) => `- ${choice}`)
      .join('\n')}`,
    packLine(run, links),
    ...pack(run, strategy, phase),
  ].join('\n\n');
}

/** Everything else stands in the ledger, where nobody has to scroll for it. */
function packLine({ runId }: Run, links: Links): string {
  const folder = `${ledgerBranch(runId)}/${artefactsFolder(runId)}`;
  return `The whole incident pack is in the run’s record: ${treeLink(links, `${folder}/incident`, 'incident')}, and a page for each phase: ${treeLink(links, `${folder}/phases`, 'phases')}.`;
}

/** Where it stopped, unless the sentence begins with it. */
const at = (failure: RunFailure, phase: PhaseRun | undefined): string =>
  phase === undefined || failure.detail.startsWith(phase.id) ? '.' : ` at ${phase.id}:`;

function tries(phase: PhaseRun, links: Links): readonly string[] {
  if (phase.attempt === 0) return [];
  const rows = Array.from({ length: phase.attempt }, (_, index) => {
    const attempt = index + 1;
    const candidate = phase.candidates.find((one) => one.attempt === attempt);
    const evidence = phase.evidence.filter((one) => one.attempt === attempt);
    const commit = candidate === undefined ? '–' : commitLink(links, candidate.head);
    const why = evidence.map((one) => plainText(gist(one), 160)).join('; ');
    return `| ${attempt} | ${commit} | ${result(
      candidate,
      evidence.map((one) => one.kind),
    )} | ${why} |`;
  });
  return [
    [
      '**What was tried**',
      '',
      '| Try | Commit | Result | What was found |',
      '|---|---|---|---|',
      ...rows,
    ].join('\n'),
  ];
}

/** The first two lines that say more than the column beside them does. */
const gist = ({ text }: Evidence): string =>
  text
    .replace(/^(CI is red\.|The Auditor asks for changes:)\s*/, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 2)
    .join(' · ');

function result(candidate: Candidate | undefined, kinds: readonly string[]): string {
  if (candidate?.ci?.verdict === 'red') return '🔴 CI';
  if (candidate?.audit?.verdict === 'revise') return '🔴 audit';
  return kinds.length > 0 ? `🔴 ${kinds.join(', ')}` : '–';
}

function look(run: Run, phase: PhaseRun | undefined): readonly string[] {
  const candidate = phase?.candidates.at(-1);
  const head = candidate?.head ?? run.head;
  if (head === run.base.sha) return [];
  const what = candidate?.ci?.verdict === 'red' ? 'Reproduce' : 'Look at the code';
  return [
    `**${what}**\n${fenceCode(`git fetch origin ${codeBranch(run.runId)} && git switch --detach ${short(head)}`, 'sh')}`,
  ];
}

function pack(run: Run, strategy: Strategy, phase: PhaseRun | undefined): readonly string[] {
  const gate = phase?.candidates.at(-1)?.gate ?? [];
  const last = phase?.evidence.at(-1);
  const caps = capsNow(run, strategy);
  const budget = [
    '| | Spent | Cap |',
    '|---|---|---|',
    `| Tokens | ${run.spent.tokens} | ${caps.tokenCap} |`,
    `| Money | ${usd(run.spent.microUsd)} | ${caps.costCapMicroUsd === null ? 'none' : usd(caps.costCapMicroUsd)} |`,
    `| CI runs | ${run.ciRuns} | ${strategy.run.ciRunCap} |`,
    `| Active minutes | ${Math.ceil(run.activeMs / 60_000)} | ${strategy.run.activeMinutes} |`,
  ].join('\n');
  return [
    [
      '<details><summary>Pack: budget, gate, last evidence</summary>',
      budget,
      ...(gate.length > 0
        ? [
            [
              '**Gate of the last commit**',
              ...gate.map((line) => `- ${line.verdict} ${line.rule}: ${plainText(line.note, 300)}`),
            ].join('\n'),
          ]
        : []),
      ...(last === undefined
        ? []
        : [
            `**Evidence of try ${last.attempt}** (${last.kind})\n${fenceCode(clamp(last.text, LOG_CHARS))}`,
          ]),
      '</details>',
    ].join('\n\n'),
  ];
}
