/** Section 10: what CI says, and what follows. */
import { type Rule, rules, unit } from './rule.ts';

const judge = unit('gate/judge');
const next = unit('gate/next-step');
const others = unit('gate/other-apps');
const asked = unit('gate/asked');

const VERDICTS: readonly Rule[] = [
  ...rules(10, 'src/core/gate.ts', [
    [
      'Nothing registered is not green.',
      'if (missing.length > 0 || nothing) {',
      'if (missing.length < 0) {',
      judge('nothing registered is not green'),
    ],
    [
      'What is not registered in time is an end of its own.',
      "if (age < rules.registerTimeoutMs) return { is: 'unregistered' };",
      "if (age >= 0) return { is: 'unregistered' };",
      judge('nothing registered in time is an end of its own'),
    ],
    [
      'Without required names a listing has to settle before it is green.',
      "if (!byName && age < rules.settleMs) return { is: 'settling' };",
      '',
      judge('without required names the listing must settle first'),
    ],
    [
      'Only skipped is not green.',
      "jobs.some((job) => job.conclusion === 'success' && (byName || job.workflow !== null))",
      'jobs.length >= 0',
      judge('only skipped is not green'),
    ],
    [
      'What waits for approval is told apart.',
      "if (waiting.length > 0) return { is: 'needs-approval', workflows: names(waiting) };",
      '',
      judge('a workflow that nobody approved is named as such'),
    ],
    [
      'Cancelled is told apart.',
      "return 'cancelled';",
      "return 'red';",
      judge('cancelled is told apart'),
    ],
    [
      'Timed out is told apart.',
      "? 'timed-out' : 'red';",
      "? 'red' : 'red';",
      judge('timed out is told apart'),
    ],
    [
      'Queued and running are told apart.',
      "is: running ? 'running' : 'queued'",
      "is: 'running'",
      judge('a queued one too'),
    ],
    [
      'What has failed is red while others still run.',
      "if (is === 'red' || open.length === 0) return",
      'if (open.length === 0) return',
      judge('what failed does not'),
    ],
    [
      'A lost permission is a state of its own.',
      "if (all.denied === true) return { is: 'denied' };",
      '',
      judge('cannot be read without the permission for it'),
    ],
    [
      'A run that failed before it had jobs is red.',
      'return fine ? [] : unit.jobs.length > 0 ? unit.jobs : [placeholder(unit)];',
      'return [];',
      judge('a run that failed before it had jobs is red'),
    ],
    [
      'The check run of another app that nobody named makes nothing green.',
      '&& (byName || job.workflow !== null)',
      '',
      others('that nobody named can make red, and never green'),
    ],
    [
      'What another app says early is not heard.',
      'const early = required.length > 0 && age < settleMs;',
      'const early = required.length < 0;',
      others('is not heard before workflows had the time to turn up'),
    ],
  ]),
  ...rules(10, 'src/core/gate/units.ts', [
    [
      'Results come from events that work on the head itself.',
      'isKnownPath(run.workflow) && ON_THE_HEAD.includes(run.event)',
      'isKnownPath(run.workflow)',
      judge('pull_request_target'),
    ],
    [
      'Results come from workflow files of the repository.',
      'isKnownPath(run.workflow) && ON_THE_HEAD',
      'ON_THE_HEAD',
      judge('is not made green by a workflow that is no file of the repository'),
    ],
    [
      'Of a workflow and an event the latest run counts.',
      'other.id > run.id,',
      'other.id < run.id,',
      judge('the newest run of a workflow counts'),
    ],
    [
      'A later attempt of a job is awaited.',
      "job.status !== 'completed' || job.attempt > run.attempt",
      "job.status !== 'completed'",
      judge('a run that was started again while its jobs were listed is awaited'),
    ],
    [
      'A required job that was skipped is not green.',
      "const idle = conclusion === 'neutral' || conclusion === 'skipped';",
      "const idle = conclusion === 'idle';",
      asked('is not green beside one that succeeded'),
    ],
    [
      'A required workflow of which nothing ran is not green.',
      'return worked(workflows.map(workflowUnit));',
      'return workflows.map(workflowUnit);',
      judge('nor a required workflow of which nothing ran'),
    ],
    [
      'A job’s name is answered by a workflow before any other app.',
      'if (jobs.length > 0) return jobs;',
      '',
      others('is no look-alike of a workflow’s job'),
    ],
    [
      'A job can be required of one file, and is answered by no other.',
      'runs.filter((run) => isOfFile(run.workflow, file)),',
      'runs,',
      judge('and is not answered by another file'),
    ],
  ]),
  ...rules(10, 'src/core/run/ci-step.ts', [
    [
      'What was seen of another head is stale.',
      'ci === null || ci.head !== candidate.head',
      'ci === null',
      unit('run/decide')('does not complete on green CI of another head'),
    ],
    [
      'The wait for CI ends after the waiting time.',
      'seen.now - pushedAt >= strategy.run.waitHours * 3_600_000',
      'seen.now < 0',
      next('running'),
    ],
    [
      'The last word on a head is kept, and CI is not judged again.',
      'if (candidate.ci !== null) return known(candidate.ci.verdict, true);',
      '',
      unit('run/decide')('completes when it is green and approved'),
    ],
    [
      'Newly failing jobs are run once more under normal, and never under strict.',
      "limitsOf(strategy, phase.id).ciProfile === 'normal';",
      "limitsOf(strategy, phase.id).ciProfile !== 'other';",
      next('is not run again'),
    ],
    [
      'They are run once more, and not twice.',
      'normal && rerun === undefined ?',
      'normal ?',
      next('that GitHub refuses leaves it at once'),
    ],
    [
      'Before anything counts as new, the base commit is looked at.',
      "if (named && head !== base && run.baseline?.base !== base) return { do: 'record-baseline', base };",
      '',
      next('comes after a look at the base commit'),
    ],
    [
      'The Auditor waits for a rerun.',
      '&& candidate.rerun === undefined;',
      ';',
      next('keeps the Auditor waiting'),
    ],
  ]),
];

/** Each state of CI has one next step: another one for each is noticed. */
const step = (state: string, find: string, replace: string): Rule => ({
  section: 10,
  rule: `What follows when CI is ${state} is one step.`,
  file: 'src/core/gate/next-step.ts',
  find,
  replace,
  test: next(state),
});

const STEPS: readonly Rule[] = [
  step('stale', "stale: { do: 'look' },", "stale: { do: 'report' },"),
  step('denied', 'denied: wait,', "denied: { do: 'look' },"),
  step('unregistered', 'unregistered: wait,', "unregistered: { do: 'report' },"),
  step('never registered', "reason: 'ci_not_registered' },", "reason: 'ci_wait' },"),
  step('queued', 'queued: wait,', "queued: { do: 'look' },"),
  step('running', 'running: wait,', "running: { do: 'look' },"),
  step('settling', 'settling: wait,', "settling: { do: 'report' },"),
  step('needs-approval', "{ do: 'wait', or: people }", 'wait'),
  step('green', "green: { do: 'report' },", "green: { do: 'look' },"),
  step('red', "red: { do: 'weigh' },", "red: { do: 'report' },"),
  step('timed-out', "'timed-out': { do: 'weigh' },", "'timed-out': { do: 'report' },"),
  step('cancelled', "cancelled: { do: 'weigh' },", "cancelled: { do: 'report' },"),
  step('nothing-ran', "'nothing-ran': { do: 'report' },", "'nothing-ran': { do: 'look' },"),
];

export const CI: readonly Rule[] = [...VERDICTS, ...STEPS];
