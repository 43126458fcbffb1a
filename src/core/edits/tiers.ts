import { addedLines, fitsBelow, type Hunk, newLines, oldLines, splicesAt } from './hunk.ts';
import { isForeign, reindent } from './indent.ts';
import type { Lines, Splice } from './lines.ts';
import { readingOf } from './reading.ts';
import { indentOf, isBlank, isSame, trim, trimEnd } from './white.ts';

/** How much of the file's own text a place had to be forgiven, least first. */
export type Tier = 'exact' | 'trailing' | 'elided' | 'indent' | 'loose';

/** A place where a hunk fits, and what it does there. */
export interface Place {
  /** First and last line of the file that the hunk names. */
  readonly first: number;
  readonly last: number;
  readonly splices: readonly Splice[];
}

/** Places where all old lines stand together. `unsure`: they do, but how added lines are indented is open. */
export interface Contiguous {
  readonly exact: readonly Place[];
  readonly trailing: readonly Place[];
  readonly indent: readonly Place[] | 'unsure';
}

export function contiguous(file: Lines, hunk: Hunk): Contiguous {
  const old = oldLines(hunk).map(({ text }) => text);
  const starts = startsOf(file, old).filter((start) =>
    fitsBelow(hunk, file.lines.length, start + old.length - 1),
  );
  const exact = starts.filter((start) => old.every((line, i) => file.lines[start + i] === line));
  if (exact.length > 0)
    return { exact: placesAt(hunk, exact, old.length), trailing: [], indent: [] };
  const trailing = starts.filter((start) =>
    old.every((line, i) => isSame(file.lines[start + i], line)),
  );
  if (trailing.length > 0)
    return { exact: [], trailing: trimmed(file, hunk, trailing), indent: [] };
  return { exact: [], trailing: [], indent: indented(file, hunk, starts) };
}

/** Starts of all stretches that are the same but for white space at the ends of their lines. */
export function startsOf(file: Lines, old: readonly string[]): readonly number[] {
  if (old.length === 0 || old.length > file.lines.length) return [];
  const keys = old.map(trim);
  let rarest: { readonly index: number; readonly at: readonly number[] } | null = null;
  for (const [index, key] of keys.entries()) {
    const at = file.places().get(key);
    if (at === undefined) return [];
    if (rarest === null || at.length < rarest.at.length) rarest = { index, at };
  }
  const { index: anchor, at } = rarest ?? { index: 0, at: [] };
  return at
    .map((line) => line - anchor)
    .filter((start) => start >= 0 && start + keys.length <= file.lines.length)
    .filter((start) => keys.every((key, i) => trim(file.lines[start + i] ?? '') === key));
}

function placesAt(
  hunk: Hunk,
  starts: readonly number[],
  count: number,
  added?: (line: string) => string,
): readonly Place[] {
  return starts.flatMap((first) => {
    const at = Array.from({ length: count }, (_, index) => first + index);
    const splices = splicesAt(hunk, at, added);
    return splices === null ? [] : [{ first, last: first + count - 1, splices }];
  });
}

/** White space that drifted in at the ends of the old lines drifted into the added ones too, if the file has none there. */
function trimmed(file: Lines, hunk: Hunk, starts: readonly number[]): readonly Place[] {
  const old = oldLines(hunk).map(({ text }) => text);
  return starts.flatMap((start) => {
    const clean = old.every((_, i) => {
      const line = file.lines[start + i] ?? '';
      return line === trimEnd(line);
    });
    return placesAt(hunk, [start], old.length, clean ? trimEnd : undefined);
  });
}

function indented(file: Lines, hunk: Hunk, starts: readonly number[]): readonly Place[] | 'unsure' {
  const old = oldLines(hunk);
  const added = addedLines(hunk);
  const places: Place[] = [];
  for (const start of starts) {
    const there = file.lines.slice(start, start + old.length);
    const shift = reindent({ old, there, added });
    if (shift === 'unsure' || (shift !== null && !isShifted(file, hunk, start))) return 'unsure';
    if (shift !== null && isForeign(file, added.map(shift))) return 'unsure';
    if (shift !== null) places.push(...placesAt(hunk, [start], old.length, shift));
  }
  return places;
}

/** Whether all lines lost the same white space, and not the first one only. */
function isShifted(file: Lines, hunk: Hunk, start: number): boolean {
  const { path, lines } = file;
  const old = oldLines(hunk).map(({ text }) => text);
  const there = lines.slice(start, start + old.length);
  const full = (line: string): boolean => !isBlank(line);
  const above = lines.slice(0, start).findLast(full) ?? null;
  const next = lines.slice(start + old.length).find(full) ?? null;
  const [from, to] = [indentOf(old[0] ?? ''), indentOf(there[0] ?? '')];
  if (from === to || !to.endsWith(from)) return true;
  return readingOf({ path, old, there, now: newLines(hunk), above, next }) === 'shift';
}
