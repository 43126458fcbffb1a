import { elided, elidedAdded, isElision } from './elide.ts';
import { addedLines, type Hunk } from './hunk.ts';
import { isForeign } from './indent.ts';
import type { Lines, Splice } from './lines.ts';
import { loose } from './loose.ts';
import { split } from './split.ts';
import { contiguous, type Place, type Tier } from './tiers.ts';
import { indentOf, isBlank, trim } from './white.ts';

export type Places =
  | { readonly is: 'places'; readonly tier: Tier; readonly places: readonly Place[] }
  | {
      readonly is: 'no';
      readonly why:
        'elision' | 'indent-unsure' | 'indent-foreign' | 'applied-already' | 'search-missing';
    };

/** All places of the first tier that has one. A later tier is never asked when an earlier one is ambiguous. */
export function placesOf(file: Lines, hunk: Hunk): Places {
  if (elidedAdded(hunk, file)) return { is: 'no', why: 'elision' };
  const { exact, trailing, indent } = contiguous(file, hunk);
  const foreign = exact.length + trailing.length > 0 && isForeign(file, addedLines(hunk));
  if (foreign) return { is: 'no', why: 'indent-foreign' };
  if (exact.length > 0) return checked(file, hunk, { tier: 'exact', places: exact });
  if (trailing.length > 0) return checked(file, hunk, { tier: 'trailing', places: trailing });
  if (hunk.lines.some(({ op, text }) => op !== '+' && isElision(text))) {
    const places = elided(file, hunk);
    return places.length === 0
      ? { is: 'no', why: 'elision' }
      : checked(file, hunk, { tier: 'elided', places });
  }
  if (indent === 'unsure') return { is: 'no', why: 'indent-unsure' };
  if (indent.length > 0) return checked(file, hunk, { tier: 'indent', places: indent });
  const near = loose(file, hunk);
  return checked(file, hunk, { tier: 'loose', places: near.length > 0 ? near : split(file, hunk) });
}

/** Narrows places by the lines that should stand above them, and refuses what is there already. */
function checked(
  file: Lines,
  hunk: Hunk,
  { tier, places }: { readonly tier: Tier; readonly places: readonly Place[] },
): Places {
  const under = places.length > 1 ? places.filter((place) => isUnder(file, hunk, place)) : places;
  const left = under.length > 0 ? under : places;
  if (left.length > 0 && left.every((place) => isDone(file, place)))
    return { is: 'no', why: 'applied-already' };
  return { is: 'places', tier, places: left };
}

const indent = (line: string): number => indentOf(line).length;

/** Whether the headers stand above the place and enclose it: nothing between them is less indented. */
function isUnder(file: Lines, { above }: Hunk, { first }: Place): boolean {
  let from = first - 1;
  for (const header of above.toReversed()) {
    const at = enclosing(file, header, from);
    if (at === null) return false;
    from = at - 1;
  }
  return above.length > 0;
}

function enclosing(file: Lines, header: string, from: number): number | null {
  let least = Infinity;
  for (let at = from; at >= 0; at -= 1) {
    const line = file.lines[at] ?? '';
    if (isBlank(line)) continue;
    if (trim(line) === trim(header)) return indent(line) < least ? at : null;
    // What only goes on with a signature does not end its block.
    if (!/^\s*[{)]/.test(line)) least = Math.min(least, indent(line));
  }
  return null;
}

/** Whether something that it adds already stands beside the place, whole. */
const isDone = (file: Lines, { splices }: Place): boolean =>
  splices.some((splice) => stands(file, splice, 'after') || stands(file, splice, 'before'));

function stands(file: Lines, { from, to, added }: Splice, side: 'after' | 'before'): boolean {
  if (from !== to || !added.some((line) => line.replace(/\W/g, '').length >= 3)) return false;
  const start = side === 'after' ? to : from - added.length;
  return (
    start >= 0 &&
    start + added.length <= file.lines.length &&
    added.every((line, index) => trim(file.lines[start + index] ?? '') === trim(line))
  );
}

/** What a hunk that changes nothing is. */
export const isIdle = (hunk: Hunk): boolean =>
  addedLines(hunk).length === 0 && !hunk.lines.some(({ op }) => op === '-');
