import { splitsWord } from './halves.ts';
import { ANYWHERE, type Hunk, hunkOf, lineDiff, oldLines } from './hunk.ts';
import { endOf, type Lines, linesOf, type Span, spanOfSplice } from './lines.ts';
import { locate } from './locate.ts';
import { type Places, placesOf } from './places.ts';
import { BULLET, CLOSES, readingOf } from './reading.ts';
import { contiguous, startsOf } from './tiers.ts';
import { indentOf, isBlank, leastIndent } from './white.ts';

/** Ways to do an edit, one for each place where it fits; or why there is none. */
export type Ways =
  | { readonly is: 'ways'; readonly ways: readonly (readonly Span[])[] }
  | { readonly is: 'ambiguous'; readonly lines: readonly number[] }
  | Extract<Places, { readonly is: 'no' }>;

export function hunkWays(file: Lines, hunk: Hunk): Ways {
  const found = placesOf(file, hunk);
  if (found.is === 'no') return found;
  const alike = found.tier === 'exact' ? startsAlike(file, hunk) : [];
  if (alike.length > found.places.length)
    return { is: 'ambiguous', lines: alike.slice(0, MAX_TOLD).map((start) => start + 1) };
  return {
    is: 'ways',
    ways: found.places.map(({ splices }) => splices.map((splice) => spanOfSplice(file, splice))),
  };
}

/**
 * A search and its replacement: whole lines first, then a part of a line that stands there exactly once,
 * then whole lines with what may deviate.
 */
export function searchWays(file: Lines, search: string, replace: string): Ways {
  const hunks = hunksOf(search, replace);
  const whole = wholeLines(file, hunks);
  if (whole !== null) return whole;
  const part = partOf(file, search);
  if (part !== null && part.gap !== '') {
    const stripped = strippedWays(file, part, { search, replace });
    if (stripped !== null) return stripped;
  }
  // Lines that stand there whole, but for white space, before the part of a line that they may look like.
  const lines = search.includes('\n') ? hunks.find((hunk) => isContiguous(file, hunk)) : undefined;
  const ways = lines === undefined ? partWays(file, part, replace) : hunkWays(file, lines);
  if (ways !== null) return ways;
  const [first, second] = hunks;
  if (first === undefined) return { is: 'ways', ways: [] };
  const near = hunkWays(file, first);
  if (second === undefined || near.is !== 'ways' || near.ways.length > 0) return near;
  return hunkWays(file, second);
}

/** Lines that stand there exactly; or why they may not be changed like that. */
function wholeLines(file: Lines, hunks: readonly Hunk[]): Ways | null {
  for (const hunk of hunks) {
    const found = placesOf(file, hunk);
    if (found.is === 'no' && found.why !== 'indent-unsure') return found;
    if (found.is === 'places' && found.tier === 'exact' && found.places.length > 0)
      return hunkWays(file, hunk);
  }
  return null;
}

const MAX_TOLD = 5;

/**
 * Where lines stand, however deep: those that say nothing, as brackets do, and those that have no indentation,
 * which may have lost it, could be any of them.
 */
function startsAlike(file: Lines, hunk: Hunk): readonly number[] {
  const old = oldLines(hunk).map(({ text }) => text);
  // What stands above or below it tells where it is meant.
  if (hunk.above.length > 0 || hunk.below !== ANYWHERE) return [];
  const says = old.some((line) => /\w/.test(line));
  if (old.every(isBlank) || (says && leastIndent(old) !== '')) return [];
  return startsOf(file, old);
}

function isContiguous(file: Lines, hunk: Hunk): boolean {
  const { trailing, indent } = contiguous(file, hunk);
  return trailing.length > 0 || indent === 'unsure' || indent.length > 0;
}

/** The whole lines that a search names. A line end at its end closes the last line, or begins an empty one. */
function hunksOf(search: string, replace: string): readonly Hunk[] {
  const [old, by] = [linesIn(search), linesIn(replace)];
  const closed = old.at(-1) === '';
  if (replace === '') return [hunkOf(closed ? old.slice(0, -1) : old, [])];
  if (!closed) return [hunkOf(old, by)];
  if (by.at(-1) === '') return [hunkOf(old.slice(0, -1), by.slice(0, -1))];
  return [hunkOf(old, by), hunkOf(old.slice(0, -1), by)];
}

const linesIn = (text: string): readonly string[] => text.split(/\r?\n/);

/** The one place where a search stands as it is told, or several. */
type Part =
  | {
      readonly is: 'part';
      readonly start: number;
      readonly end: number;
      /** The white space before it, where nothing else stands there on its first line. */
      readonly gap: string;
      /** All that stands before it on its first line. */
      readonly before: string;
    }
  | { readonly is: 'ambiguous'; readonly lines: readonly number[]; readonly gap: '' };

