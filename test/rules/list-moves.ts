/** Sections 2 and 3: one more move allowed, or one less, for each state. */
import { type Rule, rules, unit } from './rule.ts';

const legal = unit('run/legal');
const lease = unit('run/lost-lease');

export const MOVES: readonly Rule[] = [
  ...rules(2, 'src/core/run/evolve.ts', [
    [
      'RUN_CREATED follows PLAN_BOOTSTRAP alone.',
      "move(run, ['PLAN_BOOTSTRAP'], 'RUN_CREATED')",
      "move(run, ['PLAN_BOOTSTRAP', 'PHASE_QUEUEING'], 'RUN_CREATED')",
      legal('is created from PLAN_BOOTSTRAP alone'),
    ],
    [
      'PHASE_QUEUEING follows no end.',
      "['RUN_CREATED', 'SNAPSHOT_CREATED', 'PHASE_EXECUTION', 'GATE', 'CI_RUNNING'],",
      "['RUN_CREATED', 'SNAPSHOT_CREATED', 'PHASE_EXECUTION', 'GATE', 'CI_RUNNING', 'DONE_SUCCESS'],",
      legal('enters the queue from everywhere but itself and an end'),
    ],
    [
      'PHASE_QUEUEING follows a phase that failed or was skipped at any step of its work.',
      "['RUN_CREATED', 'SNAPSHOT_CREATED', 'PHASE_EXECUTION', 'GATE', 'CI_RUNNING'],",
      "['RUN_CREATED', 'SNAPSHOT_CREATED', 'PHASE_EXECUTION', 'GATE'],",
      legal('enters the queue from everywhere but itself and an end'),
    ],
    [
      'The queue waits for the phase at work.',
      "if (run.phases.some(isAtWork)) throw new Error('the queue waits for the phase at work');",
      '',
      legal('enters no queue while a phase is at work'),
    ],
    [
      'DONE_SUCCESS follows a snapshot, or the queue when the rest was skipped.',
      "['SNAPSHOT_CREATED', 'PHASE_QUEUEING'], 'DONE_SUCCESS'",
      "['SNAPSHOT_CREATED', 'PHASE_QUEUEING', 'CI_RUNNING'], 'DONE_SUCCESS'",
      legal('succeeds from a snapshot or the queue alone'),
    ],
    [
      'Each of the five ends is an end.',
      "run.state.startsWith('DONE_');",
      "run.state.startsWith('DONE_F');",
      legal('fails from every state that is no end'),
    ],
  ]),
  ...rules(2, 'src/core/run/evolve-recovery.ts', [
    [
      'A hold is for what goes on, and not for what is over.',
      'return over || (run.held !== undefined && event.why === undefined)',
      'return run.held !== undefined && event.why === undefined',
      legal('is held while it goes on, and not when it is over'),
    ],
  ]),
  ...rules(3, 'src/core/run/evolve-phase.ts', [
    [
      'QUEUED leads to EXECUTING and SKIPPED.',
      "QUEUED: ['EXECUTING', 'SKIPPED'],",
      "QUEUED: ['EXECUTING', 'SKIPPED', 'FAILED'],",
      legal('gets to FAILED from work alone'),
    ],
    [
      'EXECUTING does not lead to COMPLETE.',
      "EXECUTING: ['GATE', 'QUEUED', 'FAILED'],",
      "EXECUTING: ['GATE', 'QUEUED', 'FAILED', 'COMPLETE'],",
      legal('gets to COMPLETE from CI_RUNNING alone'),
    ],
    [
      'GATE does not lead to COMPLETE: there is no way that passes CI by.',
      "GATE: ['CI_RUNNING', 'EXECUTING', 'FAILED'],",
      "GATE: ['CI_RUNNING', 'EXECUTING', 'FAILED', 'COMPLETE'],",
      legal('gets to COMPLETE from CI_RUNNING alone'),
    ],
    [
      'CI_RUNNING leads to COMPLETE, back to work, or to FAILED.',
      "CI_RUNNING: ['COMPLETE', 'EXECUTING', 'FAILED'],",
      "CI_RUNNING: ['COMPLETE', 'EXECUTING'],",
      legal('gets to FAILED from work alone'),
    ],
    [
      'COMPLETE leads nowhere.',
      'COMPLETE: [],',
      "COMPLETE: ['FAILED'],",
      legal('gets to FAILED from work alone'),
    ],
    [
      'FAILED leads to the queue alone.',
      "FAILED: ['QUEUED'],",
      "FAILED: ['QUEUED', 'COMPLETE'],",
      legal('gets to COMPLETE from CI_RUNNING alone'),
    ],
    [
      'SKIPPED leads to no work.',
      'SKIPPED: [],',
      "SKIPPED: ['EXECUTING'],",
      legal('gets to EXECUTING from the queue, and back to it from work'),
    ],
  ]),
  ...rules(3, 'src/core/run/evolve-call.ts', [
    [
      'EXECUTING leads back to QUEUED when its lease is lost, and nothing else does.',
      "dead === true && told.state === 'EXECUTING' ? requeued(told) : told",
      'dead === true ? told : told',
      legal('gets back into the queue from the work that its worker died in'),
    ],
  ]),
  ...rules(3, 'src/core/run/decide.ts', [
    [
      'A worker that is gone has lost its lease, and the ledger says so.',
      'const back = run.rules === 2 ? { dead: true as const, ...locatedAgain(run, hold) } : {};',
      'const back = {};',
      lease('puts the phase back into the queue, to be taken up first'),
    ],
  ]),
  ...rules(3, 'src/core/run/phase.ts', [
    [
      'What its worker left is taken up before anything else.',
      'const next = lost ?? ready.find(',
      'const next = ready.find(',
      lease('puts the phase back into the queue, to be taken up first'),
    ],
    [
      'A stop after the phase is not one in the middle of it.',
      '    lost === undefined &&\n',
      '',
      lease('puts the phase back into the queue, to be taken up first'),
    ],
  ]),
  ...rules(7, 'src/core/planning/budget.ts', [
    [
      'Planning has a cap in tokens of its own.',
      'if (spent + amount.tokens <= cap) return null;',
      'if (spent <= cap) return null;',
      legal('planning has a cap of its own within the run’s'),
    ],
    [
      'The caps of the run hold for planning too.',
      'if (ofRun !== null) return ofRun;',
      '',
      legal('planning has a cap of its own within the run’s'),
    ],
  ]),
  ...rules(11, 'src/core/report/pull-verdict.ts', [
    [
      'On the pull requests of others the check is neutral, so that requiring it blocks nobody.',
      "conclusion: 'neutral',",
      "conclusion: 'failure',",
      unit('report/pull-verdict')('is neutral once on the head of somebody else’s pull request'),
    ],
    [
      'In a merge queue the verdict of the run counts, for the verified head only.',
      '    run.head === pull.head;',
      '    run.head !== null;',
      unit('report/pull-verdict')(
        'carries the run’s verdict into the queue, for the verified head only',
      ),
    ],
  ]),
];
