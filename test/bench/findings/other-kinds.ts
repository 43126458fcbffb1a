/** Near-misses: findings that look like one another and are not the same. */
import { distance } from 'fastest-levenshtein';
import type { Maker } from './generate.ts';
import { isTelling, spread } from './same-kinds.ts';
import { type Change, hunksOf, lineMap } from './sources.ts';

const A_FILE = 8;

/** By another measure than the matcher's own: letters, digits and operators. */
const bare = (line: string | undefined): string => (line ?? '').replace(/[\s;,'"`()]/g, '');

/** What stood there before, and what stands there now. */
export function changed(make: Maker, change: Change): void {
  const [was, is] = [change.before.split('\n'), change.after.split('\n')];
  const hunks = hunksOf(change);
  const came = hunks.map(({ added }) => added.map((line) => bare(is[line - 1])).join('')).join(' ');
  const pairs = hunks.flatMap(({ removed, added }) =>
    removed.flatMap((from, index) => {
      // A line that came back, elsewhere or laid out otherwise, is the same.
      if (!isTelling(was[from - 1]) || came.includes(bare(was[from - 1]))) return [];
      return [added[index], added[index + 1]].flatMap((to) =>
        to !== undefined && isTelling(is[to - 1]) ? [[from, to] as const] : [],
      );
    }),
  );
  const [a, b] = [make.text(change.path, change.before), make.text(change.path, change.after)];
  for (const [from, to] of spread(pairs, A_FILE))
    make.other('changed', change, { a: { text: a, line: from }, b: { text: b, line: to } });
}

/** Two lines one after the other, where the real change was made; of one statement or of two. */
export function neighbours(make: Maker, change: Change): void {
  const lines = change.after.split('\n');
  const text = make.text(change.path, change.after);
  const at = hunksOf(change)
    .flatMap(({ added }) => added)
    .filter((line) => isTelling(lines[line - 1]) && isTelling(lines[line]))
    .filter((line) => bare(lines[line - 1]) !== bare(lines[line]));
  for (const line of spread(at, A_FILE))
    make.other('neighbour', change, { a: { text, line }, b: { text, line: line + 1 } });
}

/** The same words twice in one file. */
export function twins(make: Maker, change: Change): void {
  const lines = change.after.split('\n');
  const text = make.text(change.path, change.after);
  const places = new Map<string, readonly number[]>();
  lines.forEach((line, index) => {
    const key = line.trim();
    if (isTelling(line)) places.set(key, [...(places.get(key) ?? []), index + 1]);
  });
  const pairs = [...places.values()].flatMap((at) =>
    at.slice(1).map((line, index) => [at[index] ?? line, line] as const),
  );
  for (const [a, b] of spread(pairs, A_FILE))
    make.other('twin', change, { a: { text, line: a }, b: { text, line: b } });
}

/** In the newer version, the line that is most like it and is not it. */
export function lookAlikes(make: Maker, change: Change): void {
  const [was, is] = [change.before.split('\n'), change.after.split('\n')];
  const map = lineMap(change);
  const telling = [...map].filter(([from]) => isTelling(was[from - 1]));
  const [a, b] = [make.text(change.path, change.before), make.text(change.path, change.after)];
  for (const [from, image] of spread(telling, A_FILE * 2)) {
    const line = was[from - 1] ?? '';
    const others = is.flatMap((text, index) => {
      const to = index + 1;
      const far = to !== image && isTelling(text) && bare(text) !== bare(line);
      return far
        ? [
            {
              to,
              share:
                1 -
                distance(bare(text), bare(line)) / Math.max(bare(text).length, bare(line).length),
            },
          ]
        : [];
    });
    const best = others.reduce((x, y) => (y.share > x.share ? y : x), { to: 0, share: 0 });
    if (best.share >= 0.5)
      make.other('look-alike', change, {
        a: { text: a, line: from },
        b: { text: b, line: best.to },
      });
  }
}

/** The same line in another file, while the first one still has it. */
export function otherFiles(make: Maker, change: Change, all: readonly Change[]): void {
  const lines = change.before.split('\n');
  const map = lineMap(change);
  const [before, after] = [
    make.text(change.path, change.before),
    make.text(change.path, change.after),
  ];
  for (const other of all) {
    if (other.name !== change.name || other.path === change.path) continue;
    const theirs = other.after.split('\n');
    const pairs = [...map.keys()].flatMap((from) => {
      const line = lines[from - 1];
      const to = theirs.findIndex((text) => text.trim() === line?.trim()) + 1;
      return isTelling(line) && to > 0 ? [[from, to] as const] : [];
    });
    const text = make.text(other.path, other.after);
    for (const [from, to] of spread(pairs, 2))
      make.other('other-file', change, {
        a: { text: before, line: from },
        b: { text, line: to },
        changed: { [change.path]: after, [other.path]: text },
      });
  }
}

/** Another kind of problem on the same line. */
export function otherCategories(make: Maker, change: Change): void {
  const lines = change.after.split('\n');
  const text = make.text(change.path, change.after);
  const added = hunksOf(change).flatMap((hunk) => hunk.added);
  const telling = added.filter((line) => isTelling(lines[line - 1]));
  for (const line of spread(telling, 2))
    make.other('other-category', change, {
      a: { text, line, category: 'bug' },
      b: { text, line, category: 'security' },
    });
}
