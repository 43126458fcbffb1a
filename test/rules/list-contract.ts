/** Sections 1 and 2: the contract, and the states of a run. */
import { type Rule, rules, unit } from './rule.ts';

const decide = unit('run/decide');
const limits = unit('run/decide-limits');
const evolve = unit('run/evolve');
const people = unit('run/people');
const giveUp = unit('run/give-up');
const start = unit('run/start');
const call = unit('run/model-call');

const CONTRACT: readonly Rule[] = [
  ...rules(1, 'src/core/run/decide.ts', [
    [
      'A ledger that cannot be trusted freezes its run: nothing at all is done.',
      'if (seen.frozen !== null) return [];',
      '',
      limits('does nothing at all when the ledger cannot be trusted'),
    ],
    [
      'What people said and did comes before anything that the run would do.',
      'if (people !== null) return people;',
      '',
      limits('stop the run by closing the issue'),
    ],
    [
      'There is one writer: another worker’s open call is left alone while its lease lasts.',
      'hold.lease.until <= seen.now;',
      'hold.lease.until > 0;',
      limits('of another worker is left alone while its lease lasts'),
    ],
    [
      'A worker that is silent for its lease is taken for dead, and its call for lost.',
      'hold.lease.until <= seen.now;',
      'hold.lease.until < 0;',
      limits('is lost when its lease has run out'),
    ],
    [
      'An answer that was kept is acted on and not paid for again.',
      'if (answer === null) {\n    // Passes',
      'if (answer !== undefined) {\n    // Passes',
      limits('that was kept is acted on, not made again'),
    ],
  ]),
  ...rules(1, 'src/core/run/people.ts', [
    [
      'Merging is a person’s act: the record says whether what was merged is the head that was verified.',
      "run.promotion === 'eligible' && pull.head === run.head;",
      "run.promotion === 'eligible';",
      people('is merged unverified when the head was another'),
    ],
    [
      'A merge before the end ends the run, and is written down as unverified.',
      "stop(seen.now, 'pr_closed', 'The pull request was merged before the run had finished.')",
      '',
      people('ends when somebody merges early'),
    ],
    [
      'Closing the issue ends a run at work.',
      'if (!seen.issueOpen)',
      'if (!seen.issueOpen && run.seq < 0)',
      limits('stop the run by closing the issue'),
    ],
    [
      'Closing the pull request ends a run at work.',
      "if (seen.pull?.state === 'closed')",
      "if (seen.pull?.state === 'closed' && run.seq < 0)",
      people('ends when its pull request is closed'),
    ],
    [
      'Each command is heard once, and is an event of the ledger.',
      '!run.commands.includes(id)',
      'run.seq > 0',
      limits('are heard once'),
    ],
  ]),
  ...rules(1, 'src/core/names.ts', [
    [
      'Code reaches only the run’s own integration branch.',
      'codeBranch = (runId: RunId): string => `autonomous/',
      'codeBranch = (runId: RunId): string => `auto/',
      unit('artefacts/incident')('says where the work is still good'),
    ],
  ]),
  ...rules(1, 'src/engine/call.ts', [
    [
      'A call whose hold does not fit is not made.',
      'if (hit !== null) {',
      'if (hit !== null && tokens < 0) {',
      call('that does not fit is not made'),
    ],
    [
      'A hold is written down before its call.',
      'await pass.write([call.started(hold)]);',
      '',
      call('is written down before it is made'),
    ],
    [
      'An answer that is paid for waits where GitHub does not take it just now.',
      'for (const least of PAUSES_MS) {',
      'for (const least of PAUSES_MS.slice(9)) {',
      call('has its answer written as soon as GitHub takes it'),
    ],
  ]),
  ...rules(1, 'src/core/run/start.ts', [
    [
      'A bot’s leftover label starts no second run while one is at work.',
      "return labelled ? { is: 'label-left' } : { is: 'nothing' };",
      '{}',
      start('asks for nothing more while it is at work, and loses the label'),
    ],
    [
      'A plan that was refused is checked again for free when its text changes.',
      "return { is: 'recheck', trigger: checked };",
      "return { is: 'nothing' };",
      start('has its text checked again'),
    ],
    [
      'A text that was edited after it was asked for is not the one that was asked for.',
      'issue.textEditedAt >= trigger.at',
      'issue.textEditedAt < 0',
      start('that was edited in the same second or later may be another'),
    ],
    [
      'What started a run starts no second one.',
      'trigger.id !== latest.trigger.id &&',
      '',
      start('does not start again from what started it'),
    ],
    [
      'A command that somebody edited afterwards is no command.',
      'if (comment.edited) return [];',
      '',
      start('does not hear a comment that was edited'),
    ],
  ]),
];

