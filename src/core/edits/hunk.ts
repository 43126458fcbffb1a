import { diffArrays } from 'diff';
import type { Splice } from './lines.ts';

/** One line of a hunk: kept, removed or added. */
export interface HunkLine {
  readonly op: ' ' | '-' | '+';
  readonly text: string;
}

/** One change with the lines around it, whatever format it came in. */
export interface Hunk {
  readonly lines: readonly HunkLine[];
  /** Lines that stand above the hunk (V4A `@@ class A`), outermost first. They choose among places, and never make one. */
  readonly above: readonly string[];
  /** Lines of the file that must and may stand below the hunk. */
  readonly below: { readonly least: number; readonly most: number };
  /** The answer may end in the middle of its last line, so that line must stand in the file. */
  readonly cut?: boolean;
}

export const ANYWHERE: Hunk['below'] = { least: 0, most: Infinity };

/** Whether a hunk whose last line is this one has as much of the file below it as it must. */
export const fitsBelow = ({ below }: Hunk, lines: number, last: number): boolean =>
  lines - 1 - last >= below.least && lines - 1 - last <= below.most;

/** The hunk's lines as they should stand in the file. */
export const oldLines = ({ lines }: Hunk): readonly HunkLine[] =>
  lines.filter(({ op }) => op !== '+');

/** The hunk's lines as they stand there afterwards. */
export const newLines = ({ lines }: Hunk): readonly string[] =>
  lines.filter(({ op }) => op !== '-').map(({ text }) => text);

export const addedLines = ({ lines }: Hunk): readonly string[] =>
  lines.filter(({ op }) => op === '+').map(({ text }) => text);

/** More differences than this are a rewrite: every line is removed, every line added. */
const MAX_EDITS = 600;

/** What a search and its replacement have in common is context; the rest is removed and added. */
export function hunkOf(search: readonly string[], replace: readonly string[]): Hunk {
  return { lines: lineDiff(search, replace), above: [], below: ANYWHERE };
}

export function lineDiff(before: readonly string[], after: readonly string[]): readonly HunkLine[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const kept = (text: string): HunkLine => ({ op: ' ', text });
  return [
    ...before.slice(0, head).map(kept),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(kept),
  ];
}

function middle(before: string[], after: string[]): readonly HunkLine[] {
  const all = (op: HunkLine['op'], lines: readonly string[]): readonly HunkLine[] =>
    lines.map((text) => ({ op, text }));
  if (before.length === 0 || after.length === 0) return [...all('-', before), ...all('+', after)];
  const parts = diffArrays(before, after, { maxEditLength: MAX_EDITS });
  if (parts === undefined) return [...all('-', before), ...all('+', after)];
  return parts.flatMap(({ removed, added, value }) =>
    all(removed ? '-' : added ? '+' : ' ', value),
  );
}

/**
 * What a hunk does once it is known where its old lines stand: `at[i]` is the file's line of old line `i`,
 * or null where the context is not there. Null when an addition hangs in the air: none of its neighbours
 * was found, or those found are not neighbours in the file.
 */
export function splicesAt(
  hunk: Hunk,
  at: readonly (number | null)[],
  added: (line: string) => string = (line) => line,
): readonly Splice[] | null {
  const splices: Splice[] = [];
  let old = 0;
  for (let index = 0; index < hunk.lines.length;) {
    if (hunk.lines[index]?.op === ' ') {
      index += 1;
      old += 1;
      continue;
    }
    const run: HunkLine[] = [];
    for (let line = hunk.lines[index]; line && line.op !== ' '; line = hunk.lines[index]) {
      run.push(line);
      index += 1;
    }
    const removed = run.filter(({ op }) => op === '-').length;
    const from = placeOfRun(at, old, removed);
    if (from === null) return null;
    const text = run.filter(({ op }) => op === '+').map((line) => added(line.text));
    splices.push({ from, to: from + removed, added: text });
    old += removed;
  }
  return splices;
}

/** Where a run of changes begins: its removed lines stand together, and its neighbours, so far as found, beside it. */
function placeOfRun(at: readonly (number | null)[], old: number, removed: number): number | null {
  const before = at[old - 1] ?? null;
  const after = at[old + removed] ?? null;
  if (removed === 0) {
    if (before !== null && after !== null && before + 1 !== after) return null;
    return before === null ? after : before + 1;
  }
  const from = at[old] ?? null;
  if (from === null) return null;
  for (let index = 0; index < removed; index += 1)
    if (at[old + index] !== from + index) return null;
  return from;
}
