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
  const counts = new Uint16Array(texts.length);
  for (const [term, weight] of asked) {
    let having = 0;
    for (const [index, text] of texts.entries()) {
      const place = placeOf(text.ids, term);
      counts[index] = place < 0 ? 0 : (text.counts[place] ?? 0);
      if (place >= 0) having += 1;
    }
    if (having === 0) continue;
    const rarity = rarityOf(texts.length, having);
    for (const [index, count] of counts.entries()) {
      if (count === 0) continue;
      const long = 1 - b + (b * (texts[index]?.length ?? 0)) / Math.max(1, average);
      const found = (count * (k + 1)) / (count + k * long);
      scores[index] = (scores[index] ?? 0) + weight * rarity * found;
    }
  }
  return scores;
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
