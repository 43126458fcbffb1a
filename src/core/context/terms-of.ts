import { hashOf, type Tokeniser } from './terms.ts';
import { definedIn } from './symbols.ts';

/** Terms of a text, small enough to keep for every file of a repository. */
export interface Counts {
  /** Ascending, each once. */
  readonly ids: Uint32Array;
  /** How often each of them stands there. */
  readonly counts: Uint16Array;
  /** All of them together. */
  readonly length: number;
}

/** What is known of a file's text. It depends on nothing but the text. */
export interface Terms extends Counts {
  /** The terms one after the other as they stand there, as places in `ids`. */
  readonly order: Uint16Array | Uint32Array;
  /** Names that the text defines, as hashes, ascending. */
  readonly defines: Uint32Array;
  /** The words of these names. */
  readonly names: Counts;
}

/** Beyond this a file is data; its beginning says what it is about. */
const MAX_CHARS = 300_000;
const MOST = 0xffff;

export function termsOf(tokens: Tokeniser, text: string): Terms {
  const clipped = text.length > MAX_CHARS ? text.slice(0, MAX_CHARS) : text;
  const names = definedIn(clipped);
  const all: number[] = [];
  tokens.each(clipped, (term) => void all.push(term));
  const counts = new Map<number, number>();
  for (const term of all) counts.set(term, (counts.get(term) ?? 0) + 1);
  const counted = inOrderOfIds(counts, all.length);
  return {
    ...counted,
    order: orderOf(all, counted.ids),
    defines: Uint32Array.from(new Set(names.map(hashOf))).sort(),
    names: countTerms(tokens, [[names.join(' '), 1]]),
  };
}

function orderOf(all: readonly number[], ids: Uint32Array): Uint16Array | Uint32Array {
  const order = ids.length > MOST ? new Uint32Array(all.length) : new Uint16Array(all.length);
  for (let at = 0; at < all.length; at += 1) order[at] = placeOf(ids, all[at] ?? 0);
  return order;
}

/** Terms of texts that count by their weights. */
export function countTerms(
  tokens: Tokeniser,
  texts: readonly (readonly [text: string, weight: number])[],
): Counts {
  const counts = new Map<number, number>();
  let length = 0;
  for (const [text, weight] of texts)
    tokens.each(text, (term) => {
      counts.set(term, (counts.get(term) ?? 0) + weight);
      length += weight;
    });
  return inOrderOfIds(counts, length);
}

function inOrderOfIds(counts: ReadonlyMap<number, number>, length: number): Counts {
  const ids = Uint32Array.from(counts.keys()).sort();
  const each = Uint16Array.from(ids, (id) => Math.min(counts.get(id) ?? 0, MOST));
  return { ids, counts: each, length };
}

/** Where a number stands in an ascending list; -1: nowhere. */
export function placeOf(ids: Uint32Array, id: number): number {
  let [low, high] = [0, ids.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = ids[middle] ?? 0;
    if (there === id) return middle;
    if (there < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
