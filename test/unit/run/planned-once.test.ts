import { expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import { hold, kept, started, strategy } from './story.ts';

it('nothing is planned once the plan is frozen', () => {
  const [begin, froze] = started(strategy()) as [RunEvent, RunEvent];
  const own = (n: number) => ({
    ...hold('builder'),
    ...{ id: `7-1.T0.planner.${n}`, role: 'planner' as const, phase: 'T0' },
  });
  const calling = (n: number): RunEvent => ({ type: 'plan-started', at: 0, hold: own(n) });
  const made: readonly RunEvent[] = [
    ...[begin, { type: 'plan-wanted', at: 0, strategyHash: '1'.repeat(64) } as const],
    ...[
      calling(1),
      kept(own(1).id),
      { type: 'plan-made', at: 0, planHash: '2'.repeat(64) } as const,
    ],
  ];
  expect(fold(undefined, [...made, calling(2)]).call).not.toBeNull();
  expect(() => fold(undefined, [...made, froze, calling(2)])).toThrow('cannot follow');
});
