/**
 * Words of code and of prose, as numbers: identifiers are split at their humps and underscores, words are cut
 * to their stems, and a name of several words is kept whole as well. A number is a word's hash, so that what
 * is known of a text depends on this text alone and can be kept under its blob's name.
 */
export interface Tokeniser {
  /** Calls `take` with each term of the text, in order. */
  each(text: string, take: (term: number) => void): void;
}

const MAX_WORD = 64;
const MAX_KNOWN = 100_000;

/** Remembers the words that it has met, which makes it several times as fast. What it says never depends on that. */
export function tokeniser(): Tokeniser {
  const known = new Map<number, readonly number[]>();
  const termsAt = (text: string, from: number, to: number): readonly number[] => {
    const key = wideHash(text, from, to);
    const found = known.get(key);
    if (found !== undefined) return found;
    const terms = termsOfWord(text.slice(from, to));
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, terms);
    return terms;
  };
  return {
    each: (text, take) => {
      const { length } = text;
      for (let at = 0; at < length; at += 1) {
        if (!isWordCode(text.charCodeAt(at))) continue;
        const from = at;
        while (at < length && isWordCode(text.charCodeAt(at))) at += 1;
        // Longer ones are data: hashes, keys, encoded images.
        if (at - from > MAX_WORD) continue;
        for (const term of termsAt(text, from, at)) take(term);
      }
    },
  };
}

/** Letters, digits and underscores of ASCII, and all beyond it. */
const isWordCode = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 95 ||
  (code > 127 && !(code >= 0x2000 && code <= 0x206f) && !(code >= 0x3000 && code <= 0x303f));

const HUMPS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\p{N}+/gu;

/** Terms of one identifier or word. */
function termsOfWord(word: string): readonly number[] {
  const parts = word.match(HUMPS) ?? [];
  const terms = parts.map((part) => part.toLowerCase()).filter(isWorthwhile);
  const stems = terms.map((term) => hashOf(stemmed(term)));
  return parts.length > 1 ? [...stems, hashOf(wholeName(word))] : stems;
}

/** `fooBar`, `foo_bar` and `FOO_BAR` are one name. */
const wholeName = (word: string): string => `=${word.replaceAll('_', '').toLowerCase()}`;

/** The term that stands for a name of several words as a whole, as it is written anywhere. */
export const nameTerm = (name: string): number => hashOf(wholeName(name));

/** Single letters and years say nothing. */
const isWorthwhile = (term: string): boolean => term.length > 1 && !NOISE.has(term);

const NOISE = new Set(
  (
    'the and for are was were with that this these those from have has had not but its our you your they them ' +
    'will would should could can may into onto than then when where which while who why how what also only more ' +
    'most some any all each both such very just about after before because been being does did doing done here ' +
    'there out off over under again too now is it in on at by an as be of or to if so no we do up he she his her ' +
    'const let var function return import export true false null undefined self def else elif int void public ' +
    'private static string new'
  ).split(' '),
);

const MIN_STEM = 3;
const PLURALS: readonly (readonly [RegExp, string])[] = [
  [/ies$/, 'y'],
  [/(ss|sh|ch|x)es$/, '$1'],
  [/([^su])s$/, '$1'],
];
const ENDINGS =
  /(?:ations?|ators?|ating|ated|ates?|ions?|ings?|edly|ed|ers?|ors?|ments?|ly|able|ible|ive|ance|ence)$/;

/** Words of one family have one stem; it need not be a word. */
export function stemmed(word: string): string {
  if (word.length <= MIN_STEM || /[^a-z]/.test(word)) return word;
  const plural = PLURALS.find(([ending]) => ending.test(word));
  const single = plural === undefined ? word : word.replace(plural[0], plural[1]);
  const bare = single.replace(ENDINGS, '');
  const stem = bare.length >= MIN_STEM && /[aeiouy]/.test(bare) ? bare : single;
  return stem.replace(/([^aeiouls])\1$/, '$1').replace(/(?<=.{3})[ey]$/, '');
}

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a. */
export function hashOf(text: string): number {
  let hash = OFFSET;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), PRIME) >>> 0;
  return hash;
}

/** 52 bits of a piece of a text: two words are never taken for one another, and no text is kept alive by a piece of it. */
function wideHash(text: string, from: number, to: number): number {
  let [one, two] = [OFFSET, 0x9e3779b9];
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, PRIME);
    two = Math.imul(two ^ code, 0x85ebca6b) ^ (two >>> 13);
  }
  return (one >>> 0) * 0x100000 + ((two >>> 0) & 0xfffff);
}
