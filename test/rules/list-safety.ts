/** Sections 4 and 5: the parts of a run, and safety profiles. */
import { type Rule, rules, unit } from './rule.ts';

const compile = unit('strategy/compile');
const preflight = unit('plan/preflight');
const oneTier = unit('plan/one-tier');
const problems = unit('plan/problems');
const ruleset = unit('strategy/ruleset');
const tiers = unit('engine/tier-by-tier');

const FIELDS: readonly Rule[] = [
  ...rules(4, 'src/core/plan/resolve.ts', [
    [
      'Ids are unique within a run, whatever their case.',
      'const key = id.toLowerCase();',
      'const key = `${id} ${line}`;',
      problems('an id twice'),
    ],
    [
      'A plan without a phase is no plan.',
      'if (count === 0) {',
      'if (count < 0) {',
      problems('no phases'),
    ],
  ]),
  ...rules(4, 'src/core/plan/order.ts', [
    [
      'Dependencies that go in a circle are refused.',
      'if (looping !== null) {',
      'if (looping !== null && looping.length === 0) {',
      problems('tells of loops and of waiting for a later tier'),
    ],
    [
      'A phase cannot depend on one of a later tier.',
      'if (theirTier > ownTier) {',
      'if (theirTier < 0) {',
      problems('tells of loops and of waiting for a later tier'),
    ],
  ]),
  ...rules(4, 'src/core/plan/preflight.ts', [
    [
      'What a phase has to deliver lies in its scope.',
      'if (phase.scope.length > 0 && !matcher(phase.scope)(path))',
      "if (path === '')",
      preflight('deliverables outside the scope'),
    ],
    [
      'A protected path in a plan is refused before a token is spent.',
      '.filter((entry) => isClosed(entry, closed))',
      ".filter((entry) => entry === '')",
      preflight('protected paths that nobody opened'),
    ],
  ]),
  ...rules(4, 'src/core/run/evolve-recovery.ts', [
    [
      'A replan is counted apart and gives no attempt back.',
      'const counted = { ...phase, replans: (phase.replans ?? 0) + 1 };',
      'const counted = { ...phase, attempt: 0, replans: (phase.replans ?? 0) + 1 };',
      unit('run/recovery')('then to a stronger model, then to giving up'),
    ],
    [
      'Escalations are counted apart.',
      'escalations: (phase.escalations ?? 0) + 1,',
      '',
      unit('run/recovery')('then to a stronger model, then to giving up'),
    ],
  ]),
  ...rules(4, 'src/core/findings/cleanliness.ts', [
    [
      'A run’s debt is none, some, or more than it may leave behind.',
      "return 'excess_minor_issues';",
      "return 'has_minor_issues';",
      unit('findings/cleanliness')('is none, some, or more than it may leave behind'),
    ],
  ]),
];

const SAFETY: readonly Rule[] = [
  ...rules(5, 'config/ruleset.yaml', [
    [
      'Under normal, a minor finding ages out after 3 runs or 2 tiers, and a tier bears 2 minor findings a phase.',
      '{ minor_per_phase: 2, major_per_tier: 0, minor_ages_after_runs: 3, minor_ages_after_tiers: 2 }',
      '{ minor_per_phase: 2, major_per_tier: 0, minor_ages_after_runs: 4, minor_ages_after_tiers: 3 }',
      ruleset('are those of the safety profiles'),
    ],
    [
      'Under safety_critical, it ages out after 2 runs or 1 tier, and a tier bears 1 minor finding a phase.',
      '{ minor_per_phase: 1, major_per_tier: 0, minor_ages_after_runs: 2, minor_ages_after_tiers: 1 }',
      '{ minor_per_phase: 2, major_per_tier: 0, minor_ages_after_runs: 2, minor_ages_after_tiers: 1 }',
      compile('forgives less where the plan is safety critical'),
    ],
  ]),
  ...rules(5, 'src/core/plan/resolve.ts', [
    [
      'A safety-critical plan is one tier a run unless it says otherwise.',
      "(safetyProfile === 'safety_critical' ? 'single_tier' : 'multi_tier')",
      "'multi_tier'",
      unit('plan/parse')('defaults to one tier a run where the profile is safety critical'),
    ],
  ]),
  ...rules(5, 'src/core/plan/past-tiers.ts', [
    [
      'A tier that waits to be merged is not built again.',
      '|| !waits || run.pr === null) return null;',
      '|| waits || run.pr === null) return null;',
      tiers('does not build the first again while nobody has merged it, and says so'),
    ],
    [
      'Prose that is built tier by tier is planned once.',
      'return done.length === 0 || isEdited ||',
      'return done.length >= 0 || isEdited ||',
      tiers('is planned once'),
    ],
  ]),
  ...rules(5, 'src/core/plan/preflight.ts', [
    [
      'A plan of more phases than a run may have is refused, with a split by tier.',
      'if (plan.phases.length > run.maxPhases) {',
      'if (plan.phases.length < 0) {',
      preflight('more phases than a run may have, with a split by tier'),
    ],
  ]),
  ...rules(5, 'src/core/plan/one-tier.ts', [
    [
      'A run of a single tier builds the first one that no earlier run has merged.',
      '!done.includes(tierMark(tier))',
      "tier.id !== ''",
      oneTier('goes on with the next when that was merged'),
    ],
    [
      'It is told which tiers are left.',
      'left: later.map(({ id }) => id),',
      'left: [],',
      oneTier('builds the first one and says what is left'),
    ],
    [
      'Where nothing is left there is nothing to run.',
      'problems: [ALL_DONE] };',
      'problems: [] };',
      oneTier('is refused when nothing is left'),
    ],
  ]),
  ...rules(5, 'src/core/run/promotion.ts', [
    [
      'The issue stays open until its last tier is merged.',
      'const isLast = strategy.tiersLeft === undefined;',
      'const isLast = true;',
      unit('run/states')('leaves the issue open while tiers are left'),
    ],
  ]),
  ...rules(5, 'src/core/plan/split.ts', [
    [
      'The split keeps tiers whole as long as they fit.',
      'last.length + own.length > most',
      'last.length >= most',
      unit('plan/split')('keeps tiers whole where it can'),
    ],
  ]),
  ...rules(5, 'src/core/plan/phase.ts', [
    [
      'A word that a field does not know is an error, never a default.',
      "const complexity = oneOf(field('complexity'), Complexity.options, report);",
      "const complexity = oneOf(field('complexity'), Complexity.options, () => undefined);",
      problems('names the nearest field, category, value and phase'),
    ],
  ]),
  ...rules(5, 'src/core/strategy/compile.ts', [
    [
      'A tier bears as many minor findings as profile and category allow, whichever is less.',
      'Math.min(profile.minor_per_phase, ruleset.categories[phase.category].minor_factor)',
      'Math.max(profile.minor_per_phase, ruleset.categories[phase.category].minor_factor)',
      compile('and each tier its caps, which never exceed the run’s'),
    ],
  ]),
];

export const SAFETIES: readonly Rule[] = [...FIELDS, ...SAFETY];
