import type { Asked } from './bm25.ts';
import { placeOf, type Terms } from './terms-of.ts';

/** By text, what a question's terms that stand close to one another there are worth. */
export interface Together {
  /** Of the piece of the text that has the most of them. */
  readonly piece: Float64Array;
  /** Of those that are neighbours in the question as well. */
  readonly pairs: Float64Array;
}

/** Terms of a piece: a statement or two, or a sentence. */
const PIECE = 40;
/** How many terms further a neighbour may stand. */
const APART = 3;
/** How soon a term that stands often enough in a piece counts no more; as in BM25. */
const K = 1.2;

/** A question as it is looked for. */
export interface Wanted {
  readonly terms: readonly number[];
  /** By place in `terms`. */
  readonly worth: Float64Array;
  /** Two places in `terms` as one number, the smaller first. */
  readonly pairs: ReadonlySet<number>;
}

/** `said` are all terms of the question in order. */
export function wantedOf(worth: Asked, said: readonly number[]): Wanted {
  const terms = [...worth.keys()];
  const places = new Map(terms.map((term, place) => [term, place]));
  const pairs = new Set<number>();
  for (const [at, one] of said.entries())
    for (const other of said.slice(at + 1, at + 1 + APART)) {
      const [a, b] = [places.get(one), places.get(other)];
      if (a !== undefined && b !== undefined && a !== b) pairs.add(pairOf(a, b, terms.length));
    }
  return { terms, worth: Float64Array.from(worth.values()), pairs };
}

const pairOf = (a: number, b: number, of: number): number => Math.min(a, b) * of + Math.max(a, b);

/** A text that is `null` was not read, or is not looked at. */
export function together(wanted: Wanted, texts: readonly (Terms | null)[]): Together {
  const [piece, pairs] = [new Float64Array(texts.length), new Float64Array(texts.length)];
  for (const [index, text] of texts.entries()) {
    const hits = text === null ? null : hitsIn(text, wanted);
    if (hits === null) continue;
    piece[index] = bestPiece(hits, wanted);
    pairs[index] = pairsIn(hits, wanted);
  }
  return { piece, pairs };
}

/** Where the question's terms stand, in order, and which they are. */
interface Hits {
  readonly at: readonly number[];
  readonly which: readonly number[];
}

function hitsIn({ ids, order }: Terms, { terms }: Wanted): Hits {
  // Counted from one: nothing is wanted at most places.
  const marks = new Uint16Array(ids.length);
  for (const [which, term] of terms.entries()) {
    const place = placeOf(ids, term);
    if (place >= 0) marks[place] = which + 1;
  }
  const [at, which]: [number[], number[]] = [[], []];
  for (let index = 0; index < order.length; index += 1) {
    const mark = marks[order[index] ?? 0] ?? 0;
    if (mark === 0) continue;
    at.push(index);
    which.push(mark - 1);
  }
  return { at, which };
}

function bestPiece({ at, which }: Hits, { worth }: Wanted): number {
  const counts = new Uint16Array(worth.length);
  let [first, sum, best] = [0, 0, 0];
  const count = (term: number, by: 1 | -1): void => {
    const before = counts[term] ?? 0;
    counts[term] = before + by;
    sum += (worth[term] ?? 0) * (weightOf(before + by) - weightOf(before));
  };
  for (const [hit, place] of at.entries()) {
    count(which[hit] ?? 0, 1);
    for (; place - (at[first] ?? 0) >= PIECE; first += 1) count(which[first] ?? 0, -1);
    best = Math.max(best, sum);
  }
  return best;
}

const weightOf = (count: number): number => ((K + 1) * count) / (count + K);

function pairsIn({ at, which }: Hits, { worth, pairs }: Wanted): number {
  const found = new Set<number>();
  let sum = 0;
  for (const [hit, place] of at.entries())
    for (let next = hit + 1; (at[next] ?? Infinity) - place <= APART; next += 1) {
      const [a, b] = [which[hit] ?? 0, which[next] ?? 0];
      const pair = pairOf(a, b, worth.length);
      if (!pairs.has(pair) || found.has(pair)) continue;
      found.add(pair);
      sum += Math.min(worth[a] ?? 0, worth[b] ?? 0);
    }
  return sum;
}
