/** What changed between two versions of a package, and the search/replace blocks that a Builder would send for it. */
import { diffLines } from 'diff';
import type { Edit } from '../../src/core/edits/edits.ts';

export type Files = ReadonlyMap<string, string>;

export interface Difference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}

export function differenceOf(before: Files, after: Files): Difference {
  return {
    added: [...after.keys()].filter((path) => !before.has(path)).sort(),
    changed: [...after.keys()]
      .filter((path) => before.has(path) && before.get(path) !== after.get(path))
      .sort(),
    deleted: [...before.keys()].filter((path) => !after.has(path)).sort(),
  };
}

/** Old lines [from, to) become new lines [newFrom, newTo). Between hunks the two texts are the same, line by line. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Blocks whose search stands exactly once in the old text: each hunk grows line by line until it does. */
export function replaceEdits(path: string, before: string, after: string): readonly Edit[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const room = { old: old.length, now: now.length };
  let hunks = hunksOf(before, after);
  for (;;) {
    const grown = merge(
      hunks.map((hunk) =>
        isUnique(before, textOf(old, hunk.from, hunk.to)) ? hunk : grow(hunk, room),
      ),
    );
    if (JSON.stringify(grown) === JSON.stringify(hunks)) break;
    hunks = grown;
  }
  return hunks.map((hunk) => ({
    ...{ op: 'replace', path, new_path: null },
    search: textOf(old, hunk.from, hunk.to),
    replace: textOf(now, hunk.newFrom, hunk.newTo),
  }));
}

export const createEdit = (path: string, text: string): Edit => ({
  ...{ op: 'create', path, search: null, replace: text, new_path: null },
});

export const deleteEdit = (path: string): Edit => ({
  ...{ op: 'delete', path, search: null, replace: null, new_path: null },
});

/** Something that stands more than once in a text, a line if there is one, for an answer that has to be refused. */
export function repeatedLine(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim().length > 0);
  const line = lines.find((each) => text.split(each).length > 2);
  return line ?? (text.split('\n').length > 2 ? '\n' : undefined);
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const textOf = (lines: readonly string[], from: number, to: number): string =>
  lines.slice(from, to).join('');

function hunksOf(before: string, after: string): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [old, now] = [0, 0];
  let open = false;
  for (const part of diffLines(before, after)) {
    if (!part.added && !part.removed) {
      open = false;
      old += part.count;
      now += part.count;
      continue;
    }
    const last = open ? hunks.pop() : undefined;
    const { from, newFrom } = last ?? { from: old, newFrom: now };
    if (part.removed) old += part.count;
    else now += part.count;
    hunks.push({ from, to: old, newFrom, newTo: now });
    open = true;
  }
  return hunks;
}

const isUnique = (text: string, search: string): boolean =>
  search.trim() !== '' && text.indexOf(search) === text.lastIndexOf(search);

/** One line more on each side; at an end of the file on the other side only. */
function grow(hunk: Hunk, room: { readonly old: number; readonly now: number }): Hunk {
  const up = hunk.from > 0 ? 1 : 0;
  const down = hunk.to < room.old ? 1 : 0;
  return {
    from: hunk.from - up,
    to: hunk.to + down,
    newFrom: hunk.newFrom - up,
    newTo: hunk.newTo + down,
  };
}

/** Hunks that run into each other become one. */
function merge(hunks: readonly Hunk[]): readonly Hunk[] {
  const merged: Hunk[] = [];
  for (const hunk of hunks) {
    const last = merged.at(-1);
    if (last === undefined || last.to < hunk.from) merged.push(hunk);
    else {
      // A pure insertion can lie inside the line that its neighbour has grown over.
      const [to, newTo] = [Math.max(last.to, hunk.to), Math.max(last.newTo, hunk.newTo)];
      merged[merged.length - 1] = { from: last.from, newFrom: last.newFrom, to, newTo };
    }
  }
  return merged;
}
