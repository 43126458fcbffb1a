/** Section 7: budgets. */
import { type Rule, rules, unit } from './rule.ts';

const budget = unit('run/budget');
const counts = unit('run/evolve-counts');
const compile = unit('strategy/compile');
const commands = unit('run/commands');
const limits = unit('run/decide-limits');

export const BUDGET: readonly Rule[] = [
  ...rules(7, 'src/core/budget.ts', [
    [
      'A hold has a margin of five per cent and 200 tokens over what was counted.',
      'Math.ceil(inputTokens * 1.05) + 200',
      'Math.ceil(inputTokens)',
      budget('is the counted input, five per cent and 200, and the output limit'),
    ],
    [
      'A hold includes the whole output limit that is sent.',
      'tokens: input + maxOutputTokens,',
      'tokens: input,',
      budget('is the counted input, five per cent and 200, and the output limit'),
    ],
    [
      'A hold is in money as well.',
      'Math.ceil(input * price.input + maxOutputTokens * price.output)',
      '0',
      budget('is the counted input, five per cent and 200, and the output limit'),
    ],
    [
      'A hold settles at most at itself.',
      'Math.min(tokens, hold.tokens)',
      'tokens',
      budget('settles never above itself, and says so'),
    ],
    [
      'It settles at most at itself in money.',
      'Math.min(microUsd, hold.microUsd)',
      'microUsd',
      budget('holds and settlements never exceed any cap'),
    ],
    [
      'Unknown usage settles in full.',
      'return { settled: { tokens: hold.tokens, microUsd: hold.microUsd }, anomaly: false };',
      'return { settled: { tokens: 0, microUsd: 0 }, anomaly: false };',
      budget('settles in full when the provider does not say'),
    ],
    [
      'A report above the hold is an anomaly.',
      'anomaly: tokens > hold.tokens || microUsd > hold.microUsd,',
      'anomaly: false,',
      budget('settles never above itself, and says so'),
    ],
    [
      'Cached input costs what cached input costs.',
      '(usage.input - cached) * price.input + cached * price.cachedInput',
      'usage.input * price.input',
      budget('settles at what was used'),
    ],
  ]),
  ...rules(7, 'src/core/run/cap-hit.ts', [
    [
      'A call that does not fit a cap in tokens is not made.',
      'if (used + wanted <= most) return null;',
      'if (used <= most) return null;',
      budget('stops the call that would break it'),
    ],
    [
      'The run has a cap in tokens.',
      "tokenHit('token_cap', 'The run', sizes) ??",
      '',
      budget('stops the call that would break it'),
    ],
    [
      'The run may have a cap in money.',
      'if (cap === null || run.spent.microUsd + amount.microUsd <= cap) return null;',
      'if (cap === null || run.spent.microUsd <= cap) return null;',
      budget('holds and settlements never exceed any cap'),
    ],
    [
      'A tier has a cap in tokens.',
      'tier.tokenCap,\n    ) ??',
      'Infinity,\n    ) ??',
      budget('stops the call that would break it'),
    ],
    [
      'A phase has a cap in tokens.',
      'self.spent.tokens, phase.tokenCap)',
      'self.spent.tokens, Infinity)',
      budget('stops the call that would break it'),
    ],
    [
      'The Auditor spends from the phase’s cap, at most 30 % of it.',
      'export const AUDITOR_SHARE = 0.3;',
      'export const AUDITOR_SHARE = 0.4;',
      budget('leaves the Auditor no more than its share of the phase'),
    ],
  ]),
  ...rules(7, 'src/core/run/evolve-call.ts', [
    [
      'What is spent is summed at the phase.',
      'spent: plus(phase.spent, amount),',
      '',
      counts('is the same at phase, role and run'),
    ],
    [
      'What is spent is summed at the run.',
      '    spent: plus(run.spent, amount),',
      '',
      counts('is the same at phase, role and run'),
    ],
    [
      'What is spent is summed by role and model.',
      'plus(run.spentBy[by] ?? { tokens: 0, microUsd: 0, calls: 0 }, amount)',
      'run.spentBy[by] ?? { tokens: 0, microUsd: 0, calls: 0 }',
      counts('is the same at phase, role and run'),
    ],
    [
      'A lost call is settled in full.',
      'settleCall(run, call, call.hold, at);\n  if',
      'settleCall(run, call, { tokens: 0, microUsd: 0 }, at);\n  if',
      counts('is the hold in full when a run ends in a call'),
    ],
    [
      'Active time is the time of calls, to the end of a lease at the most.',
      'Math.min(at, call.hold.lease.until) - call.startedAt',
      'at - call.startedAt',
      counts('is active time up to the end of the lease at the most'),
    ],
    [
      'After an anomaly nothing more is called.',
      'anomaly: anomaly(call, event),',
      'anomaly: null,',
      limits('that reports more than its hold is the last one'),
    ],
  ]),
  ...rules(7, 'src/core/run/stuck.ts', [
    [
      'CI runs of the run are capped.',
      'if (run.ciRuns >= ofRun)',
      'if (run.ciRuns < 0)',
      unit('run/states')('of the run'),
    ],
    [
      'CI runs of a tier are capped.',
      'return ciRunsIn(run, tierId) >= ofTier',
      'return ciRunsIn(run, tierId) < 0',
      unit('run/states')('of a tier'),
    ],
  ]),
  ...rules(7, 'src/core/run/evolve-phase.ts', [
    [
      'Each head that we push is a CI run.',
      'call: null,\n    ciRuns: run.ciRuns + 1,',
      'call: null,\n    ciRuns: run.ciRuns,',
      counts('is a CI run for each head that is pushed, by us or by people'),
    ],
    [
      'Each head that people push is one.',
      'ciRuns: moved.ciRuns + 1,',
      'ciRuns: moved.ciRuns,',
      counts('is a CI run for each head that is pushed, by us or by people'),
    ],
  ]),
  ...rules(7, 'src/core/strategy/compile.ts', [
    [
      'A tier’s tokens are a multiple of its phases’, and never more than the run’s.',
      'Math.min(Math.ceil(tokens), runTokens)',
      'Math.ceil(tokens)',
      compile('and each tier its caps, which never exceed the run’s'),
    ],
    [
      'A tier may have two CI runs a phase, and one for the baseline.',
      'tier.ci_runs_per_phase * phases.length + tier.baseline_ci_runs',
      'tier.ci_runs_per_phase * phases.length * 2',
      compile('and each tier its caps, which never exceed the run’s'),
    ],
    [
      'A repository lowers the CI runs of a run and never raises them.',
      'Math.min(ciRuns, budget.ci_runs ?? ciRuns)',
      'budget.ci_runs ?? ciRuns',
      compile('attempts and CI runs are only ever lowered'),
    ],
    [
      'A run may leave three minor findings a phase behind.',
      'ruleset.run.minor_per_phase * phases.length,',
      'ruleset.run.minor_per_phase,',
      compile('and the run its defaults'),
    ],
  ]),
  ...rules(7, 'src/core/strategy/freeze-models.ts', [
    [
      'Prices are frozen when the run starts.',
      'if (price !== undefined) prices[model] = price;',
      '',
      compile('freezes prices and abilities of the models that are used'),
    ],
  ]),
  ...rules(7, 'config/ruleset.yaml', [
    [
      'A run has 5,000,000 tokens, 25 phases, 120 minutes of active time and waits 48 hours.',
      'run: { token_cap: 5000000, max_phases: 25, active_minutes: 120, wait_hours: 48,',
      'run: { token_cap: 5000000, max_phases: 25, active_minutes: 121, wait_hours: 48,',
      compile('and the run its defaults'),
    ],
  ]),
  ...rules(7, 'src/core/plan/preflight.ts', [
    [
      'A cap that no call fits in is refused before a token is spent.',
      '...(tokens > cap ?',
      '...(tokens < 0 ?',
      unit('plan/preflight')('caps that not one call fits in'),
    ],
    [
      'A cap in money with a price that nobody knows is refused.',
      '.filter((model) => !Object.hasOwn(strategy.prices, model))',
      '.filter((model) => model === null)',
      unit('plan/preflight')('a cap in dollars where a price is not known'),
    ],
  ]),
  ...rules(7, 'src/core/run/commands-budget.ts', [
    [
      'People raise the tokens of a run only as far as the default branch allows.',
      'if (more.tokens > 0 && tokens > maxTokens)',
      'if (more.tokens < 0)',
      commands('budget +1000001'),
    ],
    [
      'People raise the money of a run only as far as the default branch allows.',
      'if (more.microUsd > 0 && money > maxMoney)',
      'if (more.microUsd < 0)',
      commands('budget +$3.01'),
    ],
    [
      'Who raises a budget needs the permission that the default branch names.',
      'if (!mayDo(command.permission, needs)) return no(`That needs the permission ${needs}.`);',
      '',
      commands('needs the permission that the default branch names'),
    ],
  ]),
  ...rules(7, 'src/core/run/caps.ts', [
    [
      'What people added counts.',
      'tokenCap: run.tokenCap + (raised?.tokens ?? 0),',
      'tokenCap: run.tokenCap,',
      unit('run/states')('is what people added on top'),
    ],
  ]),
];