function partOf(file: Lines, search: string): Part | null {
  // Cheaper than to learn what stands there instead.
  if (!file.text.includes(search) && !file.text.includes(search.replace(/\r?\n/g, '\r\n')))
    return null;
  const found = locate(file.text, search);
  if (found.is === 'missing') return null;
  if (found.is === 'ambiguous') return { ...found, gap: '' };
  const { start, end } = found;
  const before = file.text.slice(file.text.lastIndexOf('\n', start - 1) + 1, start);
  return { is: 'part', start, end, before, gap: isBlank(before) ? before : '' };
}

/**
 * A search that stands there once but for the white space before its first line: that line gets it back, or
 * all lines do. Null: nothing tells that it is about that.
 */
function strippedWays(
  file: Lines,
  part: Part,
  { search, replace }: { readonly search: string; readonly replace: string },
): Ways | null {
  const isWhole = part.is === 'part' && /[\r\n]/.test(file.text[part.end] ?? '\n');
  const many = search.includes('\n') || replace.includes('\n') || (replace === '' && isWhole);
  if (part.is !== 'part' || !many || search.trim() === '') return null;
  const first = file.starts.findLastIndex((start) => start <= part.start);
  const old = linesIn(search.replace(/\r?\n$/, ''));
  const there = file.lines.slice(first, first + old.length);
  const full = (line: string): boolean => !isBlank(line);
  const above = file.lines.slice(0, first).findLast(full) ?? null;
  const next = file.lines.slice(first + old.length).find(full) ?? null;
  const now = replace === '' ? [] : linesIn(replace);
  const reading = readingOf({ path: file.path, old, there, now, above, next });
  if (reading === 'unsure') return { is: 'no', why: 'indent-unsure' };
  if (reading === 'shift') return null;
  const by = replace === '' ? '' : part.gap + replace;
  return (
    wholeLines(file, hunksOf(part.gap + search, by)) ??
    partWays(file, { ...part, gap: '' }, replace)
  );
}

function partWays(file: Lines, part: Part | null, replace: string): Ways | null {
  if (part === null || part.is === 'ambiguous') return part;
  const { start, end, gap, before } = part;
  const there = file.text.slice(start, end);
  // Only its indentation is missing: the lines below it need the same, so the tiers have to see it.
  if (gap !== '' && (there.includes('\n') || replace.includes('\n'))) return null;
  if (splitsWord(file, { start, end, by: replace })) return { is: 'no', why: 'search-missing' };
  if (!goesOn({ before, there, by: replace })) return { is: 'no', why: 'indent-unsure' };
  const text = withEnds(there, replace, endOf(file));
  return isDone(file, { start, end, text })
    ? { is: 'no', why: 'applied-already' }
    : { is: 'ways', ways: [[{ start, end, text }]] };
}

/** A replacement with line ends of the file: of a file that has both kinds, lines that stay keep theirs. */
function withEnds(there: string, replace: string, usual: string): string {
  const { lines, ends } = linesOf(there);
  const end = ends.find((one) => one !== '') ?? usual;
  let at = -1;
  const put: string[] = [];
  for (const { op, text } of lineDiff(lines, linesIn(replace))) {
    if (op !== '+') at += 1;
    if (op !== '-') put.push(text, ends[Math.max(at, 0)] || end);
  }
  return put.slice(0, -1).join('');
}

/**
 * Whether the lines that come below a part of a line are as deep as that line at least: those of a
 * replacement that lost its indentation are not.
 */
function goesOn({
  before,
  there,
  by,
}: Readonly<Record<'before' | 'there' | 'by', string>>): boolean {
  const second = linesIn(by)
    .slice(1)
    .find((line) => !isBlank(line));
  if (isBlank(before) || second === undefined || there.includes('\n')) return true;
  const lead = indentOf(before);
  if (CLOSES.test(second)) return true;
  const isItem = /^\s*(?:[-*+]|\d+[.)])\s+$/.test(before) && !BULLET.test(second);
  return indentOf(second).startsWith(isItem ? before.replace(/\S/g, ' ') : lead);
}

/** Whether what would be put beside the search stands there. */
function isDone(file: Lines, { start, end, text }: Span): boolean {
  const there = file.text.slice(start, end);
  const more = text.length - there.length;
  if (more <= 0) return false;
  const says = (added: string): boolean => added.replace(/\W/g, '').length >= 3;
  if (text.startsWith(there) && says(text.slice(there.length)))
    return file.text.startsWith(text, start);
  return (
    text.endsWith(there) &&
    says(text.slice(0, more)) &&
    file.text.slice(Math.max(0, start - more), end) === text
  );
}
