import { describe, expect, it } from '@jest/globals';
import { NEXT_STEP } from '../../../src/core/gate/next-step.ts';
import { wakeTime } from '../../../src/core/run/decide.ts';
import type { Action } from '../../../src/core/run/action.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { CiJob, CiSeen, CiWorkflowRun, Seen } from '../../../src/core/run/observation.ts';
import {
  audited,
  BASE,
  begun,
  given,
  job,
  MINUTE,
  phase,
  pushed,
  sha,
  strategy,
  world,
} from '../run/story.ts';

const HEAD = sha(2);
const HOUR = 60 * MINUTE;

const approved = [begun, ...pushed(HEAD), ...audited(HEAD, 'approve')];
const lookedAt = (...jobs: string[]): RunEvent => ({
  ...{ type: 'baseline-recorded', at: 0, baseline: { base: BASE, jobs, tests: null } },
});
const looked = lookedAt();

const run = (more: Partial<CiWorkflowRun> = {}): CiWorkflowRun => ({
  ...{ id: 1, workflow: '.github/workflows/ci.yml', name: 'CI', event: 'push', attempt: 1 },
  ...{ status: 'completed', conclusion: 'success', jobs: [job('success')] },
  ...more,
});
const ended = (conclusion: string, more: Partial<CiJob> = {}): CiWorkflowRun =>
  run({ conclusion, jobs: [job(conclusion, more)] });
const open = (status: CiWorkflowRun['status']): CiWorkflowRun =>
  run({ status, conclusion: null, jobs: [] });
const on = (...workflowRuns: readonly CiWorkflowRun[]): CiSeen => ({
  ...{ head: HEAD, workflowRuns, otherChecks: [] },
});

/** An action in one line: what is done, or the end that is recorded. */
const told = ([action]: readonly Action[]): string => {
  if (action === undefined) return 'wait';
  if (action.do !== 'record') return action.do;
  const [event] = action.events;
  return event?.type === 'run-failed' ? `${event.failure.state} ${event.failure.reason}` : 'other';
};

const normal = strategy(undefined, {
  ci: { required: [], registerTimeoutMs: 10 * MINUTE, settleMs: 2 * MINUTE },
});
const strict = strategy([phase('T1.P1', { ciProfile: 'strict' })], { ci: normal.ci });
const after = (minutes: number, ci: CiSeen | null, rules = normal): string =>
  told(given(rules, ...approved, looked).when({ now: minutes * MINUTE, ci }));

describe('each state of CI has one next step', () => {
  const waits = 'DONE_FAILED_ENVIRONMENT ci_wait';
  const late = 48 * 60;
  it.each([
    ['stale', { ...on(run()), head: sha(9) }, 'wait', 'wait'],
    ['stale', null, 'wait', 'wait'],
    ['denied', { ...on(), denied: true }, 'wait', waits],
    ['queued', on(open('queued')), 'wait', waits],
    ['running', on(open('running')), 'wait', waits],
    [
      'needs-approval',
      on(open('waiting')),
      'wait',
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW people_wait',
    ],
    ['green', on(ended('success')), 'report-ci', 'report-ci'],
    ['red', on(ended('failure')), 'rerun-ci', 'rerun-ci'],
    ['timed-out', on(ended('timed_out')), 'rerun-ci', 'rerun-ci'],
    ['cancelled', on(ended('cancelled')), 'rerun-ci', 'rerun-ci'],
    ['nothing-ran', on(ended('skipped')), 'report-ci', 'report-ci'],
    ['nothing-ran', on(ended('neutral')), 'report-ci', 'report-ci'],
  ] as const)('%s', (state, ci, soon, then) => {
    expect(Object.keys(NEXT_STEP)).toContain(state);
    expect([after(5, ci), after(late, ci)]).toEqual([soon, then]);
  });

  it('unregistered, and then never registered: the time for it is exact', () => {
    expect(after(10 - 1 / MINUTE, on())).toBe('wait');
    expect(after(10, on())).toBe('DONE_FAILED_ENVIRONMENT ci_not_registered');
  });

  it('settling, and then green: the window is exact', () => {
    expect(after(2 - 1 / MINUTE, on(run()))).toBe('wait');
    expect(after(2, on(run()))).toBe('report-ci');
  });

  it('the wait for people or CI ends at its hour', () => {
    expect(after(late - 1 / MINUTE, on(open('running')))).toBe('wait');
  });

  it('says what is missing when it may not read CI', () => {
    const [action] = given(normal, ...approved).when({
      now: 48 * HOUR,
      ci: { ...on(), denied: true },
    });
    expect(JSON.stringify(action)).toContain('actions: read');
  });
});

