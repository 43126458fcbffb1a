import { debtStatus, debtWords, findingsState, tierCleanliness } from '../findings/cleanliness.ts';
import { runFindings } from '../findings/stream.ts';
import { many, moment, thousands, usd } from '../report/words.ts';
import type { PhaseRun } from '../run/run.ts';
import type { PhaseStrategy, TierStrategy } from '../strategy/strategy.ts';
import { codeSpan, fenceCode, plainText, quoted } from '../text/neutralise.ts';
import { budgetRows, budgetTable } from './budget.ts';
import { countsOf, type FindingCounts, seenIn } from './issues.ts';
import { phaseFile, tierFile } from './names.ts';
import type { RunRecord } from './record.ts';
import { spentTable } from './spent-by.ts';
import type { AttemptTrace, Trace } from './trace.ts';

const page = (...parts: readonly string[]): string => `${parts.join('\n\n')}\n`;

/** The run on one page. */
export function runSummaryPage({ run, strategy }: RunRecord): string {
  const { failure, issue, repo, base, trigger } = run;
  const tiers = strategy.tiers.map((tier) => {
    const state = run.tiers.find(({ id }) => id === tier.id)?.state ?? 'PENDING';
    return `| [${tier.id} ${plainText(tier.name, 80)}](${tierFile(tier)}) | ${state} |`;
  });
  const phases = strategy.phases.map((limits) => {
    const phase = run.phases.find(({ id }) => id === limits.id);
    const spent = phase?.spent ?? { tokens: 0, microUsd: 0 };
    return `| [${limits.id} ${plainText(limits.name, 80)}](${phaseFile(limits)}) | ${phase?.state ?? 'QUEUED'} | ${phase?.attempt ?? 0} | ${thousands(spent.tokens)} | ${usd(spent.microUsd)} |`;
  });
  const models = Object.entries(run.spentBy)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([by, spent]) =>
        `| ${plainText(by, 120)} | ${spent.calls} | ${thousands(spent.tokens)} | ${usd(spent.microUsd)} |`,
    );
  return page(
    `# Run ${run.runId}: ${plainText(issue.title, 120)}`,
    [
      `- State: \`${run.state}\`${failure === null ? '' : ` (\`${failure.reason}\`${failure.phase === null ? '' : ` at ${failure.phase}`}: ${plainText(failure.detail, 600)})`}`,
      `- Issue: ${repo.owner}/${repo.name}, number ${issue.number}; started by ${plainText(trigger.actor.login, 60)} (${trigger.kind})`,
      `- From ${moment(run.startedAt)} to ${moment(run.updatedAt)}`,
      `- Base: \`${plainText(base.branch, 120)}\` at \`${base.sha}\`; head \`${run.head}\`; last verified \`${run.snapshot}\``,
      `- Plan \`${run.planHash}\`, strategy \`${run.strategyHash ?? 'none'}\`, ruleset \`${strategy.rulesetHash}\``,
      `- Profile \`${strategy.safetyProfile}\`, scope \`${strategy.runScope}\``,
      `- Promotion: \`${run.promotion}\`${run.merge === null ? '' : `, merged as \`${run.merge}\``}`,
      `- Findings: ${findingWords(countsOf(runFindings(run, strategy)))}`,
      `- Debt: \`${debtStatus(run, strategy)}\`: ${debtWords(run, strategy)}`,
    ].join('\n'),
    ['## Tiers', '', '| Tier | State |', '|---|---|', ...tiers].join('\n'),
    [
      '## Phases',
      '',
      '| Phase | State | Tries | Tokens | Cost |',
      '|---|---|---|---|---|',
      ...phases,
    ].join('\n'),
    [
      '## Models',
      '',
      '| Role and model | Calls | Tokens | Cost |',
      '|---|---|---|---|',
      ...models,
    ].join('\n'),
    `## Budget\n\n${budgetTable(budgetRows(run, strategy))}`,
  );
}

const findingWords = (counts: FindingCounts): string =>
  `${counts.distinct} distinct: ${counts.open_major} major and ${counts.open_minor} minor open, ${counts.closed} closed, ${counts.expected} there before`;

export function tierPage({ run, strategy }: RunRecord, tier: TierStrategy, trace: Trace): string {
  const limits = strategy.phases.filter((phase) => phase.tier === tier.id);
  const ids = limits.map(({ id }) => id);
  const counts = countsOf(seenIn(runFindings(run, strategy), ids));
  const { is: cleanliness, because } = tierCleanliness(run, strategy, tier.id);
  const state = run.tiers.find(({ id }) => id === tier.id)?.state ?? 'PENDING';
  const rows = budgetRows(run, strategy).filter(({ of }) => of === tier.id || ids.includes(of));
  return page(
    `# Tier ${tier.id}: ${plainText(tier.name, 120)}`,
    [
      `- State: \`${state}\``,
      `- Findings: ${findingWords(counts)}; tolerated ${tier.majorTolerated} major, ${tier.minorTolerated} minor`,
      `- Cleanliness: \`${cleanliness}\`${because.length === 0 ? '' : `: ${plainText(because.join(' '), 600)}`}`,
      `- Phases: ${limits.map((phase) => `[${phase.id}](../${phaseFile(phase)})`).join(', ')}`,
    ].join('\n'),
    ...(tier.description.trim() === '' ? [] : [plainText(tier.description, 2_000)]),
    budgetTable(rows),
    ...spentTable(trace.calls, ids),
  );
}

