import { type Hunk, hunkOf } from './hunk.ts';
import { endOf, type Lines, type Span, spanOfSplice } from './lines.ts';
import { locate } from './locate.ts';
import { type Places, placesOf } from './places.ts';
import { contiguous } from './tiers.ts';

/** Ways to do an edit, one for each place where it fits; or why there is none. */
export type Ways =
  | { readonly is: 'ways'; readonly ways: readonly (readonly Span[])[] }
  | { readonly is: 'ambiguous'; readonly lines: readonly number[] }
  | Extract<Places, { readonly is: 'no' }>;

export function hunkWays(file: Lines, hunk: Hunk): Ways {
  const found = placesOf(file, hunk);
  if (found.is === 'no') return found;
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
  for (const hunk of hunks) {
    const found = placesOf(file, hunk);
    if (found.is === 'no' && found.why !== 'indent-unsure') return found;
    if (found.is === 'places' && found.tier === 'exact' && found.places.length > 0)
      return hunkWays(file, hunk);
  }
  // Lines that stand there whole, but for white space, before the part of a line that they may look like.
  const lines = search.includes('\n') ? hunks.find((hunk) => isContiguous(file, hunk)) : undefined;
  const part = lines === undefined ? partOfLine(file, search, replace) : hunkWays(file, lines);
  if (part !== null) return part;
  const [first, second] = hunks;
  if (first === undefined) return { is: 'ways', ways: [] };
  const ways = hunkWays(file, first);
  if (second === undefined || ways.is !== 'ways' || ways.ways.length > 0) return ways;
  return hunkWays(file, second);
}

function isContiguous(file: Lines, hunk: Hunk): boolean {
  const { trailing, indent } = contiguous(file, hunk);
  return trailing.length > 0 || indent.length > 0;
}

/** The whole lines that a search names. A line end at its end closes the last line, or begins an empty one. */
function hunksOf(search: string, replace: string): readonly Hunk[] {
  const split = (text: string): readonly string[] => text.split(/\r?\n/);
  const [old, by] = [split(search), split(replace)];
  const closed = old.at(-1) === '';
  if (replace === '') return [hunkOf(closed ? old.slice(0, -1) : old, [])];
  if (!closed) return [hunkOf(old, by)];
  if (by.at(-1) === '') return [hunkOf(old.slice(0, -1), by.slice(0, -1))];
  return [hunkOf(old, by), hunkOf(old.slice(0, -1), by)];
}

function partOfLine(file: Lines, search: string, replace: string): Ways | null {
  // Cheaper than to learn what stands there instead.
  if (!file.text.includes(search) && !file.text.includes(search.replace(/\r?\n/g, '\r\n')))
    return null;
  const found = locate(file.text, search);
  if (found.is === 'missing') return null;
  if (found.is === 'ambiguous') return found;
  const { start, end } = found;
  const line = file.text.lastIndexOf('\n', start - 1) + 1;
  const many = search.includes('\n') || replace.includes('\n');
  // Only its indentation is missing: the lines below it need the same, so the tiers have to see it.
  if (many && line < start && file.text.slice(line, start).trim() === '') return null;
  const there = file.text.slice(start, end);
  const crlf = there.includes('\n') ? there.includes('\r\n') : endOf(file) === '\r\n';
  const text = replace.replace(/\r?\n/g, crlf ? '\r\n' : '\n');
  return isDone(file, { start, end, text })
    ? { is: 'no', why: 'applied-already' }
    : { is: 'ways', ways: [[{ start, end, text }]] };
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
