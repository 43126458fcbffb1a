import { ANYWHERE, type Hunk, type HunkLine } from './hunk.ts';
import type { FilePatch, ParsedPatch } from './patch.ts';
import { dropFence } from './patch.ts';

interface Counts {
  readonly at: number;
  old: number;
  new: number;
}

interface Section {
  readonly lines: HunkLine[];
  readonly counts: Counts | null;
  readonly header: string;
  /** Line ends that the diff says are missing at the file's end: on the old side, on the new. */
  bare: { old: boolean; new: boolean };
  below: Hunk['below'];
  cut: boolean;
}

interface File {
  from: string | null;
  to: string | null;
  renamed: boolean;
  binary: boolean;
  readonly sections: Section[];
}

const HEADER = /^@@+(?: -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))?)? ?(?:\.\.\. )?(?:@@+)?(.*)$/;

/**
 * Reads a unified diff as its lines say, not as its numbers do: wrong counts, missing numbers, lost
 * headers and fences are all common in what models write.
 */
export function parseUnifiedDiff(text: string): ParsedPatch {
  const lines = dropFence(text).split(/\r?\n/);
  const open = lines.at(-1) !== '';
  if (!open) lines.pop();
  const files: File[] = [];
  let at = 0;
  while (at < lines.length) at = readLine(lines, at, files);
  const patches = files.filter((file) => file.sections.length > 0 || isWhole(file));
  if (files.some((file) => file.binary)) return { is: 'malformed', code: 'binary' };
  if (patches.length === 0) return { is: 'malformed', code: 'malformed' };
  const last = patches.at(-1)?.sections.at(-1);
  const below = last === undefined ? ANYWHERE : belowLast(last, open);
  if (below === null || (open && BEGUN.test(lines.at(-1) ?? '')) || (open && isFresh(lines)))
    return { is: 'malformed', code: 'truncated' };
  if (last !== undefined) Object.assign(last, { below, cut: open });
  return { is: 'patch', files: patches.map((file) => patchOf(file)) };
}

/** A line of a header that may not be whole. */
const BEGUN = /^(@|-{3}|\+{3}|d?i?f?f? ?-)/;

/** A new line without its end may be half of one, and stands nowhere else. */
const isFresh = (lines: readonly string[]): boolean => lines.at(-1)?.startsWith('+') === true;

const isWhole = ({ from, to, renamed }: File): boolean =>
  renamed || from === '/dev/null' || to === '/dev/null';

function readLine(lines: readonly string[], at: number, files: File[]): number {
  const line = lines[at] ?? '';
  if (line.startsWith('diff --git ')) {
    const paths = /^diff --git (\S+) (\S+)$/.exec(line);
    files.push(fileOf(paths?.[1] ?? null, paths?.[2] ?? null));
    return at + 1;
  }
  if (isFileHeader(lines, at)) {
    const [from, to] = [pathOf(line.slice(4)), pathOf((lines[at + 1] ?? '').slice(4))];
    const last = files.at(-1);
    if (last === undefined || last.sections.length > 0) files.push(fileOf(from, to));
    else Object.assign(last, { from, to });
    return at + 2;
  }
  const last = files.at(-1);
  if (/^rename (from|to) /.test(line) && last !== undefined) last.renamed = true;
  if (/^(Binary files |GIT binary patch)/.test(line) && last !== undefined) last.binary = true;
  if (!line.startsWith('@@')) return at + 1;
  if (last === undefined) files.push(fileOf(null, null));
  return readHunk(lines, at, files.at(-1)?.sections ?? []);
}

const fileOf = (from: string | null, to: string | null): File => ({
  from,
  to,
  renamed: false,
  binary: false,
  sections: [],
});

const isFileHeader = (lines: readonly string[], at: number): boolean =>
  /^--- \S/.test(lines[at] ?? '') && /^\+\+\+ \S/.test(lines[at + 1] ?? '');

const pathOf = (text: string): string => text.replace(/\t.*$/, '').trim();

