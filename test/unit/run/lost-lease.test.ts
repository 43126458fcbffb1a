import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { begun, given, hold, MINUTE, phase, strategy } from './story.ts';
import { eventsIn } from './told.ts';

describe('a call', () => {
  const own = hold('builder');

  it('that died with its worker puts the phase back into the queue, to be taken up first', () => {
    const two = strategy([phase('T1.P0'), phase('T1.P1')]);
    const skipped = { at: 0, phase: 'T1.P0' } as const;
    const story: readonly RunEvent[] = [
      ...[{ type: 'phase-skipped', ...skipped, reason: 'x' } as const, begun],
      { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: own },
      { type: 'stop-asked', at: 0, by: 'alice' },
    ];
    const dead = eventsIn(given(two, ...story).when({ now: 10 * MINUTE }));
    const again: RunEvent = { type: 'phase-retried', ...skipped, attempts: 0 };
    const queued = given(two, ...story, ...dead, again);
    expect(queued.run.phases[1]).toMatchObject({ state: 'QUEUED', attempt: 1 });
    expect(queued.run.tiers).toMatchObject([{ state: 'IN_PROGRESS' }]);
    // A stop after the phase is not one in the middle of it.
    const next = eventsIn(queued.when());
    expect(next).toMatchObject([
      { type: 'queue-entered' },
      { type: 'phase-started', phase: 'T1.P1' },
    ]);
    const going = given(two, ...story, ...dead, again, ...next);
    expect(going.run.phases[1]).not.toHaveProperty('lost');
    expect(going.when()).toEqual([{ do: 'build', phase: 'T1.P1', attempt: 2 }]);
  });
});
