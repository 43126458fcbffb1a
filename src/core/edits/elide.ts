import { isDots } from './dots.ts';
import { type Hunk, type HunkLine, splicesAt } from './hunk.ts';
import type { Lines } from './lines.ts';
import { stubAt } from './stub.ts';
import type { Place } from './tiers.ts';
import { isSame, trim } from './white.ts';

const WORDS =
  /^(?:(?:the )?(?:rest|remainder) of|(?:\w+ ){0,3}(?:existing|unchanged|same as before|remains?|omitted)\b)/i;

/** Whether a line stands for lines that were left out: `...`, `// ... existing code ...`, `# … unchanged`. */
export function isElision(line: string): boolean {
  const inner = line
    .trim()
    .replace(/^(?:\/\/|\/\*|#|<!--|--|;|\{\s*\/\*)\s*/, '')
    .replace(/\s*(?:\*\/\s*\}?|-->)$/, '')
    .trim();
  if (inner === '...' || inner === '…') return true;
  const said = /^(?:\.{3}|…)\s*(.*?)\s*(?:\.{3}|…)?$/.exec(inner)?.[1];
  if (said !== undefined)
    return inner !== line.trim() || WORDS.test(said.replace(/^(?:#|\/\/)\s*/, ''));
  return inner !== line.trim() && /(?:\.{3}|…)$/.test(inner) && WORDS.test(inner);
}

/** Whether a line says, in a comment, that others were left out: `// ... rest of the code`. */
export function isLeftOut(line: string): boolean {
  const said = /^\s*(?:\/\/|\/\*|#|<!--|--|;)\s*(?:\.{3}|…)\s*(\w.*)$/.exec(line)?.[1];
  // A sentence that goes on like that is a comment like any other.
  return said !== undefined && WORDS.test(said) && said.split(/\s+/).length <= MAX_WORDS;
}
const MAX_WORDS = 6;

const commentOf = (line: string): string => /#\s*(.*)$/.exec(line)?.[1] ?? '';

/** Added lines that would put a placeholder into a file which has none like it. */
export function elidedAdded({ lines }: Pick<Hunk, 'lines'>, file: Lines): boolean {
  return lines.some(({ op, text }, index) => {
    if (op !== '+' || isDots(lines, index, file)) return false;
    const stub = stubAt(file.path, lines, index);
    if (stub !== null) return stub === 'placeholder' || WORDS.test(commentOf(text));
    return isElision(text) && !file.places().has(trim(text));
  });
}

const MAX_PLACES = 50;
const MAX_STEPS = 20_000;

/**
 * Places of a hunk some of whose kept lines stand for lines left out. The pieces between them stand in the
 * file in this order, each exactly. A removed placeholder never fits: it would remove what nobody named.
 */
export function elided(file: Lines, hunk: Hunk): readonly Place[] {
  const old = hunk.lines.filter(({ op }) => op !== '+');
  const gaps = old.filter((line) => isGap(line)).length;
  if (gaps === 0 || gaps === old.length || touchesGap(hunk)) return [];
  const found: (readonly (number | null)[])[] = [];
  let steps = 0;
  const search = (at: readonly (number | null)[], from: number): void => {
    if (found.length >= MAX_PLACES || steps > MAX_STEPS) return;
    const gap = old.slice(at.length).findIndex(isGap);
    const piece = old.slice(at.length, gap < 0 ? undefined : at.length + gap);
    const rest = gap < 0 ? [] : [null];
    if (piece.length === 0 && gap < 0) return void found.push(at);
    const starts = standsAt(file, piece, from);
    steps += 1 + piece.length * starts.length;
    for (const start of starts) {
      const next = [...at, ...piece.map((_, index) => start + index), ...rest];
      if (next.length === old.length) found.push(next);
      else search(next, start + piece.length);
    }
  };
  search([], 0);
  // Too many ways to fit is as good as none.
  if (steps > MAX_STEPS) return [];
  return found.flatMap((at) => {
    const splices = splicesAt(hunk, at);
    const lines = at.filter((line) => line !== null);
    return splices === null ? [] : [{ first: lines[0] ?? 0, last: lines.at(-1) ?? 0, splices }];
  });
}

const isGap = ({ op, text }: HunkLine): boolean => op === ' ' && isElision(text);

/** An addition beside a gap could go to either end of it. */
const touchesGap = ({ lines }: Hunk): boolean =>
  lines.some(
    (line, index) =>
      isGap(line) &&
      [lines[index - 1], lines[index + 1]].some(
        (beside, side) => beside?.op === '+' && isLoose(lines, side === 0 ? index - 1 : index + 1),
      ),
  );

/** A run of additions that no removed line of the same run holds in place. */
function isLoose(lines: readonly HunkLine[], index: number): boolean {
  let [from, to] = [index, index];
  while (from > 0 && lines[from - 1]?.op !== ' ') from -= 1;
  while (to < lines.length - 1 && lines[to + 1]?.op !== ' ') to += 1;
  return !lines.slice(from, to + 1).some(({ op }) => op === '-');
}

function standsAt(file: Lines, piece: readonly HunkLine[], from: number): readonly number[] {
  const [head] = piece;
  if (head === undefined) return [from];
  return (file.places().get(trim(head.text)) ?? []).filter(
    (start) =>
      start >= from && piece.every(({ text }, index) => isSame(file.lines[start + index], text)),
  );
}
