/** How much of what is looked for is found. */
import type { Entry } from '../../../src/core/context/entry.ts';
import { fillRoom, inLine } from '../../../src/core/context/fill.ts';
import type { Ranked } from '../../../src/core/context/rank.ts';
import type { Part } from '../../../src/core/edits/parts.ts';
import type { Query } from './cases.ts';

export interface Score {
  readonly at5: number;
  readonly at10: number;
  readonly at20: number;
  readonly in8k: number;
  readonly in32k: number;
}

/** What may be served, how long each of it is, and which lines are shown of what does not fit. */
export interface Shelf {
  readonly files: readonly Entry[];
  readonly tokensOf: (path: string) => number;
  readonly linesOf: (path: string, room: number) => readonly Part[];
  /** Lines that were changed, where that is known. */
  readonly changed: Query['lines'];
  /** What somebody named who saw the outlines of the likeliest. */
  readonly located?: readonly string[] | undefined;
}

/**
 * Of one query: the share of its files among the first, and among those that a Builder with room for so many tokens
 * is served: whole, or in part with all of the lines that were changed.
 */
export function scoreOf(ranked: readonly Ranked[], truth: readonly string[], shelf: Shelf): Score {
  const paths = ranked.map(({ path }) => path);
  const line = inLine(
    shelf.files.map((entry) => ({ entry, reason: 'scope' as const })),
    ranked,
    shelf.located,
  );
  const share = (found: readonly string[]): number =>
    truth.filter((path) => found.includes(path)).length / truth.length;
  const served = (room: number): readonly string[] => {
    const { serve, inPart } = fillRoom(line, room, shelf.tokensOf);
    const parts = inPart.filter((part) => isEnough(part, truth, shelf));
    return [...serve, ...parts.map(({ entry }) => entry)].map(({ path }) => path);
  };
  return {
    at5: share(paths.slice(0, 5)),
    at10: share(paths.slice(0, 10)),
    at20: share(paths.slice(0, 20)),
    in8k: share(served(8_000)),
    in32k: share(served(32_000)),
  };
}

function isEnough(
  { entry: { path }, room }: { readonly entry: Entry; readonly room: number },
  truth: readonly string[],
  { linesOf, changed }: Shelf,
): boolean {
  const lines = truth.includes(path) ? changed?.[path] : undefined;
  if (lines === undefined) return false;
  const parts = linesOf(path, room);
  return lines.every(([first, to]) => parts.some((part) => first >= part.from && to <= part.to));
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
