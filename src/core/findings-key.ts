import { sha256Hex } from './hash.ts';

const MAX = 200;
const HASH_DIGITS = 16;

/**
 * The key by which sameness of findings is decided (v7 section 8): category, object, detail. Built by code
 * from what does not move: the file and the line's own text, not its number or the reviewer's wording. A
 * finding without a line is told by its title.
 */
export function findingKey(finding: {
  readonly category: string;
  readonly path: string | null;
  readonly lineText: string | null;
  readonly title: string;
}): string {
  const detail = code(finding.lineText ?? '') || words(finding.title);
  const key = `${words(finding.category)}__${finding.path ?? 'run'}__${detail}`;
  if (key.length <= MAX) return key;
  return `${key.slice(0, MAX - HASH_DIGITS - 2)}__${sha256Hex(key).slice(0, HASH_DIGITS)}`;
}

/** What a formatter may change is left out, what the code means stays; a line of brackets says nothing. */
const code = (line: string): string =>
  /[\p{L}\p{N}]/u.test(line) ? line.replace(/[\s;,'"`]+/g, '') : '';

const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
