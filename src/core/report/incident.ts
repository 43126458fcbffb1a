import { artefactsFolder } from '../artefacts/names.ts';
import { codeBranch, ledgerBranch, marker } from '../names.ts';
import { capsNow } from '../run/caps.ts';
import type { GateLine, RunFailure } from '../run/event.ts';
import type { PhaseRun, Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { clamp, codeSpan, fenceCode, quoted } from '../text/neutralise.ts';
import { choicesFor } from './choices.ts';
import { failingIn } from './failing.ts';
import { triedPart } from './tried.ts';
import {
  commitLink,
  costWords,
  count,
  type Links,
  short,
  thousands,
  treeLink,
  usd,
} from './words.ts';

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
    `### 🧯 Run \`${run.runId}\` stopped${at(failure, phase)} ${quoted(failure.detail.replace(/\.$/, ''), 300)} (\`${failure.reason}\`)`,
    `State \`${failure.state}\`. Spent ${costWords(run.spent, cap)}${count(run.spent.tokens)} of ${count(tokenCap)} tokens. Last verified: ${green}. Nothing was merged by me.`,
    ...(phase === undefined ? [] : triedPart({ run, phase, failure, links })),
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

function look(run: Run, phase: PhaseRun | undefined): readonly string[] {
  const candidate = phase?.candidates.at(-1);
  const head = candidate?.head ?? run.head;
  if (head === run.base.sha) return [];
  const red = candidate?.ci?.verdict === 'red' ? failingIn(candidate.ci) : null;
  // Out of a log, which the code under test may write into: to be read, and not to be pasted with the rest.
  const step =
    red?.step == null ? [] : [`What failed there in CI, by its log: ${codeSpan(red.step)}`];
  return [
    `**${red === null ? 'Look at the code' : 'Reproduce'}**\n${fenceCode(`git fetch origin ${codeBranch(run.runId)} && git switch --detach ${short(head)}`, 'sh')}`,
    ...step,
  ];
}

function pack(run: Run, strategy: Strategy, phase: PhaseRun | undefined): readonly string[] {
  const gate = phase?.candidates.at(-1)?.gate ?? [];
  const last = phase?.evidence.at(-1);
  const caps = capsNow(run, strategy);
  const budget = [
    '| | Spent | Cap |',
    '|---|---|---|',
    `| Tokens | ${thousands(run.spent.tokens)} | ${thousands(caps.tokenCap)} |`,
    `| Money | ${usd(run.spent.microUsd)} | ${caps.costCapMicroUsd === null ? 'none' : usd(caps.costCapMicroUsd)} |`,
    `| CI runs | ${run.ciRuns} | ${caps.ciRunCap} |`,
    `| Active minutes | ${Math.ceil(run.activeMs / 60_000)} | ${strategy.run.activeMinutes} |`,
  ].join('\n');
  return [
    [
      '<details><summary>Pack: budget, gate, last evidence</summary>',
      budget,
      ...(gate.length > 0 ? [gatePart(gate)] : []),
      ...(last === undefined
        ? []
        : [
            `**Evidence of try ${last.attempt}** (${last.kind})\n${fenceCode(clamp(last.text, LOG_CHARS))}`,
          ]),
      '</details>',
    ].join('\n\n'),
  ];
}

/** What was objected to line by line, and what was not in one. */
function gatePart(gate: readonly GateLine[]): string {
  const passed = gate.filter(({ verdict }) => verdict === 'pass');
  const names = passed.map(({ rule, note }) =>
    note === '' ? rule : `${rule} (${quoted(note, 60)})`,
  );
  return [
    '**Gate of the last commit**',
    ...gate
      .filter(({ verdict }) => verdict !== 'pass')
      .map(
        ({ verdict, rule, note }) =>
          `- ${verdict}, ${rule}${note === '' ? '' : `: ${quoted(note, 300)}`}`,
      ),
    ...(names.length === 0 ? [] : [`- pass: ${names.join(', ')}`]),
  ].join('\n');
}
