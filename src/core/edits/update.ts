import { addedLines } from './hunk.ts';
import { isIdle } from './places.ts';
import { clash, type Lines, linesOf, type Span, spliced } from './lines.ts';
import { hunkWays, searchWays, type Ways } from './search.ts';
import { isShown, type Part } from './parts.ts';
import { lineAt, oldText, problem, type Problem, type Unseen, type Wanted } from './problem.ts';
import type { Refusal } from './edits.ts';
import { MARK, withoutMark } from './white.ts';

export type Updated =
  | { readonly is: 'updated'; readonly after: string }
  | { readonly is: 'refused'; readonly refusals: readonly Problem[] };

interface Located {
  readonly index: number;
  readonly spans: readonly Span[];
}

interface How {
  readonly ordered?: boolean;
  readonly parts?: Parts;
  /** Of the file: in some languages white space means more than in others. */
  readonly path?: string;
}

/**
 * Locates all changes in the text as it was served, never in what another change made of it. `ordered` says
 * that the changes are known to come in the file's order, which then may choose between places; `parts`, that
 * no more of it was shown: what was not shown is not meant.
 */
export function update(text: string, wanted: readonly Wanted[], how: How = {}): Updated {
  if (!text.startsWith(MARK)) return updateText(text, wanted, how);
  // A byte order mark belongs to no line: it stays where it is, whether an edit tells it or not.
  const updated = updateText(withoutMark(text), wanted.map(unmarked), how);
  return updated.is === 'updated' ? { ...updated, after: MARK + updated.after } : updated;
}

function unmarked(wanted: Wanted): Wanted {
  if (wanted.is === 'search') {
    const { search, replace } = wanted;
    return { ...wanted, search: withoutMark(search), replace: withoutMark(replace) };
  }
  const lines = wanted.hunk.lines.map(({ op, text }) => ({ op, text: withoutMark(text) }));
  return { ...wanted, hunk: { ...wanted.hunk, lines } };
}

function updateText(
  text: string,
  wanted: readonly Wanted[],
  { ordered = false, parts, path }: How,
): Updated {
  const [only] = wanted;
  if (text === '' && only !== undefined && wanted.length === 1) return fill(only);
  const file = linesOf(text, path);
  // Places that come to the same alone may not do so beside another change.
  const alone = wanted.length === 1;
  const found = wanted.map((one) => {
    const ways = shownWays(file, waysOf(file, one), parts);
    return { one, ways: alone ? oneWay(file, ways) : ways };
  });
  const chosen = ordered ? inFileOrder(found.map(({ ways }) => ways)) : null;
  const located: Located[] = [];
  const refusals: Problem[] = [];
  found.forEach(({ one, ways }, at) => {
    const settled = chosen?.[at] ?? settle(ways);
    if (settled !== null) located.push({ index: one.index, spans: settled });
    else refusals.push(problem(file, one, ways));
  });
  refusals.push(...overlaps(located));
  if (refusals.length > 0) return { is: 'refused', refusals };
  const after = spliced(text, distinct(located.flatMap(({ spans }) => spans)));
  if (after !== text || wanted.length === 0) return { is: 'updated', after };
  const index = wanted[0]?.index ?? 0;
  return no(index, 'no-effect', 'The file is the same after the edit.');
}

/** An empty file has no line to look for: what is added is all. */
function fill(wanted: Wanted): Updated {
  const search = oldText(wanted);
  const text =
    wanted.is === 'search'
      ? wanted.replace
      : addedLines(wanted.hunk)
          .map((line) => `${line}\n`)
          .join('');
  if (search !== '') return no(wanted.index, 'search-missing', 'The file is empty.');
  if (text === '') return no(wanted.index, 'no-effect', 'The file is the same after the edit.');
  return { is: 'updated', after: text };
}

const no = (index: number, code: Refusal['code'], detail: string): Updated => ({
  is: 'refused',
  refusals: [{ index, code, detail }],
});

type Parts = readonly Part[] | undefined;

/** Those within what was shown. */
function shownWays(file: Lines, found: Ways, parts: Parts): Ways | Unseen {
  if (parts === undefined || found.is !== 'ways' || found.ways.length === 0) return found;
  const ways = found.ways.filter((spans) =>
    spans.every((span) => isShown(file.starts, parts, span)),
  );
  if (ways.length > 0) return { is: 'ways', ways };
  return { is: 'unseen', line: lineAt(file, found.ways[0]?.[0]?.start ?? 0) };
}

function waysOf(file: Lines, wanted: Wanted): Ways {
  if (wanted.is === 'search') return searchWays(file, wanted.search, wanted.replace);
  return isIdle(wanted.hunk) ? { is: 'ways', ways: [[]] } : hunkWays(file, wanted.hunk);
}

/** More places than this are not compared by what they would make of the file. */
const MAX_COMPARED = 20;

/** Places that make the same of the file are one. */
function oneWay(file: Lines, ways: Ways | Unseen): Ways | Unseen {
  if (ways.is !== 'ways' || ways.ways.length < 2 || ways.ways.length > MAX_COMPARED) return ways;
  const [first] = ways.ways;
  const results = new Set(ways.ways.map((spans) => spliced(file.text, spans)));
  return results.size === 1 && first !== undefined ? { is: 'ways', ways: [first] } : ways;
}

const settle = (ways: Ways | Unseen): readonly Span[] | null =>
  ways.is === 'ways' && ways.ways.length === 1 ? (ways.ways[0] ?? null) : null;

const MAX_ASSIGNMENTS = 2_000;

/** The one way to place all changes one below the other; null if there is none or more than one. */
function inFileOrder(found: readonly (Ways | Unseen)[]): readonly (readonly Span[])[] | null {
  const all = found.map((ways) => (ways.is === 'ways' ? ways.ways : []));
  // Only between changes that are sure on both sides: the first and the last could be anywhere.
  if (all[0]?.length !== 1 || all.at(-1)?.length !== 1) return null;
  if (all.every((ways) => ways.length === 1) || all.some((ways) => ways.length === 0)) return null;
  const results: (readonly (readonly Span[])[])[] = [];
  let steps = 0;
  const place = (done: readonly (readonly Span[])[], from: number): void => {
    steps += 1;
    if (results.length > 1 || steps > MAX_ASSIGNMENTS) return;
    if (done.length === all.length) return void results.push(done);
    for (const spans of all[done.length] ?? []) {
      const start = spans[0]?.start ?? from;
      if (start >= from) place([...done, spans], spans.at(-1)?.end ?? from);
    }
  };
  place([], 0);
  return results.length === 1 && steps <= MAX_ASSIGNMENTS ? (results[0] ?? null) : null;
}

/** The same change told twice is done once. */
function distinct(spans: readonly Span[]): readonly Span[] {
  const seen = new Map<string, Span>();
  for (const span of spans) seen.set(`${span.start}:${span.end}:${span.text}`, span);
  return [...seen.values()];
}

function overlaps(located: readonly Located[]): readonly Problem[] {
  const all = located.flatMap(({ index, spans }) => spans.map((span) => ({ index, span })));
  all.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const problems: Problem[] = [];
  let last: (typeof all)[number] | undefined;
  for (const one of all) {
    if (last !== undefined && !same(last.span, one.span) && clash(last.span, one.span))
      problems.push({
        index: one.index,
        code: 'overlap',
        detail: `It overlaps edit ${last.index + 1}.`,
      });
    if (last === undefined || one.span.end >= last.span.end) last = one;
  }
  return problems;
}

const same = (a: Span, b: Span): boolean =>
  a.start === b.start && a.end === b.end && a.text === b.text;
