import { distance } from 'fastest-levenshtein';

/** Up to three of the known names that the given one may have been meant to be, nearest first. */
export function nearest(name: string, known: readonly string[]): readonly string[] {
  const wanted = plain(name).slice(0, 60);
  return known
    .map((candidate) => ({ candidate, away: awayFrom(wanted, plain(candidate)) }))
    .filter(({ candidate, away }) => away <= Math.max(2, Math.floor(candidate.length / 3)))
    .toSorted((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** "Did you mean" with the nearest names, or the whole list when none is near. */
export function meant(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near.length > 0
    ? `Did you mean ${near.map((n) => `\`${n}\``).join(' or ')}?`
    : `Use one of ${known.map((n) => `\`${n}\``).join(', ')}.`;
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '_');

/** `testing` is nearer to `tests` than the letters say. */
const awayFrom = (wanted: string, candidate: string): number => {
  if (wanted.length >= 4 && candidate.startsWith(wanted)) return 1;
  const root = wanted.length >= 5 && candidate.startsWith(wanted.slice(0, 4));
  return Math.min(distance(wanted, candidate), root ? 2 : Infinity);
};
