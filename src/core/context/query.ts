import type { Asked } from './bm25.ts';
import { countTerms } from './terms-of.ts';
import type { Tokeniser } from './terms.ts';

/** Lines that say who, not what. */
const TRAILER = /^[A-Z][\w-]*(?:-by|-By|-on|-ID|-Id|-id): .*$/gm;
/** Addresses, hashes and numbers of issues: they stand in no file that is meant. */
const REFERENCES = /\bhttps?:\/\/\S+|\b[0-9a-f]{7,64}\b|(?<!\w)#\d+|<[^<>\s]+@[^<>\s]+>/g;

export const sayingWhat = (text: string): string =>
  text.replace(TRAILER, '').replace(REFERENCES, ' ');

const SUBJECT = 2;

/**
 * The terms of a question. Its first line says what it is about and counts twice; a term that stands there
 * often counts more, but not as much as it is repeated.
 */
export function askedOf(tokens: Tokeniser, text: string): Asked {
  const said = sayingWhat(text).trimStart();
  const end = said.indexOf('\n');
  const subject = end < 0 ? said : said.slice(0, end);
  const { ids, counts } = countTerms(tokens, [
    [subject, SUBJECT],
    [end < 0 ? '' : said.slice(end), 1],
  ]);
  return new Map(Array.from(ids, (id, index) => [id, Math.log2(1 + (counts[index] ?? 0))]));
}
