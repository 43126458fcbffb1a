import type { Strategy } from '../strategy/strategy.ts';
import { plainText } from '../text/neutralise.ts';
import { count, many, usd } from './words.ts';

/** A table before anybody decided where it is shown; cells hold plain text. */
export interface Grid {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What was read out of a plan, for the one who wrote it: a scope that was lost would be every path. */
export const readGrid = ({ phases }: Pick<Strategy, 'phases'>): Grid => ({
  headers: ['Phase', 'May change', 'Has to deliver', 'Shown as well', 'Criteria', 'After'],
  rows: phases.map((phase) => [
    `${phase.id} ${phase.name}`,
    listed(phase.scope, 'all but protected paths'),
    listed(phase.deliverables, '–'),
    listed(
      phase.readOnlyContext.map(({ path }) => path),
      '–',
    ),
    String(phase.acceptance.length),
    listed(phase.dependsOn, '–'),
  ]),
});

const SHOWN = 4;

function listed(entries: readonly string[], none: string): string {
  const more = entries.length - SHOWN;
  const shown = entries.slice(0, SHOWN).join(', ');
  return entries.length === 0 ? none : `${shown}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What governs each phase of a compiled strategy. */
export const phaseGrid = ({ phases }: Pick<Strategy, 'phases'>): Grid => ({
  headers: [
    'Phase',
    'Category',
    'Complexity',
    'CI',
    'Builder / auditor attempts',
    'Tokens',
    'Output',
    'Builder',
    'Auditor',
    'Profile',
    'Auto-apply',
  ],
  rows: phases.map((phase) => [
    `${phase.id} ${phase.name}`,
    `${phase.category}${phase.highRisk ? ' (high risk)' : ''}`,
    phase.complexity,
    phase.ciProfile,
    `${phase.builderAttempts} / ${phase.auditorAttempts}`,
    count(phase.tokenCap),
    count(phase.outputTokens),
    phase.builder.model,
    phase.auditor.model,
    phase.auditorProfile,
    phase.autoApply ? 'yes' : 'no',
  ]),
});

export const tierGrid = ({ tiers, phases }: Pick<Strategy, 'tiers' | 'phases'>): Grid => ({
  headers: ['Tier', 'Phases', 'Tokens', 'CI runs', 'Minor tolerated', 'Major tolerated'],
  rows: tiers.map((tier) => [
    `${tier.id} ${tier.name}`,
    String(phases.filter((phase) => phase.tier === tier.id).length),
    count(tier.tokenCap),
    String(tier.ciRunCap),
    String(tier.minorTolerated),
    String(tier.majorTolerated),
  ]),
});

/** What an empty `ci.required` comes to. */
const NOT_NAMED = 'what GitHub requires, else every workflow';

/** What governs the run as a whole. */
export function runGrid(strategy: Strategy): Grid {
  const { run, ci, audit } = strategy;
  return {
    headers: ['Run', 'Value'],
    rows: [
      ['Safety profile', strategy.safetyProfile],
      ['Scope', strategy.runScope],
      ['Tokens', count(run.tokenCap)],
      ['Money', run.costCapMicroUsd === null ? 'no cap in money' : usd(run.costCapMicroUsd)],
      ['Phases', `${strategy.phases.length} of ${run.maxPhases}`],
      ['CI runs', String(run.ciRunCap)],
      ['Active minutes', String(run.activeMinutes)],
      ['Longest wait', many(run.waitHours, 'hour')],
      [
        'Audit',
        `${audit.when}, ${many(audit.rounds, 'round')}, ${many(audit.maxInline, 'comment')} on lines`,
      ],
      ...(strategy.locator === undefined ? [] : [['Locator', strategy.locator.model]]),
      ['Required of CI', ci.required.length === 0 ? NOT_NAMED : ci.required.join(', ')],
      ['Ruleset', strategy.rulesetHash.slice(0, 12)],
      ['Plan', strategy.planHash.slice(0, 12)],
    ],
  };
}

/** For a comment or a check: what a plan or a configuration says is only text there. */
export const markdownTable = ({ headers, rows }: Grid): string =>
  [
    `| ${headers.join(' | ')} |`,
    `|${'---|'.repeat(headers.length)}`,
    ...rows.map((row) => `| ${row.map((cell) => plainText(cell, 100)).join(' | ')} |`),
  ].join('\n');

/** The whole strategy as Markdown. */
export const strategyMarkdown = (strategy: Strategy): string =>
  [phaseGrid(strategy), tierGrid(strategy), runGrid(strategy)].map(markdownTable).join('\n\n');
