/** Pairs that are one finding: lines that shifted, were laid out again, were told in other words, or moved. */
import { format } from 'prettier';
import type { Maker } from './generate.ts';
import { type Change, hunksOf, lineMap } from './sources.ts';

const A_FILE = 5;

export const isTelling = (line: string | undefined): boolean =>
  (line?.match(/[A-Za-z0-9]/g)?.length ?? 0) >= 6 && !/^\s*(?:\/\/|\/?\*|#)/.test(line ?? '');

/** Every k-th, so that they come from all over the file. */
export function spread<T>(list: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, list.length / most);
  return Array.from(
    { length: Math.min(most, list.length) },
    (_, index) => list[Math.floor(index * step)],
  ).flatMap((one) => (one === undefined ? [] : [one]));
}

/** Lines that stayed while others came and went, those next to a change first. */
export function shifted(make: Maker, change: Change): void {
  const lines = change.before.split('\n');
  const edges = hunksOf(change).flatMap(({ removed, added }) => [...removed, ...added]);
  const all = [...lineMap(change)].filter(
    ([from, to]) => from !== to && isTelling(lines[from - 1]),
  );
  const close = all.filter(([from, to]) =>
    edges.some((at) => Math.abs(at - from) < 3 || Math.abs(at - to) < 3),
  );
  const [before, after] = [
    make.text(change.path, change.before),
    make.text(change.path, change.after),
  ];
  for (const [from, to] of new Map([...spread(close, A_FILE), ...spread(all, A_FILE)]))
    make.same('shift', change, { a: { text: before, line: from }, b: { text: after, line: to } });
}

/** The same on an unmoved line, in other words: titles of pairs that are the same always differ. */
export function reworded(make: Maker, change: Change): void {
  const lines = change.after.split('\n');
  const text = make.text(change.path, change.after);
  const telling = lines.flatMap((line, index) => (isTelling(line) ? [index + 1] : []));
  for (const line of spread(telling, 2))
    make.same('reword', change, { a: { text, line }, b: { text, line } });
}

export async function reformatted(make: Maker, change: Change): Promise<void> {
  if (!/\.[cm]?[jt]s$/.test(change.path) || change.before.length > 6_000) return;
  const laidOut = await format(change.before, {
    parser: change.path.endsWith('ts') ? 'typescript' : 'babel',
    ...{ semi: false, singleQuote: true, tabWidth: 4, printWidth: 60 },
    ...{ trailingComma: 'none', arrowParens: 'avoid', bracketSpacing: false },
  });
  const map = wordMap(change.before, laidOut);
  if (map === null) return;
  const lines = change.before.split('\n');
  const telling = [...map].filter(([from]) => isTelling(lines[from - 1]));
  const [a, b] = [make.text(change.path, change.before), make.text(change.path, laidOut)];
  for (const [from, to] of spread(telling, 8))
    make.same('reformat', change, { a: { text: a, line: from }, b: { text: b, line: to } });
}

/** Where the first word of each line went; null: the formatter changed words. */
function wordMap(before: string, after: string): ReadonlyMap<number, number> | null {
  const [was, is] = [wordsOf(before), wordsOf(after)];
  if (was.length !== is.length || was.some((word, index) => word.text !== is[index]?.text))
    return null;
  const map = new Map<number, number>();
  was.forEach(({ line }, index) => {
    if (!map.has(line)) map.set(line, is[index]?.line ?? line);
  });
  return map;
}

const wordsOf = (source: string): readonly { text: string; line: number }[] =>
  source
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/[A-Za-z0-9_$]+/g)].map(([text]) => ({ text, line: index + 1 })),
    );

interface Block {
  readonly from: number;
  readonly to: number;
}

/** Functions and classes at the left edge. */
function blocksOf(lines: readonly string[]): readonly Block[] {
  return lines.flatMap((line, index): readonly Block[] => {
    if (!/^(?:export )?(?:async )?(?:function|class|const \w+ = (?:async )?\()/.test(line))
      return [];
    const length = lines.slice(index).findIndex((one) => one.startsWith('}'));
    return length < 3 ? [] : [{ from: index, to: index + length }];
  });
}

/** A function that went to the end of its file, and to another file. */
export function moved(make: Maker, change: Change): void {
  const lines = change.before.split('\n');
  const block = blocksOf(lines)[0];
  if (block === undefined || change.before.length > 7_000) return;
  const cut = lines.slice(block.from, block.to + 1);
  const rest = [...lines.slice(0, block.from), ...lines.slice(block.to + 1)];
  const before = make.text(change.path, change.before);
  const inside = cut.flatMap((line, index) => (isTelling(line) ? [index] : []));
  const within = make.text(change.path, [...rest, ...cut, ''].join('\n'));
  const home = 'lib/moved.js';
  const head = ["import { other } from './other.js';", '', 'export const limit = other(3);', ''];
  const away = make.text(home, [...head, ...cut, ''].join('\n'));
  const left = make.text(change.path, rest.join('\n'));
  for (const at of spread(inside, 5)) {
    const a = { text: before, line: block.from + at + 1 };
    make.same('move-in-file', change, { a, b: { text: within, line: rest.length + at + 1 } });
    const b = { text: away, line: head.length + at + 1 };
    make.same('move-to-file', change, { a, b, changed: { [change.path]: left, [home]: away } });
  }
}

/** A file with another name, and changed at the same time. */
export function renamed(make: Maker, change: Change): void {
  const lines = change.before.split('\n');
  const path = `src/renamed/${change.path.split('/').at(-1) ?? ''}`;
  const [before, after] = [
    make.text(change.path, change.before),
    make.text(change.path, change.after),
  ];
  const map = lineMap(change);
  // What was mostly rewritten is another file.
  if (map.size < 0.7 * Math.max(lines.length, change.after.split('\n').length)) return;
  const all = [...map].filter(([from]) => isTelling(lines[from - 1]));
  for (const [from, to] of spread(all, 2))
    make.same('rename', change, {
      a: { text: before, line: from },
      b: { text: after, path, line: to },
      changed: { [change.path]: null, [path]: after },
    });
}
