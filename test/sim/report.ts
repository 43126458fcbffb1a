/** What the simulation prints. */
import type { PlacedFault } from './faults.ts';
import type { Failed, Tally } from './modes.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';
import type { Outcome } from './stage.ts';
import { canonical, replayWith, storyOf } from './swarm.ts';

/** Violations that are shrunk and told; the others are counted. */
const TOLD = 3;

export interface Findings {
  readonly tally: Tally;
  readonly failed: readonly Failed[];
  readonly seconds: number;
  readonly json: boolean;
}

export async function report({ tally, failed, seconds, json }: Findings): Promise<void> {
  const say = json ? (line: string) => console.error(line) : console.log;
  for (const { seed, outcome } of failed.slice(0, TOLD)) await tell(seed, outcome, say);
  for (const { seed, outcome } of failed.slice(TOLD))
    say(`${seed === null ? 'enumerated' : `seed ${seed}`}: ${outcome.violation ?? ''}`);
  const rate = Math.round((tally.seeds / seconds) * 10) / 10;
  if (json) console.log(JSON.stringify({ ...tally, seeds_per_s: rate }));
  else {
    const ends = Object.entries(tally.terminal).map(([state, n]) => `${state} ${n}`);
    console.log(
      `${tally.seeds} stories, ${tally.calls} calls, ${tally.crashes} crashes, ${rate} a second\n${ends.join(' · ')}\n${tally.violations} violations`,
    );
  }
  if (tally.violations > 0) process.exitCode = 1;
}

async function tell(
  seed: number | null,
  outcome: Outcome,
  say: (line: string) => void,
): Promise<void> {
  const again = (faults: readonly PlacedFault[]): Promise<Outcome> =>
    seed === null ? simulate(canonical(faults)) : replayWith(seed, faults);
  const small = await shrink(outcome, again);
  const words = small.map(({ n, fault }) => `${fault} at call ${n}`).join(', ');
  say(`${seed === null ? 'enumerated' : `seed ${seed}`}: ${outcome.violation ?? ''}`);
  say(`  with ${small.length} of ${outcome.faults.length} faults: ${words || 'none'}`);
}

/** One story, told. */
export async function tellStory(seed: number, trace: boolean): Promise<void> {
  const story = storyOf(seed);
  const { say: _, ...plain } = story;
  console.log(JSON.stringify({ ...plain, faults: undefined }));
  const outcome = await simulate(trace ? { ...storyOf(seed, console.log) } : story);
  console.log(`${outcome.terminal}, ${outcome.calls} calls, ${outcome.crashes} crashes`);
  console.log(outcome.violation ?? 'no violation');
  if (outcome.violation !== null) process.exitCode = 1;
}
