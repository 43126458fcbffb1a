import { describe, expect, it } from '@jest/globals';
import {
  PREFLIGHT_ATTEMPTS,
  PREFLIGHT_PAUSE_MS,
  preflightState,
} from '../../../src/core/gate/preflight.ts';
import type { Action } from '../../../src/core/run/action.ts';
import { wakeTime } from '../../../src/core/run/decide.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { CiSeen, CiWorkflowRun } from '../../../src/core/run/observation.ts';
import { audited, begun, given, job, MINUTE, pushed, sha, strategy, world } from '../run/story.ts';

const HEAD = sha(2);
const rules = strategy(undefined, {
  ci: { required: [], registerTimeoutMs: 10 * MINUTE, settleMs: 0, preflight: 'gate.yml' },
});
const GATE = '.github/workflows/gate.yml';
const ci: CiWorkflowRun = {
  ...{ id: 1, workflow: '.github/workflows/ci.yml', name: 'CI', event: 'push', attempt: 1 },
  ...{ status: 'completed', conclusion: 'success', jobs: [job('success')] },
};
const gate = (
  n: number,
  conclusion: string | null,
  more: Partial<CiWorkflowRun> = {},
): CiWorkflowRun => ({
  ...{ id: 10 + n, workflow: GATE, name: 'Gate', event: 'workflow_dispatch', attempt: 1 },
  ...{ status: conclusion === null ? 'running' : 'completed', conclusion },
  jobs:
    conclusion === null
      ? []
      : [job(conclusion, { workflow: GATE, job: 'gate', id: 20 + n, workflowRun: 10 + n })],
  updatedAt: 2 * MINUTE,
  ...more,
});
const started = (attempt: number, refused: string | null = null): RunEvent => ({
  ...{ type: 'ci-gate-started', at: MINUTE, phase: 'T1.P1', head: HEAD, attempt, refused },
});
const on = (...workflowRuns: readonly CiWorkflowRun[]): CiSeen => ({
  ...{ head: HEAD, workflowRuns, otherChecks: [] },
});
const when = (seen: CiSeen | null, now = 3 * MINUTE, ...events: readonly RunEvent[]) =>
  given(rules, begun, ...pushed(HEAD), ...events).when({ ci: seen, now });
const does = ([action]: readonly Action[]): string => action?.do ?? 'wait';
const start = (attempt: number) => [
  { do: 'start-gate', phase: 'T1.P1', head: HEAD, file: 'gate.yml', attempt },
];