const RUN_STATES: readonly Rule[] = [
  ...rules(2, 'src/core/run/evolve.ts', [
    [
      'A run begins with its start and with nothing else.',
      "if (event.type !== 'run-started') throw",
      "if (event.type === 'run-started' && run !== undefined) throw",
      evolve('has at least one event, and begins with its start'),
    ],
    [
      'A run starts once.',
      "throw new Error('a run starts once');",
      'return run;',
      evolve('a second start'),
    ],
    [
      'Each state is entered from the states that may lead to it, and from no other.',
      'if (!from.includes(run.state)) throw',
      'if (from.length === 0) throw',
      evolve('a success in the middle'),
    ],
    [
      'A run that has ended does not fail again: automation never leaves a final state.',
      'if (isTerminal(run)) throw new Error(`a run that is',
      'if (run.seq < 0) throw new Error(`a run that is',
      evolve('a failure after the end'),
    ],
    [
      'What is open when a run ends is settled in full.',
      'run.call !== null && run.call.answer === null\n      ? step',
      'run.call !== null && run.seq < 0\n      ? step',
      unit('run/evolve-counts')('is the hold in full when a run ends in a call'),
    ],
  ]),
  ...rules(2, 'src/core/run/evolve-recovery.ts', [
    [
      'Only a person brings a failed run back, and never one that succeeded or was merged.',
      "if (!run.state.startsWith('DONE_FAILED_') || over || run.phases.length === 0)",
      'if (over)',
      unit('run/states')('a reopening of what succeeded'),
    ],
  ]),
  ...rules(2, 'src/core/run/decide.ts', [
    [
      'Active time beyond its cap ends the run: budget.',
      'if (run.activeMs > strategy.run.activeMinutes * 60_000)',
      'if (run.activeMs < 0)',
      limits('stops when the active time is used up'),
    ],
    [
      'A report above its hold ends the run: environment.',
      "if (run.anomaly !== null) return environment('usage_anomaly', run.anomaly);",
      '',
      limits('that reports more than its hold is the last one'),
    ],
    [
      'A run that a person holds for longer than the waiting time ends: a person has to look.',
      'if (seen.now < held.at + strategy.run.waitHours * HOUR_MS) return [];\n  return record',
      'if (seen.now > 0) return [];\n  return record',
      limits('hold the run with a label'),
    ],
  ]),
  ...rules(2, 'src/engine/call.ts', [
    [
      'A cap of a phase asks for a person; a cap of run or tier is the end of the budget.',
      "hit.cap === 'phase_token_cap'",
      "hit.detail === ''",
      call('over the cap of its phase asks for a person'),
    ],
  ]),
  ...rules(2, 'src/core/run/phase.ts', [
    [
      'A phase whose last attempt broke a policy ends the run as a policy violation.',
      "state: policy ? 'DONE_FAILED_POLICY_VIOLATION' :",
      'state:',
      limits('end in a policy violation when the last was one'),
    ],
    [
      'A run succeeds when every phase is through, and not before.',
      'if (tier === undefined) return record(...succeeded(run, strategy, now));',
      '',
      decide('succeeds when every phase is complete'),
    ],
    [
      'The next tier waits for a failed one: the run ends when the others of the tier are through.',
      "if (tier.state === 'FAILED') return record(failWith(now, tierFailed(run, tier.id)));",
      '',
      giveUp('blocks the next tier'),
    ],
  ]),
];

export const CONTRACTS: readonly Rule[] = [...CONTRACT, ...RUN_STATES];