export function phasePage(
  { run, strategy }: RunRecord,
  limits: PhaseStrategy,
  trace: Trace,
): string {
  const phase = run.phases.find(({ id }) => id === limits.id);
  const attempts = trace.attempts.filter((one) => one.phase === limits.id);
  const findings = seenIn(runFindings(run, strategy), [limits.id]);
  const rows = budgetRows(run, strategy).filter(({ of }) => of === limits.id);
  return page(
    `# Phase ${limits.id}: ${plainText(limits.name, 120)}`,
    [
      ...limitLines(limits),
      ...outcomeLines(phase),
      `- Findings: \`${findingsState(run, strategy, limits.id)}\`, ${findingWords(countsOf(findings))}`,
    ].join('\n'),
    ...acceptancePart(limits, attempts),
    ...attempts.map(attemptPart),
    budgetTable(rows),
    ...spentTable(trace.calls, [limits.id]),
  );
}

const limitLines = (limits: PhaseStrategy): readonly string[] => [
  `- Tier ${limits.tier}; category \`${limits.category}\`, complexity \`${limits.complexity}\`, mode \`${limits.builderMode}\`, CI \`${limits.ciProfile}\``,
  `- Builder \`${plainText(limits.builder.model, 100)}\` (${plainText(limits.builder.because, 120)}), Auditor \`${plainText(limits.auditor.model, 100)}\` as \`${limits.auditorProfile}\``,
];

const outcomeLines = (phase: PhaseRun | undefined): readonly string[] => [
  `- State: \`${phase?.state ?? 'QUEUED'}\`${phase?.because == null ? '' : `: ${plainText(phase.because, 300)}`}`,
  ...(phase?.snapshot == null ? [] : [`- Verified at \`${phase.snapshot}\``]),
  ...((phase?.located ?? []).length === 0
    ? []
    : [
        `- Files that the Locator named: ${phase?.located?.map((path) => codeSpan(path)).join(', ')}`,
      ]),
];

/** Criteria with the evidence that the last audit had for them; ticked where CI was green on that very try. */
function acceptancePart(
  { acceptance }: PhaseStrategy,
  attempts: readonly AttemptTrace[],
): readonly string[] {
  if (acceptance.length === 0) return [];
  const audited = attempts.findLast(({ audits }) => audits.length > 0);
  const proven = audited?.audits.at(-1)?.acceptance ?? [];
  const green = audited?.ci?.verdict === 'green' && audited === attempts.at(-1);
  const lines = acceptance.map((criterion) => {
    const found = proven.find((one) => one.criterion === criterion);
    const evidence =
      found === undefined || found.evidence === '' ? '' : ` (${quoted(found.evidence, 300)})`;
    return `- [${found?.proven === true && green ? 'x' : ' '}] ${quoted(criterion, 300)}${evidence}`;
  });
  return [`## Acceptance\n\n${lines.join('\n')}`];
}

function attemptPart(attempt: AttemptTrace): string {
  const { commit, ci } = attempt;
  return [
    `## Try ${attempt.attempt}`,
    ...attempt.calls.map(
      (call) =>
        `- ${call.role} \`${plainText(call.model, 100)}\`: ${call.outcome}, ${thousands(call.settled?.tokens ?? 0)} of ${thousands(call.held.tokens)} tokens, prompt \`${call.prompt_sha256}\`${call.because === undefined ? '' : `; ${plainText(call.because, 200)}`}`,
    ),
    ...(attempt.refused === null ? [] : [`- Refused: ${attempt.refused}`]),
    ...(commit === null
      ? []
      : [
          `- Pushed \`${commit.head}\`: ${many(commit.files, 'file')}, +${commit.added} -${commit.removed}, risk ${commit.risk}`,
        ]),
    ...attempt.gate.map(
      (line) =>
        `- Gate ${line.verdict}, ${line.rule}${line.note === '' ? '' : `: ${quoted(line.note, 300)}`}`,
    ),
    ...(ci === null ? [] : [`- CI: ${ci.verdict}`]),
    ...attempt.audits.map(
      (audit) =>
        `- Audit of \`${audit.head}\`, round ${audit.round}: ${audit.verdict}. ${plainText(audit.summary, 600)}`,
    ),
    ...attempt.evidence.map((one) => `\n${one.kind}:\n\n${fenceCode(one.text)}`),
  ].join('\n');
}
