import type { HunkLine } from './hunk.ts';
import type { Lines } from './lines.ts';
import { isProse } from './prose.ts';
import { indentOf, isBlank, trim } from './white.ts';

/**
 * Whether an added line of three dots is a part of the language, and stands for nothing that was left out: it ends
 * a document of YAML or a block of a doctest, or is among other new words. Where lines go beside it, it may stand
 * for them.
 */
export function isDots(lines: readonly HunkLine[], index: number, file: Lines): boolean {
  const text = lines[index]?.text ?? '';
  if (trim(text) !== '...') return false;
  const { removed, added } = runOf(lines, index);
  const above = lines
    .slice(0, index)
    .findLast(({ op, text: line }) => op !== '-' && !isBlank(line));
  const below = lines.slice(index + 1).find(({ op, text: line }) => op !== '-' && !isBlank(line));
  if (/\.ya?ml$/i.test(file.path))
    return (
      removed === 0 &&
      indentOf(text) === '' &&
      (below === undefined ? isEnd(lines, file) : /^(?:---(?:\s|$)|%[A-Z])/.test(below.text))
    );
  if (above === undefined) return false;
  const isDoctest =
    /^\s*(?:>>>|\.{3}) /.test(above.text) && indentOf(above.text) === indentOf(text);
  if (isDoctest) return removed < added;
  return removed === 0 && isProse(file.path) && above.op === '+' && below?.op === '+';
}

/** How many lines go and come in the run of changes of which it is a part. */
function runOf(lines: readonly HunkLine[], index: number) {
  const from = lines.slice(0, index).findLastIndex(({ op }) => op === ' ') + 1;
  const length = lines.slice(index).findIndex(({ op }) => op === ' ');
  const run = lines.slice(from, length < 0 ? undefined : index + length);
  const removed = run.filter(({ op }) => op === '-').length;
  return { removed, added: run.length - removed };
}

/** Whether what is changed is the end of the file. */
function isEnd(lines: readonly HunkLine[], file: Lines): boolean {
  const told = lines.findLast(({ op, text }) => op !== '+' && !isBlank(text));
  const last = file.lines.findLast((line) => !isBlank(line));
  return trim(told?.text ?? '') === trim(last ?? '');
}
