/** Section 3: the states of phases and tiers. */
import { type Rule, rules, unit } from './rule.ts';

const decide = unit('run/decide');
const evolve = unit('run/evolve');
const giveUp = unit('run/give-up');

export const PHASES: readonly Rule[] = [
  ...rules(3, 'src/core/run/evolve-phase.ts', [
    [
      'Every move of a phase that is not one of the legal ones is an error.',
      'if (!LEGAL[phase.state].includes(state))',
      'if (LEGAL[phase.state] === undefined)',
      evolve('edits before an answer'),
    ],
    [
      'A phase is complete once.',
      'COMPLETE: [],',
      "COMPLETE: ['COMPLETE'],",
      evolve('a phase done twice'),
    ],
    [
      'A phase starts from the queue alone.',
      "if (run.state !== 'PHASE_QUEUEING') throw",
      'if (run.seq < 0) throw',
      evolve('a phase that has begun'),
    ],
    [
      'No phase is complete without the gate: there is no way from building to CI.',
      "EXECUTING: ['GATE', 'QUEUED', 'FAILED'],",
      "EXECUTING: ['GATE', 'QUEUED', 'FAILED', 'CI_RUNNING'],",
      evolve('edits before an answer'),
    ],
    [
      'Work is put on top of the head that the branch is at.',
      'if (event.before !== run.head)\n',
      'if (run.seq < 0)\n',
      evolve('is an edit on top of another head than the branch is at'),
    ],
    [
      'A tier with a failed phase is failed when nothing of it is open any more.',
      "return phases.some(open) ? 'IN_PROGRESS' : 'FAILED';",
      "return 'IN_PROGRESS';",
      giveUp('blocks the next tier'),
    ],
    [
      'A tier is complete when each of its phases is complete or skipped.',
      "return phases.every((state) => state === 'COMPLETE' || state === 'SKIPPED')",
      "return phases.every((state) => state === 'SKIPPED')",
      decide('succeeds when every phase is complete'),
    ],
    [
      'A tier that nothing was begun in is pending.',
      "if (phases.every((state) => state === 'QUEUED')) return 'PENDING';",
      '',
      unit('run/states')('is pending while nothing of it was begun'),
    ],
    [
      'A tier whose phases were all skipped is skipped.',
      "if (phases.every((state) => state === 'SKIPPED')) return 'SKIPPED';",
      '',
      unit('run/states')('is skipped when all of it was'),
    ],
  ]),
  ...rules(3, 'src/core/run/evolve-call.ts', [
    [
      'Attempts are counted one by one, each before its call.',
      "if (phase.state !== 'EXECUTING' || event.attempt !== phase.attempt + 1)",
      "if (phase.state !== 'EXECUTING')",
      evolve('an attempt out of turn'),
    ],
    [
      'There is never more than one call.',
      'if (run.call !== null) throw new Error(`hold ${run.call.hold.id} is still open`);\n  const phase',
      'const phase',
      evolve('is a second call while one is open'),
    ],
    [
      'An answer settles the hold that it is for.',
      'run.call.hold.id !== hold ||',
      '',
      unit('run/states')('an answer to another hold'),
    ],
  ]),
  ...rules(3, 'src/core/run/phase.ts', [
    [
      'Only phases of the earliest unfinished tier run.',
      "phase.tier === tier?.id && phase.state === 'QUEUED'",
      "phase.state === 'QUEUED'",
      giveUp('blocks the next tier'),
    ],
    [
      'A phase waits until everything that it depends on is complete.',
      'limitsOf(strategy, phase.id).dependsOn.every(done)',
      'done(phase.id) || limitsOf(strategy, phase.id) !== undefined',
      decide('runs a phase only when what it depends on is complete'),
    ],
    [
      'A tier that is not clean fails a safety-critical run.',
      "strategy.safetyProfile === 'safety_critical' ? notClean(run, strategy) : null",
      'run.seq < 0 ? notClean(run, strategy) : null',
      unit('run/promotion')('fails a safety-critical run'),
    ],
    [
      'A tier that is not clean blocks the promotion of any other run.',
      "...(unclean === null ? [] : [{ type: 'promotion-blocked', at, ...unclean } as const]),",
      '',
      unit('run/promotion')('blocks the promotion, one finding over its tolerance'),
    ],
  ]),
  ...rules(3, 'src/core/run/give-up.ts', [
    [
      'What depends on a failed phase is skipped.',
      'for (let grown = true; grown;) {',
      'for (let grown = false; grown;) {',
      giveUp('takes with it what depends on it, and nothing else of its tier'),
    ],
    [
      'Under the normal profile the independent phases of the tier go on.',
      'return goesOn ? events :',
      'return run.seq < 0 ? events :',
      giveUp('blocks the next tier'),
    ],
    [
      'A safety-critical run ends with its first failed phase.',
      "strategy.safetyProfile === 'normal' &&\n",
      '',
      giveUp('ends a safety-critical run at once'),
    ],
  ]),
];
