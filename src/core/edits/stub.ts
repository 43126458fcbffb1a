import type { HunkLine } from './hunk.ts';
import { indentOf, isBlank, trim } from './white.ts';

const isPython = (path: string): boolean => /\.pyi?$/.test(path);
const OPENS = /^\s*(?:(?:async\s+)?def|class)\b/;
const BARE = /^\s*\.{3}\s*(?:#.*)?$/;
const ONE_LINE = /^\s*(?:async\s+)?(?:def|class)\b.*:\s*\.{3}\s*(?:#.*)?$/;
const QUOTES = /^\s*[rR]?(?:"""|''')/;
/** Bodies that hold nothing either. */
const EMPTY =
  /^\s*(?:\.{3}|pass|raise NotImplementedError(?:\(.*\))?|[rR]?(?:"""|''').*)\s*(?:#.*)?$/;

/**
 * Whether an added line of Python is a body that consists of `...`, as protocols, overloads and stubs have;
 * or a placeholder for the body that was there. Null: it is neither.
 */
export function stubAt(
  path: string,
  lines: readonly HunkLine[],
  index: number,
): 'body' | 'placeholder' | null {
  const text = lines[index]?.text ?? '';
  if (!isPython(path)) return null;
  if (ONE_LINE.test(text))
    return loses(lines, index, `${indentOf(text)} `) ? 'placeholder' : 'body';
  if (!BARE.test(text)) return null;
  const isBody = isAllOf(lines, index) && !loses(lines, index, indentOf(text));
  return isBody ? 'body' : 'placeholder';
}

/** Whether it is all that a function or class holds, a text about it aside. */
function isAllOf(lines: readonly HunkLine[], index: number): boolean {
  const now = lines.flatMap((line, at) => (line.op === '-' || isBlank(line.text) ? [] : [at]));
  const place = now.indexOf(index);
  const textAt = (at: number | undefined): string => lines[at ?? -1]?.text ?? '';
  const own = indentOf(textAt(index));
  const below = now[place + 1];
  if (below !== undefined && indentOf(textAt(below)).length >= own.length) return false;
  // What an old last line opens goes on below it.
  const last = lines.findLast(({ op, text }) => op !== '+' && !isBlank(text))?.text ?? '';
  if (below === undefined && /[:([{\\,]$/.test(trim(last))) return false;
  const above = now.slice(0, place).map(textAt);
  return opens(withoutDoc(above, own), own);
}

/** The lines above without the text in quotes that may stand between a signature and its body. */
function withoutDoc(above: readonly string[], own: string): readonly string[] {
  const last = above.at(-1) ?? '';
  if (!/(?:"""|''')\s*$/.test(last)) return above;
  const one = QUOTES.test(last) && /(?:""".*"""|'''.*''')\s*$/.test(last);
  const from = one
    ? above.length - 1
    : above.slice(0, -1).findLastIndex((line) => QUOTES.test(line) && indentOf(line) === own);
  return from < 0 ? above : above.slice(0, from);
}

/** Whether the last line ends the signature of a function or class that is less deep. */
function opens(above: readonly string[], own: string): boolean {
  const last = above.at(-1) ?? '';
  const lead = indentOf(last);
  if (lead.length >= own.length || !trim(last.replace(/\s#.*$/, '')).endsWith(':')) return false;
  if (OPENS.test(last)) return true;
  // A signature of several lines.
  const first = above.slice(0, -1).findLast((line) => indentOf(line).length <= lead.length);
  return (
    /^\s*[)\]]/.test(last) && first !== undefined && OPENS.test(first) && /[([]\s*$/.test(first)
  );
}

/** Whether code as deep as this goes beside it that is put nowhere else: then it stands for that. */
function loses(lines: readonly HunkLine[], index: number, own: string): boolean {
  const ends = ({ op, text }: HunkLine): boolean =>
    op === ' ' && !isBlank(text) && indentOf(text).length < own.length;
  const from = lines.slice(0, index).findLastIndex(ends) + 1;
  const length = lines.slice(index).findIndex(ends);
  const around = lines.slice(from, length < 0 ? undefined : index + length);
  const added = new Set(around.flatMap(({ op, text }) => (op === '+' ? [trim(text)] : [])));
  return around.some(
    ({ op, text }) =>
      op === '-' &&
      !isBlank(text) &&
      indentOf(text).length >= own.length &&
      !EMPTY.test(text) &&
      !added.has(trim(text)),
  );
}
