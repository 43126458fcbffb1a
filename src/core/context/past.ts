import { type Asked, bm25, toOne } from './bm25.ts';
import type { Terms } from './terms-of.ts';

/** A commit as the history of files knows it. */
export interface PastCommit {
  readonly id: string;
  readonly message: string;
  /** Those that it changed, as far as they are known. */
  readonly paths: readonly string[];
}

/** The same with the terms of its message. */
export interface Past {
  readonly terms: Terms;
  readonly paths: readonly string[];
}

const SHAPE = { k: 1.2, b: 0.5 };
/** A commit that changed more says nothing of any of them. */
const MAX_FILES = 200;

/** By path, what past commits with like messages have to do with it: a commit's likeness over the root of its files. */
export function byMessages(asked: Asked, past: readonly Past[]): ReadonlyMap<string, number> {
  const like = toOne(
    bm25(
      asked,
      past.map(({ terms }) => terms),
      SHAPE,
    ),
  );
  const sums = new Map<string, number>();
  for (const [index, { paths }] of past.entries()) {
    const likeness = like[index] ?? 0;
    if (likeness === 0 || paths.length > MAX_FILES) continue;
    // Squared: many that are a little alike must not outweigh the one that is the same.
    const share = likeness ** 2 / Math.sqrt(paths.length);
    for (const path of paths) sums.set(path, (sums.get(path) ?? 0) + share);
  }
  return sums;
}

/** By path, how often it changed together with those that are thought to be meant, each with its weight. */
export function byCompany(
  meant: ReadonlyMap<string, number>,
  past: readonly Past[],
): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  const together = past.filter(
    ({ paths }) => paths.length <= MAX_FILES && paths.some((path) => meant.has(path)),
  );
  for (const { paths } of together)
    for (const path of paths) if (meant.has(path)) times.set(path, (times.get(path) ?? 0) + 1);
  const sums = new Map<string, number>();
  for (const { paths } of together) {
    const size = Math.sqrt(paths.length);
    for (const one of paths) {
      const weight = meant.get(one);
      if (weight === undefined) continue;
      // One more, so that a file that changed once is not sure of its company.
      const share = weight / ((times.get(one) ?? 0) + 1) / size;
      for (const other of paths) if (other !== one) sums.set(other, (sums.get(other) ?? 0) + share);
    }
  }
  return sums;
}
