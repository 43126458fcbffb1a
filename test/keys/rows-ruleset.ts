/** The other keys of config/ruleset.yaml. */
import { Ruleset } from '../../src/core/strategy/ruleset.ts';
import { reviewsOf } from '../../src/core/report/review.ts';
import { fold } from '../../src/core/run/evolve.ts';
import type { RunEvent } from '../../src/core/run/event.ts';
import { ci, evidence, hold, kept, MINUTE, started } from '../unit/run/story.ts';
import { cleanUps } from './debts.ts';
import { startsFor, tidied } from './engine.ts';
import { cleaning, merging } from './promotion.ts';
import type { Row, Settings } from './settings.ts';
import {
  audit,
  BEGUN,
  codes,
  failures,
  HEAD,
  next,
  ON_BRANCH,
  stopped,
  strategyOf,
  through,
  asked,
} from './world.ts';

/** A call of 200,000 tokens. */
const LARGE = { tokens: 200_000 };

const COMPLEXITIES = [
  ['low', 'docs', 200_000],
  ['medium', 'feature_scaffolding', 500_000],
  ['high', 'cross_cutting_refactor', 1_000_000],
] as const;

const complexityRows = COMPLEXITIES.flatMap(([complexity, category, cap]): readonly Row[] => [
  {
    key: `ruleset/complexity/${complexity}/token_cap`,
    to: 4_000_000,
    see: (settings) => stopped(settings, { tokens: cap + 1 }, category),
  },
  {
    key: `ruleset/complexity/${complexity}/output_tokens`,
    to: 1_000,
    see: (settings) => asked(settings, category).maxOutputTokens,
  },
]);

const profileRows = (['normal', 'safety_critical'] as const).flatMap((safety): readonly Row[] => {
  const key = (field: string): string => `ruleset/profiles/${safety}/${field}`;
  const left = (found: { minor?: number; major?: number }) => (settings: Settings) =>
    next(settings, { safety, events: through(found) });
  return [
    { key: key('minor_per_phase'), to: 0, see: left({ minor: 1 }) },
    { key: key('major_per_tier'), to: 1, see: left({ major: 1 }) },
    {
      key: key('minor_ages_after_runs'),
      to: 1,
      given: [[key('minor_ages_after_tiers'), 9]],
      see: (settings) => cleanUps(settings, safety),
    },
    {
      key: key('minor_ages_after_tiers'),
      to: 1,
      given: [
        [key('minor_ages_after_runs'), 9],
        [key('minor_ages_after_tiers'), 9],
      ],
      see: (settings) => cleanUps(settings, safety),
    },
  ];
});

/** The Builder's first answer took two minutes, and was refused. */
const TWO_MINUTES: readonly RunEvent[] = [
  BEGUN,
  { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: hold('builder', { id: 'b1' }) },
  { ...kept('b1'), at: 2 * MINUTE },
  {
    ...{ type: 'edits-refused', at: 2 * MINUTE, phase: 'T1.P1', attempt: 1 },
    ...{ evidence: evidence('refused'), gate: [] },
  },
];

export const commentsOf = (settings: Settings): unknown => {
  const strategy = strategyOf(settings);
  const events = [...started(strategy), ...ON_BRANCH, ...audit('revise', { major: 1 })];
  return reviewsOf(fold(undefined, events), strategy).map(({ draft }) => draft.comments.length);
};

export const later = (settings: Settings, minutes: number, seen: ReturnType<typeof ci>): unknown =>
  next(settings, {
    events: [...ON_BRANCH, ...audit('approve')],
    seen: { now: minutes * MINUTE, ci: seen },
  });

const NOTHING_RUNS = { head: HEAD, workflowRuns: [], otherChecks: [] };
export const unregistered = (settings: Settings): unknown => later(settings, 30, NOTHING_RUNS);
export const settling = (settings: Settings): unknown => later(settings, 5, ci(HEAD, 'success'));
export const waiting = (settings: Settings): unknown => later(settings, 120, ci(HEAD, null));
export const slow = (settings: Settings): unknown => next(settings, { events: TWO_MINUTES });

export const raising = (settings: Settings): unknown =>
  next(settings, {
    seen: {
      commands: [
        {
          ...{ id: 'C1', at: MINUTE, actor: { id: 5, login: 'alice' } },
          ...{ text: '/autopack budget +1k', permission: 'maintain' },
        },
      ],
    },
  });
export const MAY_GROW = ['repository/budget', { max_tokens: 6_000_000 }] as const;

export const RULESET_ROWS: readonly Row[] = [
  {
    key: 'ruleset/version',
    to: 2,
    see: ({ ruleset }) => Ruleset.safeParse(ruleset).success,
  },
  ...complexityRows,
  ...profileRows,
  { key: 'ruleset/tier/token_factor', to: 0.5, see: (settings) => stopped(settings, LARGE) },
  {
    key: 'ruleset/tier/ci_runs_per_phase',
    to: 1,
    see: (settings) => next(settings, { events: failures(2) }),
  },
  {
    key: 'ruleset/tier/baseline_ci_runs',
    to: 0,
    see: (settings) => next(settings, { events: failures(2) }),
  },
  { key: 'ruleset/run/token_cap', to: 100_000, see: (settings) => stopped(settings, LARGE) },
  { key: 'ruleset/run/max_phases', to: 1, see: (settings) => codes(settings, { phases: 2 }) },
  { key: 'ruleset/run/active_minutes', to: 1, see: slow },
  { key: 'ruleset/run/wait_hours', to: 1, see: waiting },
  {
    key: 'ruleset/run/minor_per_phase',
    to: 0,
    see: (settings) => next(settings, { events: through({ minor: 1 }) }),
  },
  {
    key: 'ruleset/audit/when',
    to: 'on_trigger',
    see: (settings) => next(settings, { events: ON_BRANCH, seen: { ci: ci(HEAD, null) } }),
  },
  { key: 'ruleset/audit/max_inline', to: 0, see: commentsOf },
  { key: 'ruleset/audit/rounds', to: 1, see: sentBack },
  { key: 'ruleset/ci/register_timeout', to: '1h', see: unregistered },
  { key: 'ruleset/ci/settle', to: '30m', see: settling },
  { key: 'ruleset/promotion/auto_merge', to: true, see: merging },
  { key: 'ruleset/promotion/delete_branch', to: true, see: cleaning },
  { key: 'ruleset/retention/ledger_days', to: 200, see: tidied },
  { key: 'ruleset/start', to: 'maintain', see: (settings) => startsFor(settings, 'write') },
  { key: 'ruleset/raise_budget', to: 'admin', given: [MAY_GROW], see: raising },
  {
    key: 'ruleset/protected',
    to: ['nothing/**'],
    see: (settings) => codes(settings, { scope: '.npmrc' }),
  },
];

/** The Auditor sent the first head back, and CI is green on it. */
export function sentBack(settings: Settings): unknown {
  const green: RunEvent = {
    ...{ type: 'ci-finished', at: 0, phase: 'T1.P1', head: HEAD },
    report: { verdict: 'green', jobs: [], excerpt: '' },
  };
  return next(settings, { events: [...ON_BRANCH, ...audit('revise', { major: 1 }), green] });
}
