/** Stories by number: each seed has its own mix of faults, people and bad manners. */
import { dice, type Dice } from './random.ts';
import {
  type Fault,
  FAULTS,
  faultsOf,
  type FaultPlan,
  listed,
  type PlacedFault,
} from './faults.ts';
import { PROSE } from './prose.ts';
import { simulate } from './simulate.ts';
import type { Outcome, Story } from './stage.ts';
import { CALM, type Weather, weatherOf } from './weather.ts';

export type Say = (line: string) => void;

/** A story of the swarm, in the weather of its seed or in a given one. */
export const storyOf = (seed: number, say?: Say, weather = weatherOf(seed)): Story => ({
  ...plainStory(seed, weather),
  say,
});

/** A random part of the faults is switched off in each, so that the rest meets often. */
function plainStory(seed: number, weather: Weather): Story {
  const mix = dice(seed * 7_919 + 17);
  return {
    seed,
    ...{ manners: { vice: mix.pick([0, 0.15, 0.35]) }, replicas: 1 + mix.int(3) },
    ...{ people: mix.pick([0, 0, 0.01, 0.04]), deaf: mix.pick([0, 0.2, 0.8]) },
    tokens: mix.pick([null, null, null, 30_000, 60_000]),
    // By its number, so that the other dice of a seed fall as before.
    ...(seed % 5 === 0 ? { plan: PROSE } : {}),
    weather,
    ...{ quiesceAt: 150 + mix.int(500), faults: swarmFaults(mix, weather) },
  };
}

function swarmFaults(mix: Dice, weather: Weather): FaultPlan {
  const on = new Set<Fault>(FAULTS.filter(() => mix.chance(0.5)));
  const rate = mix.pick([0, 0.01, 0.04, 0.1]);
  return (call) => {
    const able = mix.chance(rate) ? faultsOf(call.method).filter((fault) => on.has(fault)) : [];
    return able.length === 0 ? weather.faults(call) : mix.pick(able);
  };
}

/** The canonical run: one process, nobody interferes, models behave. */
export const canonical = (faults: readonly PlacedFault[], say?: Say): Story => ({
  ...{ seed: 1, manners: { vice: 0 }, replicas: 2, people: 0, deaf: 0, quiesceAt: 400 },
  ...{ weather: CALM, faults: listed(faults), say },
});

/** The same story with only these faults; their numbers are those of its calls. */
export const replayWith = (
  seed: number,
  faults: readonly PlacedFault[],
  say?: Say,
): Promise<Outcome> => simulate({ ...storyOf(seed), faults: listed(faults), say });
