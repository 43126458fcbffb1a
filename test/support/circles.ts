import path from 'node:path';
import type { Source } from './architecture.ts';

/**
 * Files that import each other in a circle, or lie between two circles; types count as well. None: each file can be
 * read with only what it imports, and that again.
 */
export function inCircles(sources: readonly Source[]): readonly string[] {
  let left = new Map(sources.map((source) => [source.path, importsOf(source)]));
  for (;;) {
    const used = new Set([...left.values()].flat());
    const kept = [...left].filter(
      ([file, imports]) => used.has(file) && imports.some((one) => left.has(one)),
    );
    if (kept.length === left.size) return [...left.keys()].toSorted();
    left = new Map(kept);
  }
}

const importsOf = ({ path: file, text }: Source): readonly string[] =>
  [...text.matchAll(/\bfrom\s+'(\.[^']+)'/g)].map(([, name = '']) =>
    path.posix.join(path.posix.dirname(file), name),
  );
