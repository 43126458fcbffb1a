import { type Hunk, type HunkLine, splicesAt } from './hunk.ts';
import type { Lines } from './lines.ts';
import type { Place } from './tiers.ts';

/** Lines of the file that the hunk's context may leave out. */
const MAX_SKIPPED = 2;
/** Context lines that may not be what stands in the file. */
const MAX_DEVIATING = 6;
const MAX_STEPS = 20_000;

interface Walk {
  readonly file: Lines;
  readonly hunk: Hunk;
  readonly old: readonly HunkLine[];
  /** Whether additions stand right before this old line. */
  readonly additionBefore: readonly boolean[];
  readonly places: Map<string, Place>;
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
    places: new Map(),
    steps: 0,
  };
  for (const [index, line] of old.entries()) {
    if (index > MAX_DEVIATING || old.slice(0, index).some(({ op }) => op === '-')) break;
    for (const start of file.places().get(line.text.trim()) ?? [])
      if (isThere(file, line, start))
        step(walk, { at: old.slice(0, index).map(() => null), next: start, skipped: 0 });
  }
  // Too many ways to fit is as good as none.
  return walk.steps > MAX_STEPS ? [] : [...walk.places.values()];
}

const isThere = (file: Lines, line: HunkLine, at: number): boolean =>
  file.lines[at]?.trimEnd() === line.text.trimEnd();

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
  if (walk.steps > MAX_STEPS) return;
  const line = walk.old[at.length];
  if (line === undefined) return finish(walk, at);
  if (isThere(walk.file, line, next))
    return step(walk, { at: [...at, next], next: next + 1, skipped });
  const deviating = at.filter((one) => one === null).length;
  if (line.op === ' ' && deviating < MAX_DEVIATING) {
    step(walk, { at: [...at, null], next, skipped });
    step(walk, { at: [...at, null], next: next + 1, skipped });
  }
  if (skipped < MAX_SKIPPED && next < walk.file.lines.length && maySkip(walk, at))
    step(walk, { at, next: next + 1, skipped: skipped + 1 });
}

/** A line may be left out between two lines that are both there, and nothing is added between them. */
const maySkip = ({ additionBefore }: Walk, at: readonly (number | null)[]): boolean =>
  at.length > 0 && at.at(-1) !== null && additionBefore[at.length] !== true;

function finish({ file, hunk, old, places }: Walk, at: readonly (number | null)[]): void {
  const there = at.filter((line) => line !== null);
  const says = there.some((line) => (file.lines[line] ?? '').replace(/\W/g, '').length >= 4);
  if (there.length < 2 || there.length * 2 < old.length || !says) return;
  if (old.some(({ op }, index) => op === '-' && at[index] === null)) return;
  const last = there.at(-1) ?? 0;
  if (hunk.atEnd && last !== file.lines.length - 1) return;
  const splices = splicesAt(hunk, at);
  if (splices === null || splices.length === 0) return;
  places.set(JSON.stringify(splices), { first: there[0] ?? 0, last, splices });
}