describe('red under strict', () => {
  it('is not run again', () => {
    expect(after(5, on(ended('failure')), strict)).toBe('report-ci');
    expect(after(5, on(ended('cancelled')), strict)).toBe('report-ci');
  });
});

describe('a rerun', () => {
  const red = on(ended('failure'));
  const asked = (refused: string | null = null): RunEvent => ({
    ...{ type: 'ci-rerun', at: 5 * MINUTE, phase: 'T1.P1', head: HEAD },
    ...{ runs: [1], refused },
  });
  const then = (minutes: number, ci: CiSeen, refused: string | null = null): string =>
    told(given(normal, ...approved, looked, asked(refused)).when({ now: minutes * MINUTE, ci }));
  const second = (conclusion: string): CiSeen =>
    on(run({ attempt: 2, conclusion, jobs: [job(conclusion, { attempt: 2 })] }));

  it('comes after a look at the base commit, and is of the runs that failed newly', () => {
    const unknown = given(normal, ...approved);
    expect(unknown.when({ now: 5 * MINUTE, ci: red })).toEqual([
      { do: 'record-baseline', base: BASE },
    ]);
    const fine = run({ id: 2, workflow: '.github/workflows/lint.yml' });
    expect(
      given(normal, ...approved, looked).when({
        now: 5 * MINUTE,
        ci: on(...red.workflowRuns, fine),
      }),
    ).toEqual([{ do: 'rerun-ci', phase: 'T1.P1', head: HEAD, runs: [1] }]);
  });

  it('is awaited, whatever the first attempt says', () => {
    expect(then(6, red)).toBe('wait');
    expect(then(6, on(open('queued')))).toBe('wait');
  });

  it('leaves what the other runs said', () => {
    const fine = run({ id: 2, workflow: '.github/workflows/lint.yml' });
    expect(then(7, on(...second('success').workflowRuns, fine))).toBe('report-ci');
  });

  it('that never begins leaves the first verdict', () => {
    expect(then(15 - 1 / MINUTE, red)).toBe('wait');
    expect(then(15, red)).toBe('report-ci');
    const { run: state } = given(normal, ...approved, looked, asked());
    expect(wakeTime(state, normal, world({ now: 11 * MINUTE, ci: red }))).toBe(15 * MINUTE);
  });

  it('that GitHub refuses leaves it at once', () => {
    expect(then(6, red, 'no permission')).toBe('report-ci');
  });

  it('is the verdict, and there is one only', () => {
    expect(then(7, second('success'))).toBe('report-ci');
    expect(then(7, second('failure'))).toBe('report-ci');
    expect(then(7, second('cancelled'))).toBe('report-ci');
  });

  it('that somebody asked for already is not asked for again', () => {
    expect(after(5, second('failure'))).toBe('report-ci');
  });

  it('is not worth it for what failed on the base commit', () => {
    const known = lookedAt('.github/workflows/ci.yml › test');
    expect(told(given(normal, ...approved, known).when({ now: 5 * MINUTE, ci: red }))).toBe(
      'report-ci',
    );
  });

  it('is not worth it for a workflow that cannot be read', () => {
    expect(after(5, on(run({ conclusion: 'startup_failure', jobs: [] })))).toBe('report-ci');
  });

  it('keeps the Auditor waiting', () => {
    const events = [begun, ...pushed(HEAD), looked];
    const seen: Partial<Seen> = { now: 6 * MINUTE, ci: on(open('queued')) };
    expect(told(given(normal, ...events).when(seen))).toBe('audit');
    expect(told(given(normal, ...events, asked()).when(seen))).toBe('wait');
  });

  it('belongs to its head', () => {
    const moved: RunEvent = {
      type: 'branch-advanced',
      at: 0,
      before: HEAD,
      head: sha(3),
      commits: [],
    };
    const { run: state } = given(normal, ...approved, looked, asked(), moved);
    expect(state.phases[0]?.candidates.at(-1)).not.toHaveProperty('rerun');
  });
});

describe('names for strict CI', () => {
  const named = { ...normal.ci, required: ['test'], strictRequired: ['e2e'] };
  const both = on(run({ jobs: [job('success'), job('success', { job: 'e2e', id: 12 })] }));
  it('have to be green in a strict phase, and only there', () => {
    const soft = strategy(undefined, { ci: named });
    const hard = strategy([phase('T1.P1', { ciProfile: 'strict' })], { ci: named });
    expect([after(5, on(run()), soft), after(5, on(run()), hard)]).toEqual(['report-ci', 'wait']);
    expect(after(5, both, hard)).toBe('report-ci');
    expect(after(11, on(run()), hard)).toBe('DONE_FAILED_ENVIRONMENT ci_not_registered');
  });
});
