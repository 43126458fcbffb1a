/** Sections 6, 7, 8, 11 and 15: what is freed or raised again, and what people are offered. */
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
];
