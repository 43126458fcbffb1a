import { fitsBelow, type Hunk, type HunkLine, splicesAt } from './hunk.ts';
import type { Lines } from './lines.ts';
import type { Place } from './tiers.ts';
import { isSame, trim } from './white.ts';

/** Lines of the file that the hunk's context may leave out. */
const MAX_SKIPPED = 2;
/** Context lines that may not be what stands in the file. */
const MAX_DEVIATING = 3;
const MAX_STEPS = 20_000;
/** By how much a place must fit better than all others to be the one. */
const MARGIN = 2;

interface Walk {
  readonly file: Lines;
  readonly hunk: Hunk;
  readonly old: readonly HunkLine[];
  /** Whether additions stand right before this old line. */
  readonly additionBefore: readonly boolean[];
  readonly found: Map<string, { readonly cost: number; readonly place: Place }>;
  /** The least that any place had to be forgiven. */
  best: number;
  steps: number;
}

interface Step {
  readonly at: readonly (number | null)[];
  /** The next line of the file. */
  readonly next: number;
  readonly skipped: number;
}

/**
 * Places where only the context deviates: every removed line stands there exactly, at least half of the old
 * lines and two of them do, one of which says something, and no addition is beside a line left out.
 */
export function loose(file: Lines, hunk: Hunk): readonly Place[] {
  const old = hunk.lines.filter(({ op }) => op !== '+');
  const walk: Walk = {
    file,
    hunk,
    old,
    additionBefore: additions(hunk),
    found: new Map(),
    best: Infinity,
    steps: 0,
  };
  for (const [index, line] of old.entries()) {
    if (index > 1 || old.slice(0, index).some(({ op }) => op === '-')) break;
    for (const start of file.places().get(trim(line.text)) ?? [])
      if (isThere(file, line, start))
        step(walk, { at: old.slice(0, index).map(() => null), next: start, skipped: 0 });
  }
  // Too many ways to fit is as good as none.
  if (walk.steps > MAX_STEPS) return [];
  return [...walk.found.values()].flatMap(({ cost, place }) =>
    cost < walk.best + MARGIN ? [place] : [],
  );
}

/** Half a line can look like another one further down: it has to stand right below the line before it. */
function isWhole(at: readonly (number | null)[]): boolean {
  const [before, last] = [at.at(-2), at.at(-1) ?? null];
  return last !== null && (before === undefined || before === last - 1);
}

const costOf = (at: readonly (number | null)[]): number =>
  at.filter((line) => line === null).length;

const isThere = (file: Lines, line: HunkLine, at: number): boolean =>
  isSame(file.lines[at], line.text);

function additions({ lines }: Hunk): readonly boolean[] {
  const before: boolean[] = [];
  let added = false;
  for (const { op } of lines) {
    if (op !== '+') before.push(added);
    added = op === '+';
  }
  return before;
}

function step(walk: Walk, { at, next, skipped }: Step): void {
  walk.steps += 1;
  if (walk.steps > MAX_STEPS || costOf(at) + skipped >= walk.best + MARGIN) return;
  const line = walk.old[at.length];
  if (line === undefined) return finish(walk, { at, next, skipped });
  if (isThere(walk.file, line, next))
    return step(walk, { at: [...at, next], next: next + 1, skipped });
  const deviating = at.filter((one) => one === null).length;
  // Two deviating lines in a row are not the same place told badly, but another place.
  if (line.op === ' ' && deviating < MAX_DEVIATING && at.at(-1) !== null) {
    step(walk, { at: [...at, null], next, skipped });
    step(walk, { at: [...at, null], next: next + 1, skipped });
  }
  if (skipped < MAX_SKIPPED && next < walk.file.lines.length && maySkip(walk, at))
    step(walk, { at, next: next + 1, skipped: skipped + 1 });
}

/** A line may be left out between two lines that are both there, and nothing is added between them. */
const maySkip = ({ additionBefore }: Walk, at: readonly (number | null)[]): boolean =>
  at.length > 0 && at.at(-1) !== null && additionBefore[at.length] !== true;

/**
 * An addition is held by a line beside it that says something; else by the nearest ones that do, above and
 * below, which both have to be there: a bracket and an empty line stand together in many places.
 */
function isHeld(
  { old }: Walk,
  at: readonly (number | null)[],
  { index, says }: { readonly index: number; readonly says: (line: number | null) => boolean },
): boolean {
  const [before, after] = [at[index - 1], at[index]];
  if (says(before ?? null) || says(after ?? null)) return true;
  if (before === null || after === null) return false;
  const above = at.slice(0, index).findLast((_, line) => saysMuch(old[line]?.text ?? ''));
  const below = at.slice(index).find((_, line) => saysMuch(old[index + line]?.text ?? ''));
  return above !== null && below !== null;
}

const saysMuch = (line: string): boolean => line.replace(/\W/g, '').length >= 4;

/**
 * A line that deviates here and stands once in the file is no slip: it names the place that is meant, as the head
 * of one of two functions that are nearly the same does.
 */
function isOfElsewhere(file: Lines, text: string): boolean {
  const [only, ...more] = file.places().get(trim(text)) ?? [];
  return only !== undefined && more.length === 0 && saysMuch(text);
}

function finish(walk: Walk, { at, skipped }: Step): void {
  const { file, hunk, old } = walk;
  const there = at.filter((line) => line !== null);
  const says = (line: number | null): boolean => line !== null && saysMuch(file.lines[line] ?? '');
  if (there.length < 2 || there.length * 2 < old.length || !there.some(says)) return;
  if (walk.additionBefore.some((added, index) => added && !isHeld(walk, at, { index, says })))
    return;
  if (old.some(({ op }, index) => op === '-' && at[index] === null)) return;
  if (hunk.cut === true && !isWhole(at)) return;
  const last = there.at(-1) ?? 0;
  if (old.some(({ text }, index) => at[index] === null && isOfElsewhere(file, text))) return;
  if (!fitsBelow(hunk, file.lines.length, last)) return;
  const splices = splicesAt(hunk, at);
  if (splices === null || splices.length === 0) return;
  const cost = costOf(at) + skipped;
  const key = JSON.stringify(splices);
  const seen = walk.found.get(key);
  if (seen !== undefined && seen.cost <= cost) return;
  walk.found.set(key, { cost, place: { first: there[0] ?? 0, last, splices } });
  walk.best = Math.min(walk.best, cost);
}
