/** What is freed or raised again, what people are offered, and numbers and fields that stand by themselves. */
import { type Rule, rules, unit } from './rule.ts';

const choices = unit('report/choices');
const promotion = unit('run/promotion');

export const CHOICE_RULES: readonly Rule[] = [
  ...rules(6, 'src/core/run/verdict.ts', [
    [
      'A phase is freed when nothing major of its audit is open any more, and not by the first that is dismissed.',
      'dismissed && !blocking',
      'dismissed',
      unit('run/verdict')('is free when the last major finding is gone, and not before'),
    ],
    [
      'Minor findings that an audit left open do not keep a phase.',
      "status === 'open' && severity === 'major'",
      "status === 'open'",
      unit('run/verdict')('is not kept by what is minor'),
    ],
  ]),
  ...rules(7, 'src/core/run/caps.ts', [
    [
      'A tier that only the run’s cap held back is raised with it.',
      'tokenCap: tier.tokenCap + more',
      'tokenCap: tier.tokenCap',
      unit('run/budget')('only the run’s cap held back is raised with it'),
    ],
    [
      'A tier with a smaller cap of its own keeps it.',
      'tier.tokenCap < run.tokenCap ? 0 :',
      'tier.tokenCap < 0 ? 0 :',
      unit('run/budget')('has a smaller cap of its own keeps it'),
    ],
  ]),
  ...rules(8, 'src/core/findings/stream.ts', [
    [
      'A finding counts in every tier that raised it.',
      'phases: draft.phases ?? [draft.phase],',
      'phases: [draft.phase],',
      unit('findings/stream')('count in every tier that raised them'),
    ],
  ]),
  ...rules(8, 'src/agents/audit-findings.ts', [
    [
      'Who raises a finding again does not make forgotten who raised it before.',
      'const before = known === undefined ? [] : (known.phases ?? [known.phase]);',
      'const before: string[] = [];',
      unit('agents/audit-findings')('that a later phase raises again was seen by both'),
    ],
  ]),
  ...rules(11, 'src/core/verify/verdicts.ts', [
    [
      'A promotion that was blocked goes on at the head that was verified, and at no other.',
      "? (same('the last verified head', run.snapshot, head) ??",
      '? (null ??',
      promotion('is part of the record when it goes on, at the head that was verified'),
    ],
    [
      'It goes on only when what blocked it is gone.',
      'return unclean === null\n',
      'return run.seq > 0\n',
      promotion('is part of the record when it goes on, at the head that was verified'),
    ],
  ]),
  ...rules(15, 'src/core/report/choices.ts', [
    [
      'A cap in tokens is offered to be raised only as far as it can be.',
      'case MORE_TOKENS:\n      return caps.tokenCap < most.tokens ? choice',
      'case MORE_TOKENS:\n      return caps.tokenCap > 0 ? choice',
      choices('offer more as long as there is more to have'),
    ],
    [
      'A cap in money is offered to be raised only as far as it can be.',
      '(caps.costCapMicroUsd ?? 0) < most.microUsd ? choice',
      'caps.tokenCap > 0 ? choice',
      choices('offer more as long as there is more to have'),
    ],
    [
      'A stop by a tier’s cap offers more of the run’s where that reaches the tier, and says where it does not.',
      'if (!isRaised({ run, strategy }, phase))',
      'if (run.seq < 0)',
      choices('say so where the tier has a cap of its own'),
    ],
    [
      'What people’s commits stand on is not offered to be rolled back.',
      'return peopleSinceSnapshot(run)\n',
      'return run.seq < 0\n',
      choices('leave the branch to people who pushed on top of it'),
    ],
  ]),
  ...rules(3, 'src/core/run/phase.ts', [
    [
      'Only one place has a run succeed.',
      "{ type: 'run-succeeded', at, head: run.head },",
      "{ type: 'run-succeeded', at: at, head: run.head } as RunEvent, // { type: 'run-succeeded', }",
      unit('run/finalizer')('has a run succeed'),
    ],
  ]),
  ...rules(3, 'src/core/run/give-up.ts', [
    [
      'Only one place completes a phase.',
      "{ type: 'phase-failed', at: now, phase: phase.id, reason },",
      "{ type: 'phase-completed', at: now, phase: phase.id, head: run.head },",
      unit('run/finalizer')('completes a phase'),
    ],
  ]),
  ...rules(4, 'src/core/findings/cleanliness.ts', [
    [
      'A phase knows the worst that is open of what it raised.',
      "if (major > 0) return 'has_major_issues';",
      '',
      unit('findings/cleanliness')('has the state of the worst that is open of what it raised'),
    ],
  ]),
  ...rules(6, 'src/core/strategy/compile.ts', [
    [
      'What is not applied by itself completes only with strict CI.',
      '|| !rule.auto_apply ?',
      '?',
      unit('strategy/held')('has strict CI, whatever its category says'),
    ],
  ]),
  ...rules(12, 'config/stack_profiles.yaml', [
    [
      'A stack changes budgets and CI as the playbook has it.',
      'budget_modifier: 0.8\n    default_ci_profile: normal\n  typescript_api:',
      'budget_modifier: 0.5\n    default_ci_profile: normal\n  typescript_api:',
      unit('strategy/held')('change budgets and CI as the playbook has it'),
    ],
  ]),
  ...rules(13, 'config/ruleset.yaml', [
    [
      'An answer has room for 8,192, 12,288 or 16,384 tokens, by complexity.',
      'medium: { token_cap: 500000, output_tokens: 12288 }',
      'medium: { token_cap: 500000, output_tokens: 8192 }',
      unit('strategy/held')('are tokens and room for an answer by complexity'),
    ],
  ]),
  ...rules(14, 'src/core/report/status.ts', [
    [
      'A phase is warned about at half of its time.',
      'const SLOW_FROM = 0.5;',
      'const SLOW_FROM = 0.9;',
      unit('report/status')('warns when a phase has used half of its time'),
    ],
  ]),
  ...rules(7, 'src/core/artefacts/spent-by.ts', [
    [
      'What is spent is told by role and model at the phase and at the tier.',
      'if (settled === null || !phases.includes(phase)) continue;',
      'if (settled === null) continue;',
      unit('artefacts/spent-by')('adds up to what each phase spent, and each tier'),
    ],
  ]),
  ...rules(3, 'src/core/run/candidate.ts', [
    [
      'A phase that changes nothing is complete by what CI says of the head as it is, and not without.',
      "if (judged.green && judged.audit === 'approve')",
      "if ((judged.green || candidate.files === 0) && judged.audit === 'approve')",
      unit('run/no-op')('is complete by what CI says of the head as it is, and not without'),
    ],
    [
      'A run that has changed nothing opens no pull request.',
      'if (run.pr === null && candidate.head !== run.base.sha)',
      'if (run.pr === null)',
      unit('run/no-op')('has nothing that a pull request could be opened for'),
    ],
  ]),
  ...rules(13, 'src/core/run/cut.ts', [
    [
      'An answer that used 95 % of its room and does not end was cut off.',
      'const NEARLY_ALL = 0.95;',
      'const NEARLY_ALL = 0.99;',
      unit('run/cut')('was cut off when it does not end, and not before 95 per cent'),
    ],
  ]),
  ...rules(13, 'src/engine/call.ts', [
    [
      'What was cut off is told so in the ledger, so that the rest is asked for.',
      'stop: stopOf(reply, room),',
      'stop: reply.stop,',
      unit('run/model-call')('that fills its room and does not end was cut off'),
    ],
  ]),
];
