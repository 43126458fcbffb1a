import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { audited, begun, ciSaid, given, phase, pushed, sha, strategy } from './story.ts';
import { eventsIn, types } from './told.ts';

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
