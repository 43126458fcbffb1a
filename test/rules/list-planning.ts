/** Section 12: planning and reuse. */
import { type Rule, rules, unit } from './rule.ts';

const reuse = unit('planning/reuse');
const licence = unit('planning/licence');
const sources = unit('planning/attribution');
const prose = unit('planning/prose');
const first = unit('run/plan-first');
const catalog = unit('planning/catalog');

export const PLANS: readonly Rule[] = [
  ...rules(12, 'src/core/run/plan-step.ts', [
    [
      'A plan that the Planner wrote is shown before any work.',
      "if (run.strategyHash !== null) return [{ do: 'post-plan' }];",
      '',
      first('makes a plan, shows it, and only then looks for a phase'),
    ],
    [
      'A plan is mended once, and the run ends after that.',
      'if (planning.attempts < PLAN_ATTEMPTS)',
      'if (planning.attempts < Infinity)',
      first('mends a plan once, and ends after that'),
    ],
  ]),
  ...rules(12, 'src/core/run/evolve-plan.ts', [
    [
      'A plan is wanted once.',
      "if (run.planning !== undefined) throw new Error('a plan is wanted once');",
      '',
      first('a second wish'),
    ],
    [
      'Planning is no move of a run that has its plan.',
      "if (run.state !== 'PLAN_BOOTSTRAP' || run.strategyHash !== null)",
      'if (run.seq < 0)',
      unit('run/planned-once')('nothing is planned once the plan is frozen'),
    ],
    [
      'What is lost of planning is paid for.',
      'amount: call.hold, at: event.at }), call: null };',
      'amount: { tokens: 0, microUsd: 0 }, at: event.at }), call: null };',
      first('pays for what is lost, and not for what is declined'),
    ],
  ]),
  ...rules(12, 'src/core/planning/write-plan.ts', [
    [
      'The Planner cannot loosen what the issue says.',
      "front.safetyProfile === 'safety_critical' ||",
      '',
      prose('cannot loosen what the issue says'),
    ],
  ]),
  ...rules(12, 'src/core/planning/prose.ts', [
    [
      'A text that has anything of a plan in it is its author’s to mend.',
      'if (drafted.draft.tiers.length > 0) return null;',
      '',
      unit('planning/no-prose')('a sound plan is no prose'),
    ],
  ]),
  ...rules(12, 'src/core/planning/match.ts', [
    [
      'The Planner may name only what is verified, a person also what is pinned.',
      "automatic: input.by === 'planner',",
      'automatic: false,',
      reuse('has 999 stars'),
    ],
    [
      'Nothing outside of the catalog is taken over.',
      'if (entry === undefined)\n',
      'if (plan.tiers.length < 0 || entry === undefined && feature.length < 0)\n',
      reuse('is nothing outside of the catalog, with the nearest name'),
    ],
  ]),
  ...rules(12, 'src/core/planning/judge-repo.ts', [
    [
      'What is not pinned is not taken over.',
      '[!isPinned(repo),',
      '[false,',
      reuse('has no files'),
    ],
    [
      'What has a restricted licence is not taken over.',
      "[verdict.is === 'restricted',",
      '[false,',
      reuse('has a restricted licence'),
    ],
    [
      'What has no licence by SPDX is not taken over.',
      "[verdict.is === 'unknown',",
      '[false,',
      reuse('has a licence in words'),
    ],
    [
      'What nobody verified is not taken over by itself.',
      '[!repo.verified && automatic,',
      '[false,',
      reuse('is not verified'),
    ],
    [
      'Where safety is critical only what is verified is taken over.',
      '[!repo.verified && !automatic && safetyCritical,',
      '[false,',
      reuse('is only what is verified where safety is critical'),
    ],
    [
      'Quality has a threshold.',
      '[(repo.quality_score ?? 0) < quality.min_score,',
      '[false,',
      reuse('is of low quality'),
    ],
    ['Stars have a threshold.', '[(repo.stars ?? 0) < stars,', '[false,', reuse('is hardly known')],
    [
      'Stars have a higher threshold where nobody named the source.',
      'automatic ? quality.automatic_min_stars : quality.min_stars',
      'quality.min_stars',
      reuse('has 999 stars'),
    ],
    [
      'The last commit is not older than 24 months.',
      '[age === null || age > months,',
      '[false,',
      reuse('is old'),
    ],
    [
      'It is not older than 6 months where nobody named the source.',
      'automatic ? quality.automatic_max_age_months : quality.max_age_months',
      'quality.max_age_months',
      reuse('was left seven months ago'),
    ],
    ['A source has tests.', '[repo.has_tests !== true,', '[false,', reuse('has no tests')],
    [
      'A source has documentation.',
      '[repo.has_docs !== true,',
      '[false,',
      reuse('has no documentation'),
    ],
  ]),
  ...rules(12, 'src/core/planning/licence.ts', [
    [
      'MIT, BSD, Apache and ISC are allowed, and nothing else.',
      "  'ISC',\n] as const;",
      "  'ISC',\n  'GPL-3.0-only',\n] as const;",
      licence('GPL-3.0-only'),
    ],
    [
      'A licence is read from its text: no condition may stand beside it.',
      'if (hidesTerms(text)) return null;',
      '',
      licence('a condition in the line of a name'),
    ],
  ]),
  ...rules(12, 'src/core/planning/sources.ts', [
    [
      'What is taken over is the pinned text, byte by byte.',
      'if (sha256Hex(text) !== sha256)',
      "if (sha256 === '')",
      sources('is nothing that cannot be read, is gone, or is another by a byte'),
    ],
    [
      'Its licence text is of the licence that the catalog says.',
      'if (licence === null || !reuse.licences.includes(licence))',
      'if (reuse.licences.length === 0)',
      sources('has the licence that the catalog says'),
    ],
  ]),
  ...rules(12, 'src/core/planning/insert-reuse.ts', [
    [
      'Reuse has phases of its own, before what uses it.',
      'phases: [...made, ...phases] },',
      'phases: [...phases, ...made] },',
      reuse('takes it over before what uses it, in a tier of its own'),
    ],
    [
      'What uses it waits for it.',
      'dependsOn: [...phase.dependsOn, ...needs]',
      'dependsOn: [...phase.dependsOn]',
      reuse('takes it over before what uses it, in a tier of its own'),
    ],
    [
      'A reuse phase is of the category with high-risk treatment.',
      "category: 'external_feature_reuse',",
      "category: 'feature_scaffolding',",
      reuse('takes it over before what uses it, in a tier of its own'),
    ],
  ]),
  ...rules(12, 'src/core/planning/apply-lookup.ts', [
    [
      'A reuse phase has half the tokens of its category.',
      'const REUSE_SHARE = 0.5;',
      'const REUSE_SHARE = 1;',
      reuse('costs less: by the share that is reused'),
    ],
    [
      'CI is as strict as the stack asks for.',
      "lookup.profile?.ciProfile === 'strict'",
      'lookup.profile?.ciProfile === null',
      unit('planning/stack')('makes CI strict where the stack asks for it'),
    ],
    [
      'No stack raises a budget above what it was.',
      'Math.min(1, lookup.factor *',
      'Math.min(2, lookup.factor *',
      unit('planning/stack')('never raises a budget'),
    ],
  ]),
  ...rules(12, 'src/core/planning/requirements.ts', [
    [
      'From a reuse share of 80 % on budgets are halved.',
      'share >= 0.8 ?',
      'share > 0.8 ?',
      unit('planning/stack')('halves from 80 % on'),
    ],
    [
      'From 40 % on they are three quarters.',
      'share >= 0.4 ?',
      'share > 0.4 ?',
      unit('planning/stack')('takes a quarter from 40 % on'),
    ],
    [
      'Below that they are as they were.',
      '0.75 : 1;',
      '0.75 : 0.9;',
      unit('planning/stack')('takes nothing below'),
    ],
  ]),
  ...rules(12, 'src/core/planning/catalog.ts', [
    [
      'An entry is not verified without a pin.',
      '.refine((repo) => !repo.verified || isPinned(repo), {',
      '.refine((repo) => repo.id !== null, {',
      catalog('is not verified without a pin'),
    ],
  ]),
];
