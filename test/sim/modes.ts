/** The ways of looking for a story that breaks a rule. */
import { faultsOf, type PlacedFault } from './faults.ts';
import { simulate } from './simulate.ts';
import type { Outcome } from './stage.ts';
import { canonical, storyOf } from './swarm.ts';

/** The sum over stories. */
export interface Tally {
  seeds: number;
  violations: number;
  calls: number;
  crashes: number;
  readonly terminal: Record<string, number>;
  readonly facts: Record<string, number>;
}

export const newTally = (): Tally => ({
  ...{ seeds: 0, violations: 0, calls: 0, crashes: 0 },
  terminal: {},
  facts: {},
});

export interface Failed {
  readonly seed: number | null;
  readonly outcome: Outcome;
}

function count(tally: Tally, outcome: Outcome): void {
  const { violation, calls, crashes, terminal, facts } = outcome;
  tally.seeds += 1;
  tally.calls += calls;
  tally.crashes += crashes;
  tally.violations += violation === null ? 0 : 1;
  for (const [fact, n] of facts) tally.facts[fact] = (tally.facts[fact] ?? 0) + n;
  tally.terminal[terminal] = (tally.terminal[terminal] ?? 0) + 1;
}

/** Random stories, `from` on; comes back early after `stopAfter` violations. */
export async function swarm(
  range: { readonly from: number; readonly seeds: number; readonly stopAfter: number },
  tally: Tally,
): Promise<readonly Failed[]> {
  const failed: Failed[] = [];
  for (let seed = range.from; seed < range.from + range.seeds; seed += 1) {
    const outcome = await simulate(storyOf(seed));
    count(tally, outcome);
    if (outcome.violation !== null) failed.push({ seed, outcome });
    if (failed.length >= range.stopAfter) break;
  }
  return failed;
}

/** Every fault that means something, at every call of the canonical run. */
export async function singles(tally: Tally): Promise<readonly Failed[]> {
  const { methods } = await simulate(canonical([]));
  const failed: Failed[] = [];
  for (const [index, method] of methods.entries())
    for (const fault of faultsOf(method)) {
      const outcome = await simulate(canonical([{ n: index + 1, fault }]));
      count(tally, outcome);
      if (outcome.violation !== null) failed.push({ seed: null, outcome });
    }
  return failed;
}

const WINDOW = 6;

/** Every pair of faults of which the second follows within a few calls; `limit` pairs, evenly spread. */
export async function doubles(tally: Tally, limit: number): Promise<readonly Failed[]> {
  const { methods } = await simulate(canonical([]));
  const failed: Failed[] = [];
  for (const pair of spread(pairsOf(methods), limit)) {
    const outcome = await simulate(canonical(pair));
    count(tally, outcome);
    if (outcome.violation !== null) failed.push({ seed: null, outcome });
  }
  return failed;
}

/** The second call is named by its place only: after the first fault another method may stand there. */
function pairsOf(methods: readonly string[]): readonly (readonly PlacedFault[])[] {
  return methods.flatMap((method, index) =>
    faultsOf(method).flatMap((first) =>
      Array.from({ length: WINDOW }, (_, gap) => index + 1 + gap).flatMap((second) =>
        faultsOf(methods[second] ?? method).map((fault) => [
          { n: index + 1, fault: first },
          { n: second + 1, fault },
        ]),
      ),
    ),
  );
}

function spread<T>(list: readonly T[], limit: number): readonly T[] {
  const step = Math.max(1, list.length / limit);
  return Array.from(
    { length: Math.min(limit, list.length) },
    (_, index) => list[Math.floor(index * step)],
  ).flatMap((one) => (one === undefined ? [] : [one]));
}
