import type { PhaseStrategy } from '../strategy/strategy.ts';
import { type Candidate, isOfPhase, type Reason } from './choose.ts';
import type { Entry } from './entry.ts';
import type { Ranked } from './rank.ts';

/** What a phase asks of the ranking. */
export const questionOf = ({
  name,
  description,
  acceptance,
  deliverables,
}: PhaseStrategy): string =>
  [name, description, ...acceptance, ...deliverables.map((path) => path.replace(/[*{}]/g, ' '))]
    .join('\n')
    .trim();

/** What the phase names comes before what is only like it. */
const CERTAIN: Readonly<Record<Reason, number>> = {
  ...{ deliverable: 4, named: 3, context: 0.3, scope: 0.1, test: 0.1 },
  ...{ explains: 0.05, other: 0 },
};
/** What somebody named who saw the outlines comes before all guesses, in the order in which it was named. */
const LOCATED = { first: 2, step: 0.01 };
/** What weighs so much is no guess. */
const NAMED = 1.5;
/** How much a likeness counts: what may not be changed is of less use. */
const LIKENESS: Readonly<Record<Reason, number>> = {
  ...{ deliverable: 1, named: 1, context: 1, scope: 1, test: 1 },
  ...{ explains: 0.6, other: 0.6 },
};
/** Less like than this is not worth its tokens, nor is a file without any reason. */
const LEAST = 0.12;
/**
 * What a file that nobody names loses with every e-fold of its length: where two are about as likely, the shorter
 * one leaves room for others. Of a shorter or longer one than these it says nothing more.
 */
const OF_LENGTH = { loses: 0.07, leastBytes: 1_200, mostBytes: 160_000 };
const MAX_SERVED = 120;
/** Long ones of the likeliest are shown in part where they are not served whole, each in so much of the room. */
const PART = { amongFirst: 3, named: 0.2, other: 0.1 };
/** Longer than a quarter of a room of so many tokens, at four bytes a token. */
const isLong = ({ size }: Entry, room: number): boolean => size > room;
/** No text is so dense: such a file cannot fit and need not be counted. */
const MOST_BYTES_PER_TOKEN = 12;

export interface Weighed<E extends Entry> extends Candidate<E> {
  /** How much it has to do with the phase. */
  readonly weight: number;
}

/**
 * Candidates, the likeliest first: by their reason, by how much they have to do with the phase, and by whether somebody
 * who saw their outlines named them.
 */
export function inLine<E extends Entry>(
  read: readonly Candidate<E>[],
  ranked: readonly Ranked[],
  located: readonly string[] = [],
): readonly Weighed<E>[] {
  const best = ranked[0]?.score ?? 0;
  const scores = new Map(ranked.map(({ path, score }) => [path, best > 0 ? score / best : 0]));
  const places = new Map(located.map((path, place) => [path, place]));
  return read
    .map(({ entry, reason }) => {
      const score = scores.get(entry.path) ?? 0;
      const place = places.get(entry.path);
      const guess = CERTAIN[reason] + LIKENESS[reason] * score;
      const weight =
        place === undefined ? guess : Math.max(guess, LOCATED.first - place * LOCATED.step);
      return { entry, reason, weight };
    })
    .sort((a, b) => b.weight - a.weight || (a.entry.path < b.entry.path ? -1 : 1));
}

/** Where a file stands when the room is filled. */
function placeOf({ entry, reason, weight }: Weighed<Entry>): number {
  if (weight >= NAMED) return weight;
  const { loses, leastBytes, mostBytes } = OF_LENGTH;
  const bytes = Math.min(mostBytes, Math.max(leastBytes, entry.size));
  return weight - LIKENESS[reason] * loses * Math.log(bytes / leastBytes);
}

export interface Filled<E extends Entry> {
  /** By path: the same files make the same prompt. */
  readonly serve: readonly E[];
  /** Likely, and too long: of each there is room for so many tokens. */
  readonly inPart: readonly { readonly entry: E; readonly room: number }[];
  /** Of the phase and not served, the likeliest first. */
  readonly omitted: readonly string[];
}

/**
 * Whole files until the room is used up, the likely short ones before the likely long ones. What does not fit is
 * shown in part where it is among the likeliest, and said where it is not.
 */
export function fillRoom<E extends Entry>(
  line: readonly Weighed<E>[],
  room: number,
  count: (path: string) => number,
): Filled<E> {
  const tokensOf = once(count);
  const parts = new Map<Weighed<E>, number>();
  let left = room;
  let serve = whole(line, left, tokensOf);
  for (const one of line.slice(0, PART.amongFirst)) {
    const isMeant = isLong(one.entry, room) && one.weight >= LEAST;
    if (serve.has(one.entry) || !isMeant) continue;
    const more = Math.floor(room * (one.weight >= NAMED ? PART.named : PART.other));
    const others = line.filter((other) => other !== one && !parts.has(other));
    const beside = whole(others, left - more, tokensOf);
    // A part is not worth a file that is likelier.
    const isWorse = ({ entry, weight }: Weighed<E>): boolean =>
      weight > one.weight && serve.has(entry) && !beside.has(entry);
    if (others.some(isWorse)) continue;
    parts.set(one, more);
    [serve, left] = [beside, left - more];
  }
  const omitted = line.filter(
    (one) => isOfPhase(one.reason) && !serve.has(one.entry) && !parts.has(one),
  );
  return {
    serve: [...serve].sort((a, b) => (a.path < b.path ? -1 : 1)),
    inPart: [...parts].map(([{ entry }, of]) => ({ entry, room: of })),
    omitted: omitted.map(({ entry }) => entry.path),
  };
}

/** To count is dear, and the room may be filled more than once. */
function once(count: (path: string) => number): (path: string) => number {
  const counted = new Map<string, number>();
  return (path) => {
    const tokens = counted.get(path) ?? count(path);
    counted.set(path, tokens);
    return tokens;
  };
}

function whole<E extends Entry>(
  line: readonly Weighed<E>[],
  room: number,
  tokensOf: (path: string) => number,
): ReadonlySet<E> {
  const serve = new Set<E>();
  let left = room;
  for (const { entry, reason, weight } of line.toSorted((a, b) => placeOf(b) - placeOf(a))) {
    const isWanted = weight >= LEAST || reason === 'explains';
    const mayFit = serve.size < MAX_SERVED && entry.size / MOST_BYTES_PER_TOKEN <= left;
    const tokens = isWanted && mayFit ? tokensOf(entry.path) : Infinity;
    if (tokens > left) continue;
    serve.add(entry);
    left -= tokens;
  }
  return serve;
}
