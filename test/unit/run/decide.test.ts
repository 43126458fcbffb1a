import { describe, expect, it } from '@jest/globals';
import type { Action } from '../../../src/core/run/action.ts';
import {
  audited,
  begun,
  ci,
  ciSaid,
  given,
  MINUTE,
  phase,
  pushed,
  sha,
  strategy,
} from './story.ts';

const rules = strategy();
const types = (actions: readonly Action[]): readonly string[] =>
  actions.flatMap((action) =>
    action.do === 'record' ? action.events.map((event) => event.type) : [action.do],
  );
const failure = (actions: readonly Action[]) =>
  actions
    .flatMap((action) => (action.do === 'record' ? action.events : []))
    .flatMap((event) =>
      event.type === 'run-failed' ? [`${event.failure.state} ${event.failure.reason}`] : [],
    );

describe('the queue', () => {
  it('starts the first phase', () => {
    expect(types(given(rules).when())).toEqual(['phase-started']);
  });

  it('builds a phase that is executing', () => {
    expect(given(rules, begun).when()).toEqual([{ do: 'build', phase: 'T1.P1', attempt: 1 }]);
  });

  it('runs a phase only when what it depends on is complete', () => {
    const two = strategy([phase('T1.P1', { dependsOn: ['T1.P2'] }), phase('T1.P2')]);
    expect(given(two).when()).toMatchObject([
      { events: [{ type: 'phase-started', phase: 'T1.P2' }] },
    ]);
  });

  it('succeeds when every phase is complete', () => {
    const done = given(
      rules,
      begun,
      ...pushed(sha(2)),
      ciSaid(sha(2), 'green'),
      ...audited(sha(2), 'approve'),
      {
        ...{ type: 'phase-completed', at: 0, phase: 'T1.P1', head: sha(2) },
      },
    );
    expect(types(done.when())).toEqual(['run-succeeded']);
  });
});

describe('a candidate', () => {
  const candidate = given(rules, begun, ...pushed(sha(2)));

  it('is audited beside CI', () => {
    expect(candidate.when({ ci: ci(sha(2), null) })).toEqual([
      { do: 'audit', phase: 'T1.P1', head: sha(2) },
    ]);
  });

  it('completes when it is green and approved', () => {
    const ready = given(
      rules,
      begun,
      ...pushed(sha(2)),
      ciSaid(sha(2), 'green'),
      ...audited(sha(2), 'approve'),
    );
    expect(ready.when()).toMatchObject([{ events: [{ type: 'phase-completed', head: sha(2) }] }]);
  });

  it('does not complete on a verdict about another head', () => {
    const moved = given(rules, begun, ...pushed(sha(2)), ...audited(sha(2), 'approve'), {
      ...{
        type: 'branch-advanced',
        at: 0,
        before: sha(2),
        head: sha(3),
        commits: [{ sha: sha(3), by: 'bob' }],
      },
    });
    expect(moved.when({ ci: ci(sha(2), 'success') })).toEqual([
      { do: 'audit', phase: 'T1.P1', head: sha(3) },
    ]);
  });

  it('does not complete on green CI of another head', () => {
    const audit = given(rules, begun, ...pushed(sha(2)), ...audited(sha(2), 'approve'));
    expect(audit.when({ ci: ci(sha(9), 'success') })).toEqual([]);
  });

  it('is reported when CI has a verdict', () => {
    const audit = given(rules, begun, ...pushed(sha(2)), ...audited(sha(2), 'approve'));
    expect(audit.when({ ci: ci(sha(2), 'success') })).toEqual([
      { do: 'report-ci', phase: 'T1.P1', head: sha(2) },
    ]);
  });

  it('is not worth an audit once it is red', () => {
    const red = given(rules, begun, ...pushed(sha(2)), ciSaid(sha(2), 'red'));
    expect(red.when()).toMatchObject([
      { events: [{ type: 'attempt-failed', evidence: [{ kind: 'ci' }] }] },
    ]);
  });

  it('goes back with the findings when the Auditor asks for changes', () => {
    const sent = given(
      rules,
      begun,
      ...pushed(sha(2)),
      ciSaid(sha(2), 'green'),
      ...audited(sha(2), 'revise'),
    );
    const [action] = sent.when();
    expect(action).toMatchObject({
      events: [{ type: 'attempt-failed', evidence: [{ kind: 'audit' }] }],
    });
    expect(JSON.stringify(action)).toContain('Off by one');
  });

  it('ends the run when the Auditor escalates', () => {
    const up = given(rules, begun, ...pushed(sha(2)), ...audited(sha(2), 'escalate'));
    expect(failure(up.when())).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW audit_escalated']);
  });

  it('ends the run when CI is never registered', () => {
    const alone = given(rules, begun, ...pushed(sha(2)), ...audited(sha(2), 'approve'));
    const nothing = { head: sha(2), workflowRuns: [], otherChecks: [] };
    expect(alone.when({ ci: nothing, now: 9 * MINUTE })).toEqual([]);
    expect(failure(alone.when({ ci: nothing, now: 11 * MINUTE }))).toEqual([
      'DONE_FAILED_ENVIRONMENT ci_not_registered',
    ]);
  });

  it('waits for CI no longer than it may', () => {
    const alone = given(rules, begun, ...pushed(sha(2)), ...audited(sha(2), 'approve'));
    const waiting = { ci: ci(sha(2), null), now: 49 * 60 * MINUTE };
    expect(failure(alone.when(waiting))).toEqual(['DONE_FAILED_ENVIRONMENT ci_wait']);
  });
});