function readHunk(lines: readonly string[], start: number, sections: Section[]): number {
  const found = HEADER.exec(lines[start] ?? '');
  const counts =
    found?.[1] === undefined
      ? null
      : { at: Number(found[1]), old: Number(found[2] ?? 1), new: Number(found[4] ?? 1) };
  const section: Section = {
    lines: [],
    counts,
    header: (found?.[5] ?? '').trim(),
    bare: { old: false, new: false },
    below: ANYWHERE,
    cut: false,
  };
  sections.push(section);
  let at = start + 1;
  for (; at < lines.length && !endsHunk(lines, at); at += 1) {
    if (!take(section, lines[at] ?? '')) break;
  }
  dropEmptyEnd(section);
  return at;
}

/** Empty lines below a hunk that was complete belong to the answer, not to the file. */
function dropEmptyEnd({ lines, counts }: Section): void {
  if (counts === null) return;
  for (; counts.old < 0 && lines.at(-1)?.text === EMPTY; counts.old += 1) lines.pop();
}

/** An empty line where ` ` should stand, so that it is told from an empty line of context. */
const EMPTY = '\u0000';

const endsHunk = (lines: readonly string[], at: number): boolean =>
  /^(@@|diff --git |```)/.test(lines[at] ?? '') || isFileHeader(lines, at);

/** Takes a line into the hunk; false when it is no line of a hunk and the hunk was complete. */
function take(section: Section, line: string): boolean {
  const { lines, counts, bare } = section;
  const done = counts !== null && counts.old <= 0 && counts.new <= 0;
  const op = line[0];
  if (op === '\\') {
    const last = lines.at(-1)?.op;
    if (last !== '+') bare.old = true;
    if (last !== '-') bare.new = true;
    return true;
  }
  const marked = op === ' ' || op === '-' || op === '+';
  if (!marked && line !== '' && done) return false;
  const taken: HunkLine =
    marked && op !== undefined
      ? { op, text: line.slice(1) }
      : { op: ' ', text: line === '' ? EMPTY : line };
  lines.push(taken);
  if (counts !== null && taken.op !== '+') counts.old -= 1;
  if (counts !== null && taken.op !== '-') counts.new -= 1;
  return true;
}

/** Kept lines around a change, where nobody says how many. */
const USUAL = 3;

/**
 * What must stand below the last hunk so that it was not cut, or null if it was. One that is shorter than
 * its numbers say was cut, unless it has as much context below its changes as above (or the file ends
 * there), and fewer lines are missing than another change would bring: then the numbers are wrong.
 */
function belowLast({ lines, counts }: Section, open: boolean): Hunk['below'] | null {
  if (lines.length === 0) return null;
  const isKept = ({ op }: HunkLine): boolean => op === ' ';
  // Above the file's first lines there is nothing to show, so there it tells nothing.
  const least = counts !== null && counts.at <= 1 ? USUAL : 1;
  const above = Math.max(
    least,
    lines.findIndex((line) => !isKept(line)),
  );
  const below = lines.toReversed().findIndex((line) => !isKept(line));
  if (counts === null) return open && below < above ? null : ANYWHERE;
  if (counts.old <= 0 && counts.new <= 0) return ANYWHERE;
  // Kept lines are missing on both sides; a difference is a change that did not come.
  if (counts.old !== counts.new) return null;
  if (open || counts.old <= 0 || below < 1 || counts.old >= above) return null;
  return below < above ? { least: 0, most: 0 } : { least: counts.old, most: Infinity };
}

function patchOf({ from, to, renamed, sections }: File): FilePatch {
  const hunks = sections.map(({ lines, header, below, cut }): Hunk => ({
    lines: lines.map(({ op, text }) => ({ op, text: text === EMPTY ? '' : text })),
    above: header === '' ? [] : [header],
    below,
    cut,
  }));
  const numbers = sections.map(({ counts }) => counts?.at ?? null);
  const ordered = numbers.every((at, index) => at !== null && at > (numbers[index - 1] ?? -1));
  const ends = sections.map(({ bare }) => bare).find((bare) => bare.old !== bare.new);
  const finalEnd = ends === undefined ? null : ends.old;
  const base = { hunks, ordered, finalEnd };
  if (from === '/dev/null') return { ...base, op: 'create', path: to ?? '', to: null };
  if (to === '/dev/null') return { ...base, op: 'delete', path: from ?? '', to: null };
  const moved = renamed && from !== null && to !== null;
  return {
    ...base,
    op: 'update',
    path: (moved ? from : (to ?? from)) ?? '',
    to: moved ? to : null,
  };
}
