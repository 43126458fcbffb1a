import { fitsBelow, type Hunk, splicesAt } from './hunk.ts';
import type { Lines, Splice } from './lines.ts';
import type { Place } from './tiers.ts';
import { isSame, trim } from './white.ts';

const MAX_LINES = 200;
const MAX_PARTS = 4;

interface Rest {
  readonly at: readonly number[];
  readonly from: number;
  readonly parts: number;
}

/**
 * Places of a hunk that leaves out more lines than a slip would: two hunks that became one. It is parted
 * only between two kept lines, and every part has to stand in the file exactly and once.
 */
export function split(file: Lines, hunk: Hunk): readonly Place[] {
  const old = hunk.lines.filter(({ op }) => op !== '+');
  if (old.length > MAX_LINES || old.length < 4) return [];
  const found = new Map<string, Place>();
  const seams = seamsOf(hunk);
  const search = ({ at, from, parts }: Rest): void => {
    for (const seam of [...seams, old.length]) {
      if (seam < at.length + 2 || (seam < old.length && parts === MAX_PARTS)) continue;
      const piece = old.slice(at.length, seam).map(({ text }) => text);
      const start = onlyPlace(file, piece);
      if (start === null || start < from) continue;
      const next = [...at, ...piece.map((_, index) => start + index)];
      if (seam < old.length) search({ at: next, from: start + piece.length, parts: parts + 1 });
      else keep(next);
    }
  };
  const keep = (at: readonly number[]): void => {
    if (!fitsBelow(hunk, file.lines.length, at.at(-1) ?? 0)) return;
    const splices = splicesAt(hunk, at);
    if (splices === null || !splices.every((splice) => isHeld(file, splice))) return;
    const place = { first: at[0] ?? 0, last: at.at(-1) ?? 0, splices };
    found.set(JSON.stringify(splices), place);
  };
  search({ at: [], from: 0, parts: 1 });
  return [...found.values()];
}

/** An addition between lines that stand everywhere could belong to either part. */
const isHeld = (file: Lines, { from, to }: Splice): boolean =>
  from < to || [from - 1, from].some((line) => saysMuch(file.lines[line] ?? ''));

const saysMuch = (line: string): boolean => line.replace(/\W/g, '').length >= 4;

/** Old lines before which a hunk may be parted: they and the line above are kept, and nothing is added between. */
function seamsOf({ lines }: Hunk): readonly number[] {
  const seams: number[] = [];
  let old = 0;
  lines.forEach(({ op }, index) => {
    if (op === ' ' && lines[index - 1]?.op === ' ') seams.push(old);
    if (op !== '+') old += 1;
  });
  return seams;
}

/** Where lines stand that stand once, white space at their ends aside, and say something. */
function onlyPlace(file: Lines, piece: readonly string[]): number | null {
  if (!piece.some(saysMuch)) return null;
  const starts = (file.places().get(trim(piece[0] ?? '')) ?? []).filter((start) =>
    piece.every((line, index) => isSame(file.lines[start + index], line)),
  );
  return starts.length === 1 ? (starts[0] ?? null) : null;
}
