import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import {
  begun,
  BASE,
  ciSaid,
  evidence,
  given,
  hold,
  kept,
  MINUTE,
  phase,
  pushed,
  sha,
  strategy,
} from './story.ts';
import { eventsIn, failure, types } from './told.ts';

const rules = strategy();

describe('attempts', () => {
  const again = (n: number): RunEvent => ({
    ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: n },
    evidence: [evidence('ci', n)],
  });

  it('end the run when they are used up', () => {
    const three = given(
      rules,
      begun,
      ...[...pushed(sha(2)), ciSaid(sha(2), 'red'), again(1)],
      ...[...pushed(sha(3), 2, sha(2)), ciSaid(sha(3), 'red'), again(2)],
      ...[...pushed(sha(4), 3, sha(3)), ciSaid(sha(4), 'red'), again(3)],
    );
    expect(types(three.when())).toEqual(['phase-failed', 'run-failed']);
    expect(failure(three.when())).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW attempts_exhausted']);
  });

  it('end in a policy violation when the last was one', () => {
    const once = strategy([phase('T1.P1', { builderAttempts: 1 })]);
    const own = hold('builder');
    const refused = given(
      once,
      begun,
      { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: own },
      kept(own.id),
      {
        ...{
          type: 'edits-refused',
          at: 0,
          phase: 'T1.P1',
          attempt: 1,
          evidence: evidence('policy'),
          gate: [],
        },
      },
    );
    expect(failure(refused.when())).toEqual(['DONE_FAILED_POLICY_VIOLATION policy_violation']);
  });
});

describe('a model call', () => {
  const own = hold('builder');
  const open = given(rules, begun, {
    type: 'build-started',
    at: 0,
    phase: 'T1.P1',
    attempt: 1,
    hold: own,
  });

  it('of another worker is left alone while its lease lasts', () => {
    expect(open.when({ now: 9 * MINUTE })).toEqual([]);
  });

  it('is lost when its lease has run out', () => {
    expect(types(open.when({ now: 10 * MINUTE }))).toEqual(['call-lost']);
  });

  it('of this very worker is lost when nobody is in it', () => {
    expect(types(open.when({ worker: 'other' }))).toEqual(['call-lost']);
  });

  it('that was kept is acted on, not made again', () => {
    const answered = given(
      rules,
      begun,
      { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: own },
      kept(own.id),
    );
    expect(answered.when()).toEqual([{ do: 'apply', phase: 'T1.P1', attempt: 1, hold: own.id }]);
  });

  it('waits as long as the provider asked for, and gives the attempt back', () => {
    const declined = given(
      rules,
      begun,
      { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: own },
      {
        ...{
          type: 'call-refused',
          at: 0,
          hold: own.id,
          kind: 'transient',
          detail: '429',
          retryAt: 5 * MINUTE,
        },
      },
    );
    expect(declined.when({ now: MINUTE })).toEqual([]);
    expect(declined.when({ now: 5 * MINUTE })).toEqual([
      { do: 'build', phase: 'T1.P1', attempt: 1 },
    ]);
  });

  it('that reports more than its hold is the last one', () => {
    const usage = { input: 50_000, cachedInput: 0, output: 0 };
    const lied = given(
      rules,
      begun,
      { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: own },
      { ...kept(own.id, 10_000), usage, anomaly: true } as never,
      {
        type: 'edits-refused',
        at: 0,
        phase: 'T1.P1',
        attempt: 1,
        evidence: evidence('refused'),
        gate: [],
      },
    );
    expect(failure(lied.when())).toEqual(['DONE_FAILED_ENVIRONMENT usage_anomaly']);
  });
});

describe('people', () => {
  const cancel = {
    id: 'C1',
    at: MINUTE,
    actor: { id: 5, login: 'alice' },
    text: '/autopack cancel',
  };
  const building = given(rules, begun, {
    type: 'build-started',
    at: 0,
    phase: 'T1.P1',
    attempt: 1,
    hold: hold('builder'),
  });

  it('who may write can cancel at any step, even with a call open', () => {
    expect(
      types(building.when({ commands: [{ ...cancel, permission: 'write' as const }] })),
    ).toEqual(['command-seen', 'run-failed']);
  });

  it('who may not write cannot', () => {
    expect(
      types(building.when({ commands: [{ ...cancel, permission: 'read' as const }] })),
    ).toEqual(['command-seen']);
  });

  it('are heard once', () => {
    const heard = given(rules, begun, {
      ...{
        type: 'command-seen',
        at: 0,
        id: 'C1',
        actor: cancel.actor,
        command: 'cancel',
        accepted: false,
        answer: '',
      },
    });
    expect(types(heard.when({ commands: [{ ...cancel, permission: 'write' as const }] }))).toEqual([
      'build',
    ]);
  });

  it('stop the run by closing the issue', () => {
    expect(failure(building.when({ issueOpen: false }))).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW issue_closed',
    ]);
  });

  it('hold the run with a label', () => {
    const labelled = { labels: ['autopack:hold'] };
    const asked = given(rules, begun).when(labelled);
    expect(types(asked)).toEqual(['run-held']);
    const held = given(rules, begun, ...eventsIn(asked));
    expect(held.when(labelled)).toEqual([]);
    expect(types(held.when())).toEqual(['run-resumed']);
    expect(failure(held.when({ ...labelled, now: 49 * 60 * MINUTE }))).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW people_wait',
    ]);
  });

  it('may add commits, which are kept', () => {
    const branch = { is: 'ahead', head: sha(5), commits: [{ sha: sha(5), by: 'bob' }] } as const;
    expect(given(rules, begun).when({ branch })).toMatchObject([
      { events: [{ type: 'branch-advanced', before: BASE, head: sha(5) }] },
    ]);
  });

  it('who move the branch back are believed only after the replicas had time', () => {
    const back = { is: 'moved-back', head: BASE } as const;
    const candidate = given(rules, begun, ...pushed(sha(2)));
    expect(candidate.when({ branch: back, now: MINUTE / 2 })).toEqual([]);
    const asked = candidate.when({ branch: back, now: MINUTE });
    expect(types(asked)).toEqual(['run-held']);
    const held = given(rules, begun, ...pushed(sha(2)), ...eventsIn(asked));
    expect(held.when({ branch: back, now: 2 * MINUTE })).toEqual([]);
    expect(types(held.when({ now: 2 * MINUTE }))).toEqual(['run-resumed']);
    expect(failure(held.when({ branch: back, now: 49 * 60 * MINUTE }))).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW branch_moved_back',
    ]);
  });
});

it('does nothing at all when the ledger cannot be trusted', () => {
  expect(given(rules, begun).when({ frozen: 'unsigned' })).toEqual([]);
});

it('stops when the active time is used up', () => {
  const long = hold('builder', { lease: { worker: 'other', until: 300 * MINUTE } });
  const slow = given(
    rules,
    begun,
    { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: long },
    { ...kept(long.id), at: 121 * MINUTE },
    {
      type: 'edits-refused',
      at: 0,
      phase: 'T1.P1',
      attempt: 1,
      evidence: evidence('refused'),
      gate: [],
    },
  );
  expect(failure(slow.when())).toEqual(['DONE_FAILED_BUDGET_EXHAUSTED active_time']);
});
