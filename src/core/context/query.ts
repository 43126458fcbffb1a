import type { Asked } from './bm25.ts';
import { countTerms } from './terms-of.ts';
import type { Tokeniser } from './terms.ts';

/** Lines that say who, not what. */
const TRAILER = /^[A-Z][\w-]*(?:-by|-By|-on|-ID|-Id|-id): .*$/gm;
/** Addresses, hashes and numbers of issues: they stand in no file that is meant. */
const REFERENCES = /\bhttps?:\/\/\S+|\b[0-9a-f]{7,64}\b|(?<!\w)#\d+|<[^<>\s]+@[^<>\s]+>/g;

export const sayingWhat = (text: string): string =>
  text.replace(TRAILER, '').replace(REFERENCES, ' ');

/** Beyond so many characters a question names nearly everything, and only takes its time. */
const MAX_ASKED = 8_000;

/** What of a text is asked with, word by word. */
export const askingWith = (text: string): string =>
  sayingWhat(text).trimStart().slice(0, MAX_ASKED);

const SUBJECT = 2;

/**
 * The terms of a question. Its first line says what it is about and counts twice; a term that stands there
 * often counts more, but not as much as it is repeated.
 */
export function askedOf(tokens: Tokeniser, text: string): Asked {
  const said = askingWith(text);
  const end = said.indexOf('\n');
  const subject = end < 0 ? said : said.slice(0, end);
  const { ids, counts } = countTerms(tokens, [
    [subject, SUBJECT],
    [end < 0 ? '' : said.slice(end), 1],
  ]);
  return new Map(Array.from(ids, (id, index) => [id, Math.log2(1 + (counts[index] ?? 0))]));
}

/** Said of changes of any kind. Code has few of these words, so that they would seem to say much. */
const GENERAL =
  'add added adding allow avoid bad break broken bug bugs call called case cases cause caused causes change changed ' +
  'changes check checked checks commit correct correctly crash current currently due ensure ensures fix fixed fixes ' +
  'following happen happens handle handled handling implement improve instead introduce introduced issue issues lead ' +
  'leads make makes missing need needed needs patch possible prevent previous previously problem problems properly ' +
  'regression remove removed removes report reported see should still sure support test testing tests update updated ' +
  'use used uses using when without work works wrong';
const OF_GENERAL = 0.3;

/** The same with less weight on words that any change might be told with. */
export function meantBy(tokens: Tokeniser, asked: Asked): Asked {
  const general = new Set<number>();
  tokens.each(GENERAL, (term) => void general.add(term));
  return new Map(
    [...asked].map(([term, weight]) => [term, general.has(term) ? weight * OF_GENERAL : weight]),
  );
}