describe('the gate workflow of a repository', () => {
  it('is started on a head, whatever CI is at, and the Auditor waits for it', () => {
    expect(when(on())).toEqual(start(1));
    expect(when(on(ci))).toEqual(start(1));
    expect(does(when(null))).toBe('wait');
    expect(does(when(on(ci), 3 * MINUTE, started(1)))).toBe('wait');
    expect(does(when(on(ci, gate(1, null)), 3 * MINUTE, started(1)))).toBe('wait');
  });

  it('lets the Auditor begin once it is green, and CI be the verdict', () => {
    const running = { ...ci, status: 'running', conclusion: null, jobs: [] } as const;
    expect(does(when(on(running, gate(1, 'success')), 3 * MINUTE, started(1)))).toBe('audit');
    expect(does(when(on(ci, gate(1, 'success')), 3 * MINUTE, started(1)))).toBe('report-ci');
  });

  it('is started again after a pause, by a process that may have died in between', () => {
    const red = on(ci, gate(1, 'failure'));
    const pause = 2 * MINUTE + PREFLIGHT_PAUSE_MS;
    expect(does(when(red, pause - 1, started(1)))).toBe('wait');
    expect(when(red, pause, started(1))).toEqual(start(2));
    expect(when(red, pause)).toEqual(start(2));
    const { run } = given(rules, begun, ...pushed(HEAD), started(1));
    expect(wakeTime(run, rules, world({ now: pause - 1, ci: red }))).toBe(pause);
  });

  it('is red after three attempts, without a rerun or a look at the base', () => {
    const runs = Array.from({ length: PREFLIGHT_ATTEMPTS }, (_, n) => gate(n, 'failure'));
    expect(PREFLIGHT_ATTEMPTS).toBe(3);
    expect(does(when(on(ci, ...runs), 3 * MINUTE, started(3)))).toBe('report-ci');
    expect(when(on(ci, ...runs.slice(0, 2)), 3 * MINUTE, started(2))).toEqual(start(3));
  });

  it('is not started on a head that is red already', () => {
    const red = { ...ci, conclusion: 'failure', jobs: [job('failure')] };
    expect(does(when(on(red)))).toBe('record-baseline');
  });

  it('is answered by no other workflow, and by no other event', () => {
    const other = { ...ci, id: 30, event: 'workflow_dispatch' };
    const pushed_ = gate(1, 'success', { event: 'push' });
    expect(when(on(other))).toEqual(start(1));
    expect(when(on(pushed_))).toEqual(start(1));
    expect(when(on(ci, other, gate(1, 'failure')), 4 * MINUTE, started(1))).toEqual(start(2));
  });

  it('is judged by its latest run, in whatever order they are listed', () => {
    const [green, red] = [gate(2, 'success'), gate(1, 'failure')];
    expect(does(when(on(ci, green, red), 3 * MINUTE, started(2)))).toBe('report-ci');
  });

  it('says which of its jobs failed, or that none began', () => {
    const { run } = given(rules, begun, ...pushed(HEAD));
    const [candidate] = run.phases[0]?.candidates ?? [];
    const last = (more: Partial<CiWorkflowRun>) =>
      candidate &&
      preflightState(
        'gate.yml',
        { candidate, seen: on(gate(0, 'failure'), gate(1, 'failure'), gate(2, 'failure', more)) },
        { now: 3 * MINUTE, registerTimeoutMs: 10 * MINUTE },
      );
    const [fine, bad] = [job('success'), job('failure', { job: 'scan' })];
    expect(last({ jobs: [fine, bad] })).toEqual({
      ...{ is: 'failed', ci: { is: 'red', jobs: [fine, bad], failing: [bad] } },
    });
    expect(last({ jobs: [], conclusion: 'startup_failure' })).toMatchObject({
      ci: { failing: [{ workflow: GATE, job: 'Gate', conclusion: 'startup_failure' }] },
    });
  });

  it('is not CI: alone it is not green', () => {
    expect(
      does(when(on(gate(1, 'success')), 3 * MINUTE, started(1), ...audited(HEAD, 'approve'))),
    ).toBe('wait');
  });

  it.each([
    [
      'GitHub does not start it',
      started(1, 'gate.yml: no permission'),
      3 * MINUTE,
      'no permission',
    ],
    ['it never shows', started(1), 11 * MINUTE, 'never showed'],
  ])('ends the run when %s', (_, event, now, words) => {
    const [action] = when(on(ci), now, event);
    expect(JSON.stringify(action)).toContain('ci_not_registered');
    expect(JSON.stringify(action)).toContain(words);
  });

  it('has its time to show from when it was asked for', () => {
    expect(does(when(on(ci), 11 * MINUTE - 1, started(1)))).toBe('wait');
  });

  it('is not started where nobody may read what it says', () => {
    expect(when({ ...on(), denied: true })).toEqual([]);
  });

  it('that never started ends no run whose CI is red', () => {
    const red = { ...ci, conclusion: 'failure', jobs: [job('failure')] };
    const refused = started(1, 'gate.yml: no permission');
    expect(does(when(on(red), 3 * MINUTE, refused))).toBe('record-baseline');
  });

  it('that never ends ends the run as CI does', () => {
    const [action] = when(on(ci, gate(1, null)), 48 * 60 * MINUTE, started(1));
    expect(JSON.stringify(action)).toContain('ci_wait');
  });

  it('leaves CI its own end', () => {
    const [action] = when(on(gate(1, null)), 11 * MINUTE, started(1));
    expect(JSON.stringify(action)).toContain('ci_not_registered');
  });

  it('waits for people like any other', () => {
    const held = gate(1, null, { status: 'waiting' });
    expect(JSON.stringify(when(on(ci, held), 48 * 60 * MINUTE, started(1)))).toContain(
      'people_wait',
    );
  });
});
