import type { PhaseStrategy } from '../strategy/strategy.ts';
import { type Candidate, type Entry, isOfPhase, type Reason } from './choose.ts';
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
/** How much a likeness counts: what may not be changed is of less use. */
const LIKENESS: Readonly<Record<Reason, number>> = {
  ...{ deliverable: 1, named: 1, context: 1, scope: 1, test: 1 },
  ...{ explains: 0.6, other: 0.6 },
};
/** Less like than this is not worth its tokens, nor is a file without any reason. */
const LEAST = 0.12;
/** A file that nobody names takes no more of the room than this. */
const MAX_SHARE = 0.5;
const MAX_SERVED = 120;
/** No text is so dense: such a file cannot fit and need not be counted. */
const MOST_BYTES_PER_TOKEN = 12;

export interface Weighed<E extends Entry> extends Candidate<E> {
  readonly weight: number;
}

/** Candidates in the order in which they are served, by their reason and by how much they have to do with the phase. */
export function inLine<E extends Entry>(
  read: readonly Candidate<E>[],
  ranked: readonly Ranked[],
): readonly Weighed<E>[] {
  const best = ranked[0]?.score ?? 0;
  const scores = new Map(ranked.map(({ path, score }) => [path, best > 0 ? score / best : 0]));
  return read
    .map(({ entry, reason }) => {
      const score = scores.get(entry.path) ?? 0;
      return { entry, reason, weight: CERTAIN[reason] + LIKENESS[reason] * score };
    })
    .sort((a, b) => b.weight - a.weight || (a.entry.path < b.entry.path ? -1 : 1));
}

export interface Filled<E extends Entry> {
  /** By path: the same files make the same prompt. */
  readonly serve: readonly E[];
  /** Of the phase and not served, the likeliest first. */
  readonly omitted: readonly string[];
}

/** Whole files, in line, until the room is used up; what does not fit is passed over and said. */
export function fillRoom<E extends Entry>(
  line: readonly Weighed<E>[],
  room: number,
  tokensOf: (path: string) => number,
): Filled<E> {
  const [serve, omitted]: [E[], string[]] = [[], []];
  let left = room;
  for (const { entry, reason, weight } of line) {
    const most = CERTAIN[reason] >= 1 ? left : Math.min(left, room * MAX_SHARE);
    const isWanted = weight >= LEAST || reason === 'explains';
    const mayFit = serve.length < MAX_SERVED && entry.size / MOST_BYTES_PER_TOKEN <= most;
    const tokens = isWanted && mayFit ? tokensOf(entry.path) : Infinity;
    if (tokens <= most) {
      serve.push(entry);
      left -= tokens;
    } else if (isOfPhase(reason)) omitted.push(entry.path);
  }
  return { serve: serve.sort((a, b) => (a.path < b.path ? -1 : 1)), omitted };
}
