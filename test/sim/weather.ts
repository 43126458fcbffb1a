/**
 * What GitHub does beside failing: hints that come late or twice, replicas that answer with what was, limits
 * that hold an installation back, and a workflow's token instead of the App. Of dice of its own, so that a
 * seed's other dice fall as they did before there was weather.
 */
import type { FaultPlan } from './faults.ts';
import { faultsOf, WEATHER } from './faults.ts';
import { dice } from './random.ts';

export interface Weather {
  readonly identity: 'app' | 'token';
  /** The share of hints that come minutes late, after newer ones, and of those that come to everybody. */
  readonly late: number;
  readonly doubled: number;
  readonly faults: FaultPlan;
}

export const CALM: Weather = { identity: 'app', late: 0, doubled: 0, faults: () => undefined };

export function weatherOf(seed: number): Weather {
  const mix = dice(seed * 104_729 + 3);
  const rates = {
    'stale-read': mix.pick([0, 0, 0.05, 0.2]),
    limited: mix.pick([0, 0, 0.002, 0.01]),
  } as const;
  return {
    identity: mix.chance(0.15) ? 'token' : 'app',
    ...{ late: mix.pick([0, 0.3]), doubled: mix.pick([0, 0.3]) },
    faults: ({ method }) => {
      const able = faultsOf(method);
      return WEATHER.find((one) => able.includes(one) && mix.chance(rates[one]));
    },
  };
}
