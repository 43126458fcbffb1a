/** Sections 14 and 15: people’s commits and commands. */
import { type Rule, rules, unit } from './rule.ts';

const limits = unit('run/decide-limits');
const commands = unit('run/commands');

export const PEOPLES: readonly Rule[] = [
  ...rules(14, 'src/core/run/decide.ts', [
    [
      'Commits of people are recorded and kept.',
      "if (branch.is === 'ahead') {",
      "if (branch.is === 'ahead' && run.seq < 0) {",
      limits('may add commits, which are kept'),
    ],
    [
      'A branch that was moved back is a question to people, and nothing is undone.',
      'if (held?.why === undefined)\n',
      'if (run.seq < 0)\n',
      limits('who move the branch back are believed only after the replicas had time'),
    ],
    [
      'A replica that lags is not taken for a person.',
      'if (now < run.updatedAt + LAG_MS) return [];',
      '',
      limits('who move the branch back are believed only after the replicas had time'),
    ],
    [
      'The label holds a run.',
      'return labelled\n',
      'return labelled && run.seq < 0\n',
      limits('hold the run with a label'),
    ],
  ]),
  ...rules(14, 'src/core/run/evolve-phase.ts', [
    [
      'A commit of people is a candidate of its own, which nobody has judged.',
      '    head,\n    pushedAt: at,\n    ci: null,\n    auditMisses: 0,\n    audit: null,',
      '    head,\n    pushedAt: at,\n    ci: last.ci,\n    auditMisses: 0,\n    audit: last.audit,',
      unit('run/promotion')('is verified again: the Auditor is asked about it'),
    ],
  ]),
  ...rules(15, 'src/core/run/commands.ts', [
    [
      'What changes a run needs write access.',
      "if (!mayDo(command.permission, 'write'))",
      "if (!mayDo(command.permission, 'none'))",
      limits('who may not write cannot'),
    ],
    [
      'A person may cancel at any step.',
      "over(at, 'cancelled', `Cancelled by ${by}.`)",
      '',
      limits('who may write can cancel at any step, even with a call open'),
    ],
    [
      'A person may finish a run.',
      "return yes(text, over(at, 'finished_by_person', text));",
      'return yes(text);',
      commands('finish ends the run and says who did'),
    ],
    [
      'A run that is over is not stopped again.',
      'return isTerminal(run) ? no(`Run ${run.runId} is over already.`) : stopping(name, heard);',
      'return stopping(name, heard);',
      commands('finish ends the run and says who did'),
    ],
    [
      'What is dismissed is dismissed for a reason.',
      "if (reason === '')",
      "if (reason === ' ')",
      commands('dismiss F-1'),
    ],
  ]),
  ...rules(15, 'src/core/run/commands-again.ts', [
    [
      'A retry names a phase that failed.',
      "return phase.state === 'FAILED' ? phase :",
      "return phase.state !== 'COMPLETE' ? phase :",
      commands('retry T1.P2'),
    ],
    [
      'A retry adds five attempts at the most.',
      'const MAX_MORE = 5;',
      'const MAX_MORE = 6;',
      commands('retry T1.P1 --attempts 6'),
    ],
    [
      'A retry queues what was skipped because of the failure.',
      'if (isLost) lost.add(id);\n    return isLost;',
      'return false;',
      commands('reopens the run with more attempts, and queues what was skipped with it'),
    ],
    [
      'A run whose pull request is closed is not brought back.',
      "if (seen.pull !== null && seen.pull.state !== 'open')\n",
      'if (run.seq < 0)\n',
      commands('is refused when it could lead nowhere'),
    ],
    [
      'Rolling back leaves people’s commits alone.',
      "if (isAheadOf(heard)) return no('People’s commits stand on top of it. Revert it by hand.');",
      '',
      commands('leaves people’s commits alone'),
    ],
    [
      'What a person pushed is taken as the work.',
      'const adopt = isAheadOf(heard);',
      'const adopt = false;',
      commands('takes what a person pushed as the work, and has it judged'),
    ],
  ]),
  ...rules(15, 'src/core/run/phase.ts', [
    [
      'A person may have a run stop after the phase at work.',
      'run.stopAfter !== undefined &&\n    lost === undefined &&',
      'run.seq < 0 &&\n    lost === undefined &&',
      commands('holds the run at the next boundary'),
    ],
    [
      'What is rolled back ends the run, or is left out of the plan.',
      '[notRolledBack(asked, now)] : rolledBack(asked, now)',
      '[] : []',
      commands('takes the work away and ends, or goes on without it'),
    ],
    [
      'What a person put on the branch is judged as it stands.',
      'if (phase.adopt === true) return record(...adopted(run, phase, seen.now));',
      '',
      commands('takes what a person pushed as the work, and has it judged'),
    ],
  ]),
  ...rules(15, 'src/core/permission.ts', [
    [
      'Permissions have an order.',
      'PERMISSIONS.indexOf(has) >= PERMISSIONS.indexOf(needs)',
      'PERMISSIONS.indexOf(has) >= 0 || needs === has',
      commands('needs write access'),
    ],
  ]),
  ...rules(1, 'src/core/run/decide.ts', [
    [
      'A run whose pull request is pointed at another branch is held.',
      'if (base !== null && run.held?.why === undefined)',
      "if (base === '')",
      unit('run/retargeted')('is held until it is pointed back'),
    ],
  ]),
  ...rules(1, 'src/core/run/command.ts', [
    [
      'In the thread of a finding that one is meant, unless another is named.',
      'return isNamed ? body :',
      'return args.length > 0 ? body :',
      unit('run/command')('/autopack dismiss they are test data'),
    ],
  ]),
  ...rules(1, 'src/core/run/observation.ts', [
    [
      'The default branch is what a run is made for, whatever its name is by now.',
      ' || ontoDefault === true',
      '',
      unit('run/retargeted')('that is the default branch by now is no other one'),
    ],
  ]),
  ...rules(1, 'src/git/read-tip.ts', [
    [
      'A ledger is believed only in the repository and for the issue that it was written for.',
      'return repo.id === at.repoId ? null',
      'return repo.id > 0 ? null',
      unit('git/read-tip')('is believed only where it was written'),
    ],
  ]),
  ...rules(1, 'src/engine/observe.ts', [
    [
      'Who may only read is put on record a few times in a run.',
      'if (isOutsider && heard >= MAX_OUTSIDERS) continue;',
      '',
      unit('engine/outsiders')('lets nobody fill the record'),
    ],
    [
      'A ledger that knows nothing of an audit of ours was moved back.',
      'return wasPutBack(tip.run) || strayReview(tip.run, world.reviews) === null',
      'return tip.run.seq > 0',
      unit('verify/rewound')('freezes without the status comment as well'),
    ],
  ]),
];
