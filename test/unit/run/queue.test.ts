import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { audited, begun, ciSaid, given, phase, pushed, sha, strategy } from './story.ts';
import { eventsIn, failure, types } from './told.ts';

const rules = strategy();
const HEAD = sha(2);
const first = [begun, ...pushed(HEAD)];

describe('a queue', () => {
  const three = strategy([
    ...[phase('T1.P1'), phase('T1.P2', { index: 1 })],
    phase('T1.P3', { index: 2, dependsOn: ['T1.P1', 'T1.P2'] }),
  ]);
  const done = (id: string): readonly RunEvent[] => [
    { type: 'phase-completed', at: 0, phase: id, head: HEAD },
    { type: 'queue-entered', at: 0 },
  ];
  const one = [...first, ciSaid(HEAD, 'green'), ...audited(HEAD, 'approve'), ...done('T1.P1')];

  it('starts nothing before all that it depends on is complete', () => {
    const left: RunEvent = { type: 'phase-skipped', at: 0, phase: 'T1.P2', reason: 'not wanted' };
    expect(eventsIn(given(three, ...one).when())).toMatchObject([{ phase: 'T1.P2' }]);
    expect(eventsIn(given(three, ...one, left).when())).toMatchObject([
      { type: 'phase-skipped', phase: 'T1.P3' },
    ]);
  });

  it('is not held after the last phase: there is nothing to come', () => {
    const stop: RunEvent = { type: 'stop-asked', at: 0, by: 'bob' };
    expect(types(given(three, ...one, stop).when())).toEqual(['run-held']);
    expect(types(given(rules, ...one, stop).when())).toEqual(['run-succeeded']);
  });
});

describe('what a person rolled back', () => {
  const once = strategy([phase('T1.P1', { builderAttempts: 1 }), phase('T1.P2')]);
  const failed: readonly RunEvent[] = [
    ...first,
    ciSaid(HEAD, 'red'),
    { type: 'phase-failed', at: 0, phase: 'T1.P1', reason: 'CI is red.' },
  ];
  const asked = (goOn: boolean): RunEvent => ({
    ...{ type: 'rollback-asked', at: 0, phase: 'T1.P1', goOn, by: 'alice' },
  });
  const undone: RunEvent = {
    ...{ type: 'phase-undone', at: 0, phase: 'T1.P1', before: HEAD, head: sha(3), tree: sha(9) },
  };

  it('ends the run, or is left out of it', () => {
    expect(eventsIn(given(once, ...failed, asked(false), undone).when())).toMatchObject([
      {
        failure: {
          ...{ state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', reason: 'finished_by_person' },
          ...{ detail: 'T1.P1 was rolled back by alice.', phase: 'T1.P1' },
        },
      },
    ]);
    const left = eventsIn(given(once, ...failed, asked(true), undone).when());
    expect(left).toMatchObject([
      { type: 'phase-retried', phase: 'T1.P1', attempts: 0 },
      { type: 'phase-skipped', phase: 'T1.P1', reason: 'Rolled back by alice.' },
    ]);
    const after = given(once, ...failed, asked(true), undone, ...left);
    expect(after.run.rollback).toBeUndefined();
    expect(eventsIn(after.when())).toMatchObject([
      { type: 'queue-entered' },
      { type: 'phase-started', phase: 'T1.P2' },
    ]);
  });

  it.each([true, false])('is not taken away where somebody pushed since, going on: %s', (goOn) => {
    const theirs: RunEvent = {
      ...{ type: 'branch-advanced', at: 0, before: HEAD, head: sha(5) },
      ...{ after: sha(1), on: 'T1.P1', commits: [{ sha: sha(5), by: 'bob' }] },
    };
    const [end, ...more] = eventsIn(given(once, ...failed, asked(goOn), theirs).when());
    expect(more).toEqual([]);
    expect(end).toMatchObject({
      failure: { reason: 'finished_by_person', phase: 'T1.P1' },
    });
    expect(JSON.stringify(end)).toContain('people’s commits stand on top of it');
  });

  it('takes nobody’s commits for people’s when none came after', () => {
    expect(given(once, ...failed, asked(false)).when()).toEqual([{ do: 'undo', phase: 'T1.P1' }]);
  });
});

it('names the phases of the tier that failed', () => {
  const tiers = strategy([phase('T1.P1'), phase('T1.P2'), phase('T2.P1')]);
  const failed: readonly RunEvent[] = [
    begun,
    { type: 'phase-failed', at: 0, phase: 'T1.P1', reason: 'It timed out.' },
    { type: 'phase-skipped', at: 0, phase: 'T1.P2', reason: 'not wanted' },
  ];
  const end = given(tiers, ...failed).when();
  expect(failure(end)).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW attempts_exhausted']);
  expect(eventsIn(end)).toMatchObject([
    {
      failure: {
        ...{ phase: 'T1.P1', detail: 'It timed out. What did not depend on it is done.' },
      },
    },
  ]);
});
