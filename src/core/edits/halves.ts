import type { Lines } from './lines.ts';
import { isProse } from './prose.ts';

/** Letters of scripts that part their words, digits, and what names are made of besides. */
const WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;
const FIRST = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]*/u;
const LAST = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]*$/u;
/** An escape in a string is no part of the word behind it. */
const ESCAPE = /(?:^|[^\\])(?:\\\\)*\\(?:[abfnrtv0]|x[0-9a-f]{2}|u[0-9a-f]{4})$/i;
const LOOKED_AT = 12;

/** As far as anybody would spell it: a pattern that is tried from each place takes too long over a long one. */
const lastWord = (text: string): string => LAST.exec(text.slice(-MAX_WORD))?.[0] ?? '';
const MAX_WORD = 200;

/**
 * Whether a change would take a part of a word or number for the whole: `timeout = 30`, where `timeout = 300`
 * stands, means another place or another file. Where the word at the edge stays as it is, nothing is lost.
 */
export function splitsWord(
  { text, path }: Lines,
  { start, end, by }: { readonly start: number; readonly end: number; readonly by: string },
): boolean {
  const told = text.slice(start, end);
  const isWord = (char: string): boolean => WORD.test(char) && !(char === '_' && isProse(path));
  const before = text.slice(Math.max(0, start - LOOKED_AT), start);
  const atHead =
    isWord(before.slice(-1)) &&
    isWord(told.slice(0, 1)) &&
    !ESCAPE.test(before) &&
    FIRST.exec(told)?.[0] !== FIRST.exec(by)?.[0];
  const after = text.slice(end, end + 2);
  const goesOn = isWord(after.slice(0, 1)) || /^\.\d/.test(after);
  const atTail =
    goesOn &&
    (after.startsWith('.') ? /\d$/.test(told) : isWord(told.slice(-1))) &&
    lastWord(told) !== lastWord(by);
  return atHead || atTail;
}
