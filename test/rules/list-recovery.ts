/** Section 14: recovery. */
import { type Rule, rules, unit } from './rule.ts';

const recovery = unit('run/recovery');
const giveUp = unit('run/give-up');
const limits = unit('run/decide-limits');
const counts = unit('run/evolve-counts');
const states = unit('run/states');

export const RECOVERIES: readonly Rule[] = [
  ...rules(14, 'src/core/run/recovery.ts', [
    [
      'A phase has the attempts of its category and no more.',
      'if (phase.attempt >= limits.builderAttempts)',
      'if (phase.attempt > limits.builderAttempts)',
      limits('end the run when they are used up'),
    ],
    [
      'A phase has 15 minutes of active time.',
      'export const PHASE_ACTIVE_MS = 15 * 60_000;',
      'export const PHASE_ACTIVE_MS = 17 * 60_000;',
      recovery('is given up when it took more than its active time'),
    ],
    [
      'The same failure twice leads to another plan.',
      'if (run.rules !== 2 || !failedTheSameTwice(phase))',
      'if (run.seq > 0)',
      recovery('leads to another plan, and what is accepted stays'),
    ],
    [
      'A phase is replanned once.',
      'export const MAX_REPLANS_PHASE = 1;',
      'export const MAX_REPLANS_PHASE = 2;',
      recovery('then to a stronger model, then to giving up'),
    ],
    [
      'A run is replanned five times.',
      'export const MAX_REPLANS_RUN = 5;',
      'export const MAX_REPLANS_RUN = 6;',
      recovery('goes to the stronger model at once where the run has used up its replans'),
    ],
    [
      'After that a stronger model takes over.',
      'if ((phase.escalations ?? 0) === 0 && stronger !== undefined)',
      "if (stronger === '')",
      recovery('then to a stronger model, then to giving up'),
    ],
    [
      'After that the phase is given up, though attempts are left.',
      "return { is: 'give-up', reason: 'same_failure' };",
      "return { is: 'build' };",
      recovery('then to a stronger model, then to giving up'),
    ],
    [
      'What was changed is tried before anything else is.',
      "if (changedSince(phase)) return { is: 'build' };",
      '',
      recovery('leads to another plan, and what is accepted stays'),
    ],
    [
      'A run ends after 25 failed attempts.',
      'if (failures >= MAX_FAILURES)',
      'if (failures < 0)',
      states('ends it at twenty-five failures'),
    ],
    [
      'A run ends after 15 answers that could not be applied.',
      'if (editFailures >= MAX_EDIT_FAILURES)',
      'if (editFailures < 0)',
      recovery('ends it at fifteen answers that could not be applied, not before'),
    ],
    [
      'A run ends when its provider declined ten calls in a row.',
      'export const MAX_REFUSALS = 10;',
      'export const MAX_REFUSALS = 11;',
      states('ends it at ten calls that were declined in a row, not before'),
    ],
    [
      'From the fourth in a row on, each declined call doubles the pause before the next.',
      'PAUSE_MS * 2 ** (refusals - 2)',
      'PAUSE_MS',
      recovery('is twice as long each time from the fourth on, up to a quarter of an hour'),
    ],
  ]),
  ...rules(14, 'src/core/run/signature.ts', [
    [
      'Failures are the same from a similarity of 0.8 on.',
      'export const SAME_FROM = 0.8;',
      'export const SAME_FROM = 0.7;',
      recovery('is compared from a length on, and by four fifths of it'),
    ],
    [
      'Failures are compared from 30 characters on.',
      'a.length >= MIN_CHARS && b.length >= MIN_CHARS &&',
      '',
      recovery('is compared from a length on, and by four fifths of it'),
    ],
    [
      'What differs from one run of the same thing to the next is left out.',
      ".replace(/\\d+/g, '0')",
      '',
      recovery('leaves out what differs between two runs of the same thing'),
    ],
    [
      'Only failures of the work are compared.',
      '.filter(({ kind }) => WORK.includes(kind))',
      '',
      recovery('says nothing where the failure was nobody’s work'),
    ],
  ]),
  ...rules(14, 'src/core/run/evolve-call.ts', [
    [
      'A call that the provider declined gives its attempt back.',
      "call.hold.role === 'builder' ? phase.attempt - 1 : phase.attempt;",
      'phase.attempt;',
      limits('waits as long as the provider asked for, and gives the attempt back'),
    ],
    [
      'An attempt whose answer was lost is spent.',
      '...phase,\n  evidence: [',
      '...phase,\n  attempt: phase.attempt - 1,\n  evidence: [',
      counts('is the attempt whose answer was lost, and not the one that was declined'),
    ],
  ]),
  ...rules(14, 'src/core/run/decide.ts', [
    [
      'The provider is left alone for as long as it asked.',
      'return run.retryAt !== null && run.retryAt > seen.now ? [] : null;',
      'return null;',
      limits('waits as long as the provider asked for, and gives the attempt back'),
    ],
  ]),
  ...rules(14, 'src/core/run/evolve-phase.ts', [
    [
      'A file that people changed meanwhile burns no attempt.',
      "event.evidence.kind === 'stale' ? phase.attempt - 1 : phase.attempt",
      'phase.attempt',
      counts('is not an attempt that met a file which people had changed'),
    ],
  ]),
  ...rules(14, 'src/core/run/limits.ts', [
    [
      'A stronger model takes the place of the first.',
      '...(builderModel === undefined\n',
      '...(builderModel !== null\n',
      recovery('then to a stronger model, then to giving up'),
    ],
    [
      'Another plan changes the approach and not what is accepted.',
      '...(approach === undefined\n',
      '...(approach !== null\n',
      recovery('leads to another plan, and what is accepted stays'),
    ],
  ]),
  ...rules(14, 'src/core/run/give-up.ts', [
    [
      'What a phase leaves on the branch is undone before the next one.',
      "return left?.state === 'FAILED' && !peopleSinceSnapshot(run) ? left : undefined;",
      'return left?.because === null ? left : undefined;',
      giveUp('is undone before the next one starts'),
    ],
    [
      'It is not undone where people’s commits stand on top of it.',
      '!peopleSinceSnapshot(run) &&',
      '',
      giveUp('is not undone when people’s commits stand on top of it'),
    ],
    [
      'What people pushed onto it afterwards is known to stand on it.',
      '(id === under?.on || candidates.some(({ head }) => head === run.head)),',
      'candidates.some(({ head }) => head === run.head),',
      giveUp('is neither undone nor built on when people pushed on top of it'),
    ],
    [
      'Undoing needs a CI run of its own.',
      '(run.head === run.snapshot || run.ciRuns < capsNow(run, strategy).ciRunCap);',
      'run.ciRuns >= 0;',
      giveUp('is not undone without a CI run for the commit that would do it'),
    ],
    [
      'A policy violation ends the run, whatever else could go on.',
      "failure.state === 'DONE_FAILED_REQUIRES_HUMAN_REVIEW' &&",
      '',
      giveUp('of a policy ends the run, whatever else could go on'),
    ],
    [
      'A run ends where nothing else of the tier could start.',
      '    others &&\n',
      '',
      giveUp('ends the run where nothing else of its tier could start'),
    ],
  ]),
  ...rules(14, 'src/core/run/evolve-recovery.ts', [
    [
      'What is judged after an undo is judged against it.',
      'return { ...run, head, snapshot: head, ciRuns: run.ciRuns + 1 };',
      'return { ...run, head, ciRuns: run.ciRuns + 1 };',
      giveUp('is undone before the next one starts'),
    ],
    [
      'Only a phase that failed is retried.',
      "if (phase.state !== 'FAILED' && phase.state !== 'SKIPPED')",
      'if (phase.attempt < 0)',
      states('a retry of what did not fail'),
    ],
  ]),
  ...rules(14, 'src/core/run/phase.ts', [
    [
      'Nothing is built on what a failed phase left where people’s commits keep it from being undone: the run ends.',
      "if (next !== undefined && left?.state === 'FAILED') return record(failWith(now, builtUpon(left)));",
      '',
      giveUp('is neither undone nor built on when people pushed on top of it'),
    ],
    [
      'What stands on the branch is gone on with before another phase is.',
      'ready.find(({ id }) => id === left?.id) ?? ready[0]',
      'ready[0]',
      giveUp('is gone on with before another phase is tried again'),
    ],
  ]),
  ...rules(14, 'src/core/run/commands-again.ts', [
    [
      'A retry of one phase is not begun on what another left under people’s commits.',
      'if (left !== undefined && left.id !== phase.id && isAheadOf(heard))',
      'if (left?.id === phase.id && phase.attempt < 0)',
      giveUp('is gone on with before another phase is tried again'),
    ],
    [
      'A retry that would end at once is refused.',
      'if (vain !== null) return no(vain);\n  return yes(`${phase.id} gets',
      'return yes(`${phase.id} gets',
      unit('run/retry')('is refused where the phase has had its time'),
    ],
  ]),
  ...rules(14, 'src/core/run/weight.ts', [
    [
      'A run ends before what failed in it cannot be written down any more.',
      'return bytes <= MAX_STATE_BYTES',
      'return bytes >= 0',
      unit('run/weight')('cannot be written down any more'),
    ],
  ]),
];
