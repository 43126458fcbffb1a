import { type Counts, placeOf } from './terms-of.ts';

/** A question's terms, each with what it counts. */
export type Asked = ReadonlyMap<number, number>;

export interface Shape {
  /** How soon a term that stands there often enough counts no more. */
  readonly k: number;
  /** How much a long text is held to its length. */
  readonly b: number;
}

/** Okapi BM25 of each text, in the order given. */
export function bm25(asked: Asked, texts: readonly Counts[], { k, b }: Shape): Float64Array {
  const scores = new Float64Array(texts.length);
  const average = texts.reduce((sum, { length }) => sum + length, 0) / Math.max(1, texts.length);
  const held = Float64Array.from(
    texts,
    ({ length }) => k * (1 - b + (b * length) / Math.max(1, average)),
  );
  const counts = new Uint16Array(texts.length);
  for (const [term, weight] of asked) {
    const having = countIn(texts, term, counts);
    if (having === 0) continue;
    const worth = weight * rarityOf(texts.length, having) * (k + 1);
    for (let at = 0; at < counts.length; at += 1) {
      const count = counts[at] ?? 0;
      if (count > 0) scores[at] = (scores[at] ?? 0) + (worth * count) / (count + (held[at] ?? 0));
    }
  }
  return scores;
}

/** How often a term stands in each text; returns how many have it. The dearest loop of a question: no iterators. */
function countIn(texts: readonly Counts[], term: number, counts: Uint16Array): number {
  let having = 0;
  for (let at = 0; at < counts.length; at += 1) {
    const text = texts[at];
    const place = text === undefined ? -1 : placeOf(text.ids, term);
    counts[at] = place < 0 ? 0 : (text?.counts[place] ?? 0);
    if (place >= 0) having += 1;
  }
  return having;
}

/** What each term says: what it counts in the question, and how few texts have it. */
export function worthOf(asked: Asked, texts: readonly Counts[]): Asked {
  const counts = new Uint16Array(texts.length);
  return new Map(
    [...asked].map(([term, weight]) => {
      const having = countIn(texts, term, counts);
      return [term, having === 0 ? 0 : weight * rarityOf(texts.length, having)];
    }),
  );
}

/** What a term says that stands in so many of all texts. */
export const rarityOf = (all: number, having: number): number =>
  Math.log(1 + (all - having + 0.5) / (having + 0.5));

/** The best becomes 1. */
export function toOne(scores: Float64Array): Float64Array {
  let best = 0;
  for (const score of scores) best = Math.max(best, score);
  return best === 0 ? scores : scores.map((score) => score / best);
}
