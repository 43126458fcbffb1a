/** Section 10: which checks have to be green where nobody named any. */
import { type Rule, rules, unit } from './rule.ts';

const marks = unit('gate/required');

export const REQUIRED: readonly Rule[] = [
  ...rules(10, 'src/core/gate/required.ts', [
    [
      'Without names, what GitHub marks as required decides.',
      'if (required === undefined || isEmpty(required)) return null;',
      'if (required === undefined || !isEmpty(required)) return null;',
      marks('decides where nobody named anything'),
    ],
    [
      'A workflow that is not over may still bring a required job.',
      "unit.status !== 'completed' || isBroken(unit)",
      'isBroken(unit)',
      marks('may still come from a workflow that is not over'),
    ],
    [
      'A required status that is red or pending holds back.',
      '...required.ofOthers.map(jobUnit),',
      '',
      marks('holds back as a status that is red or pending'),
    ],
    [
      'Where no job of ours is required, every workflow counts.',
      '...(isWorth ? undecided : whole),',
      '...undecided,',
      marks('makes nothing green that is no job of a verified workflow'),
    ],
    [
      'A required check run that no workflow of ours brought holds back.',
      '...strays(required, all.workflowRuns).map(jobUnit),',
      '',
      marks('counts a check run that Actions brought'),
    ],
    [
      'A required job that was skipped behind one that failed is red.',
      "jobs: job.conclusion === 'skipped' ? [job, ...failed] : [job],",
      'jobs: [job],',
      marks('is green when skipped, as GitHub has it'),
    ],
  ]),
  ...rules(10, 'src/core/gate.ts', [
    [
      'Configured names decide before what GitHub marks.',
      'const units = byName ? named : [',
      'const units = byName && marked === null ? named : [',
      marks('does not matter where names are configured'),
    ],
  ]),
];
