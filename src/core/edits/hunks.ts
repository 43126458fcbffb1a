import { type StructuredPatchHunk, structuredPatch } from 'diff';

/** The two texts of a file that changes; empty: there is none. */
export interface Sides {
  readonly before: string;
  readonly after: string;
}

/**
 * The most lines that may differ where the shortest way from one text to the other is looked for: that takes
 * time with the square of them. What differs in more is shown as replaced, from the first line to the last.
 */
const MAX_EDITS = 3_000;

export interface Hunks {
  readonly hunks: readonly StructuredPatchHunk[];
  /** Too much differs to tell line by line. */
  readonly isReplaced: boolean;
}

/** What differs, with so many lines around it. The same texts give the same hunks, in time that is bounded. */
export function hunksOf({ before, after }: Sides, context: number): Hunks {
  // One text alone has nothing to look for.
  const maxEditLength = before === '' || after === '' ? Infinity : MAX_EDITS;
  const options = { context, maxEditLength };
  const patch = structuredPatch('a', 'b', before, after, '', '', options);
  return patch === undefined
    ? { hunks: [replaced({ before, after }, context)], isReplaced: true }
    : { hunks: patch.hunks, isReplaced: false };
}

function replaced({ before, after }: Sides, context: number): StructuredPatchHunk {
  const [old, now] = [linesOf(before), linesOf(after)];
  const least = Math.min(old.length, now.length);
  let head = 0;
  while (head < least && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < least - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const [from, behind] = [Math.max(0, head - context), Math.min(tail, context)];
  const [oldEnd, nowEnd] = [old.length - tail, now.length - tail];
  return {
    oldStart: from + 1,
    oldLines: oldEnd + behind - from,
    newStart: from + 1,
    newLines: nowEnd + behind - from,
    lines: [
      ...shown(' ', old.slice(from, head)),
      ...shown('-', old.slice(head, oldEnd)),
      ...shown('+', now.slice(head, nowEnd)),
      ...shown(' ', old.slice(oldEnd, oldEnd + behind)),
    ],
  };
}

/** With their ends, so that a last line without one is another line. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const shown = (sign: string, lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) =>
    line.endsWith('\n')
      ? [sign + line.slice(0, -1)]
      : [sign + line, '\\ No newline at end of file'],
  );
