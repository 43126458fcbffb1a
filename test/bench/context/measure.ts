/** How much of what is looked for is found. */
import type { Ranked } from '../../../src/core/context/rank.ts';

export interface Score {
  readonly at5: number;
  readonly at10: number;
  readonly at20: number;
  readonly in8k: number;
  readonly in32k: number;
}

/** Of one query: the share of its files among the first, and among those that fit whole into a room of tokens. */
export function scoreOf(
  ranked: readonly Ranked[],
  truth: readonly string[],
  tokensOf: (path: string) => number,
): Score {
  const paths = ranked.map(({ path }) => path);
  const share = (found: readonly string[]): number =>
    truth.filter((path) => found.includes(path)).length / truth.length;
  return {
    at5: share(paths.slice(0, 5)),
    at10: share(paths.slice(0, 10)),
    at20: share(paths.slice(0, 20)),
    in8k: share(fitting(paths, tokensOf, 8_000)),
    in32k: share(fitting(paths, tokensOf, 32_000)),
  };
}

/** Files whole, in order; one that does not fit is passed over. */
function fitting(
  paths: readonly string[],
  tokensOf: (path: string) => number,
  room: number,
): readonly string[] {
  const served: string[] = [];
  let left = room;
  for (const path of paths) {
    // Nobody is served files without end: what stands this far behind is not meant.
    if (left < 100 || served.length >= 100) break;
    const tokens = tokensOf(path);
    if (tokens > left) continue;
    served.push(path);
    left -= tokens;
  }
  return served;
}

export function meanOf(scores: readonly Score[]): Score {
  const mean = (of: (score: Score) => number): number =>
    scores.reduce((sum, score) => sum + of(score), 0) / Math.max(1, scores.length);
  return {
    at5: mean(({ at5 }) => at5),
    at10: mean(({ at10 }) => at10),
    at20: mean(({ at20 }) => at20),
    in8k: mean(({ in8k }) => in8k),
    in32k: mean(({ in32k }) => in32k),
  };
}

const percent = (share: number): string => (share * 100).toFixed(1).padStart(6);

export const scoreLine = (name: string, score: Score): string =>
  `${name.padEnd(28)} recall@5 ${percent(score.at5)}  @10 ${percent(score.at10)}  @20 ${percent(score.at20)}  in 8k ${percent(score.in8k)}  in 32k ${percent(score.in32k)}`;

/** The middle and the 95th of a hundred. */
export function times(all: readonly number[]): string {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}
