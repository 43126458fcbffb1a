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

/** Lines compared and ways tried before the search is given up. */
const MAX_STEPS = 100_000;

interface Walk {
  readonly file: Lines;
  readonly old: readonly string[];
  /** Whether an old line says something. */
  readonly says: readonly boolean[];
  /** For an old line, how many lines stand there from each place on that looks like it. */
  readonly runs: Map<number, readonly Run[]>;
  /** From where nothing more was found. */
  readonly dead: Set<string>;
  steps: number;
}

interface Run {
  readonly start: number;
  readonly length: number;
}

/**
 * Places of a hunk that leaves out more lines than a slip would: two hunks that became one. It is parted
 * only between two kept lines, and every part has to stand in the file exactly and once.
 */
export function split(file: Lines, hunk: Hunk): readonly Place[] {
  const old = hunk.lines.filter(({ op }) => op !== '+').map(({ text }) => text);
  if (old.length > MAX_LINES || old.length < 4) return [];
  const found = new Map<string, Place>();
  const walk: Walk = {
    file,
    old,
    says: old.map(saysMuch),
    runs: new Map(),
    dead: new Set(),
    steps: 0,
  };
  const seams = [...seamsOf(hunk), old.length];
  const search = ({ at, from, parts }: Rest): boolean => {
    const key = `${at.length}:${from}:${parts}`;
    if (walk.dead.has(key)) return false;
    let any = false;
    for (const seam of seams) {
      if (seam < at.length + 2 || (seam < old.length && parts === MAX_PARTS)) continue;
      const start = onlyPlace(walk, at.length, seam);
      if (walk.steps > MAX_STEPS) return any;
      if (start === null || start < from) continue;
      const length = seam - at.length;
      const next = [...at, ...Array.from({ length }, (_, index) => start + index)];
      const isMore = seam < old.length;
      if (isMore && search({ at: next, from: start + length, parts: parts + 1 })) any = true;
      if (!isMore) any = keep(next) || any;
    }
    if (!any) walk.dead.add(key);
    return any;
  };
  const keep = (at: readonly number[]): boolean => {
    if (!fitsBelow(hunk, file.lines.length, at.at(-1) ?? 0)) return false;
    const splices = splicesAt(hunk, at);
    if (splices === null || !splices.every((splice) => isHeld(file, splice))) return false;
    const place = { first: at[0] ?? 0, last: at.at(-1) ?? 0, splices };
    found.set(JSON.stringify(splices), place);
    return true;
  };
  search({ at: [], from: 0, parts: 1 });
  // Too many ways to part it is as good as none.
  return walk.steps > MAX_STEPS ? [] : [...found.values()];
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

/** Where the old lines up to the seam stand that stand once, white space at their ends aside, and say something. */
function onlyPlace(walk: Walk, from: number, seam: number): number | null {
  const runs = runsOf(walk, from);
  walk.steps += 1 + runs.length;
  const fits = runs.filter(({ length }) => length >= seam - from);
  const [only] = fits;
  if (only === undefined || fits.length > 1) return null;
  const said = walk.says.indexOf(true, from);
  return said >= 0 && said < seam ? only.start : null;
}

function runsOf(walk: Walk, from: number): readonly Run[] {
  const seen = walk.runs.get(from);
  if (seen !== undefined) return seen;
  const { file, old } = walk;
  const starts = file.places().get(trim(old[from] ?? '')) ?? [];
  const runs = starts.map((start): Run => {
    let length = 0;
    while (
      from + length < old.length &&
      isSame(file.lines[start + length], old[from + length] ?? '')
    )
      length += 1;
    walk.steps += length;
    return { start, length };
  });
  walk.runs.set(from, runs);
  return runs;
}
