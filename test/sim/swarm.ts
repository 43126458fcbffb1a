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
import { HABITS, OLD_HABITS } from './people.ts';
import { ONE_TIER, PHASES, PLAN, WIDE } from './plans.ts';
import { PROSE } from './prose.ts';
import { simulate } from './simulate.ts';
import type { Outcome, Story } from './stage.ts';
import { CALM, type Weather, weatherOf } from './weather.ts';

export type Say = (line: string) => void;

/** A story of the swarm, in the weather of its seed or in a given one. */
export const storyOf = (seed: number, say?: Say): Story => ({
  ...plainStory(seed, weatherOf(seed)),
  ...today(seed),
  say,
});

/** The same without commands, moved bases and stubborn phases: seeds that broke a rule before there were any. */
export const oldStoryOf = (seed: number, weather = weatherOf(seed)): Story =>
  plainStory(seed, weather);

/** By the number of a seed, so that its dice fall as before. */
const CURIOUS: readonly number[] = [0, 1, 2, 0, 0, 0, 0, 0, 3];

/** Of dice of its own, so that the other dice of a seed fall as before. */
function today(seed: number): Partial<Story> {
  const mix = dice(seed * 15_485_863 + 29);
  const plan = [PROSE, WIDE, PLAN, WIDE, ONE_TIER][seed % 5];
  const phase = mix.pick(PHASES);
  const until = mix.pick(['replan', 'stronger', 'never'] as const);
  const stubborn = mix.chance(0.35) ? { stubborn: { phase, until } } : {};
  const vice = mix.pick([0, 0, 0.15, 0.35]);
  return {
    ...(plan === undefined ? {} : { plan }),
    manners: { vice, minor: mix.chance(0.5), ...stubborn, curious: CURIOUS[seed % 11] ?? 0 },
    ...{ habits: HABITS, raises: true, merges: mix.chance(0.4) },
    people: mix.pick([0, 0.005, 0.02, 0.05]),
    ...(seed % 13 === 4 ? { crowded: true } : {}),
    // Just enough for the plan, and not for what comes after it.
    ...(seed % 6 === 0 ? { tokens: 14_000 + (seed % 11) * 1_000 } : {}),
  };
}

/** A random part of the faults is switched off in each, so that the rest meets often. */
function plainStory(seed: number, weather: Weather): Story {
  const mix = dice(seed * 7_919 + 17);
  return {
    seed,
    ...{ manners: { vice: mix.pick([0, 0.15, 0.35]) }, replicas: 1 + mix.int(3) },
    habits: OLD_HABITS,
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
  ...{
    seed: 1,
    manners: { vice: 0 },
    replicas: 2,
    people: 0,
    deaf: 0,
    quiesceAt: 400,
    habits: OLD_HABITS,
  },
  ...{ weather: CALM, faults: listed(faults), say },
});

/** The same story with only these faults; their numbers are those of its calls. */
export const replayWith = (
  seed: number,
  faults: readonly PlacedFault[],
  say?: Say,
): Promise<Outcome> => simulate({ ...storyOf(seed), faults: listed(faults), say });
