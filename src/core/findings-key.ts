import type { Site } from './findings/site.ts';
import { sha256Hex } from './hash.ts';

const MAX = 200;
const HASH_DIGITS = 16;

/**
 * The key by which a finding is named (v7 section 8): category, object, detail. Built by code from what does
 * not move: the file with the name of what the code stands in, and the code's own text, not its number or the
 * reviewer's wording. A finding without a line is told by its title. A finding that is known keeps the key it
 * had (`identify`), so that moved code does not change it.
 */
export function findingKey(finding: {
  readonly category: string;
  readonly path: string | null;
  readonly lineText: string | null;
  readonly title: string;
  /** Where the file as it is shows the line. */
  readonly site?: Site | null;
}): string {
  const { category, path, lineText, title, site = null } = finding;
  const detail = site === null ? code(lineText ?? '') || words(title) : siteDetail(site);
  const symbol = site?.symbol == null ? '' : `#${site.symbol}`;
  const key = `${words(category)}__${path ?? 'run'}${symbol}__${detail}`;
  if (key.length <= MAX) return key;
  return `${key.slice(0, MAX - HASH_DIGITS - 2)}__${sha256Hex(key).slice(0, HASH_DIGITS)}`;
}

/** Where its words do not say which place is meant, a hash of what does is put behind them. */
function siteDetail({ text, near, symbol, twins, span, isWhole, group, units, at }: Site): string {
  const isAlone = !twins.some((twin) => twin.symbol === symbol);
  const from = at - group.before;
  const apart = [
    ...(isAlone ? [] : near),
    ...(isWhole ? [] : span.map(String)),
    ...(group.count === 1 ? [] : units.slice(from, from + group.count)),
  ];
  return apart.length === 0
    ? code(text)
    : `${code(text)}~${sha256Hex(apart.join('\n')).slice(0, 8)}`;
}

/** What a formatter may change is left out, what the code means stays; a line of brackets says nothing. */
const code = (line: string): string =>
  /[\p{L}\p{N}]/u.test(line) ? line.replace(/[\s;,'"`]+/g, '') : '';

export const words = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
