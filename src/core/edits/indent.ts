import type { HunkLine } from './hunk.ts';
import type { Lines } from './lines.ts';
import { indentOf, isBlank, leastIndent } from './white.ts';

/** Turns an added line into what it is in the file's own indentation. */
type Shift = (line: string) => string;

interface Drift {
  readonly old: readonly HunkLine[];
  /** The same lines as they stand in the file. */
  readonly there: readonly string[];
  readonly added: readonly string[];
}

/**
 * One rule that explains every difference of indentation, applied to the added lines too. Null: there is
 * none. `unsure`: there is one, but nothing shows whether the added lines drifted with the old ones.
 */
export function reindent({ old, there, added }: Drift): Shift | null | 'unsure' {
  const pairs = old.flatMap(({ op, text }, index) => {
    const line = there[index] ?? '';
    return isBlank(text) ? [] : [{ op, text, line, from: indentOf(text), to: indentOf(line) }];
  });
  const rule = pairs.length === 0 ? null : (prefixRule(pairs) ?? unitRule(pairs));
  if (rule === null) return null;
  const full = added.filter((line) => !isBlank(line));
  const shifted = full.map((line) => shiftBy(rule, line));
  const shift: Shift = (line) => (isBlank(line) ? '' : (shiftBy(rule, line) ?? line));
  if (full.length === 0) return shift;
  const every = shifted.every((line) => line !== null);
  // A kept line that drifted is in both halves of the answer, so the added lines are in its indentation.
  if (pairs.some(({ op, from, to }) => op === ' ' && from !== to)) return every ? shift : 'unsure';
  return every && driftedToo(pairs, full) ? shift : 'unsure';
}

interface Pair {
  readonly text: string;
  readonly line: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Whether the replacement drifted like the search: both begin as deep, and that is not where the file does.
 * A replacement that begins elsewhere may be right as it is, or may change the indentation on purpose.
 */
function driftedToo(pairs: readonly Pair[], added: readonly string[]): boolean {
  const drifted = leastIndent(pairs.map(({ text }) => text));
  return leastIndent(added) === drifted && drifted !== leastIndent(pairs.map(({ line }) => line));
}

type Rule = (indent: string) => string | null;

const shiftBy = (rule: Rule, line: string): string | null => {
  const indent = indentOf(line);
  const to = rule(indent);
  return to === null ? null : to + line.slice(indent.length);
};

/** The same white space was put before every line, or taken away. */
function prefixRule(pairs: readonly Pair[]): Rule | null {
  const [first] = pairs;
  if (first === undefined) return null;
  const { from, to } = first;
  if (to.endsWith(from)) {
    const more = to.slice(0, to.length - from.length);
    if (pairs.every((pair) => pair.to === more + pair.from)) return (indent) => more + indent;
  }
  if (!from.endsWith(to)) return null;
  const less = from.slice(0, from.length - to.length);
  if (!pairs.every((pair) => pair.from === less + pair.to)) return null;
  return (indent) => (indent.startsWith(less) ? indent.slice(less.length) : null);
}

/** One unit stands for another: a tab for so many spaces, spaces for a tab, or two widths of spaces. */
function unitRule(pairs: readonly Pair[]): Rule | null {
  const deep = pairs.filter(({ from }) => from !== '');
  const [first] = deep;
  if (first === undefined) return null;
  for (const [unit, by] of unitsOf(first)) {
    const rule: Rule = (indent) => {
      const depth = indent.length / unit.length;
      return indent === unit.repeat(Math.floor(depth)) ? by.repeat(depth) : null;
    };
    if (pairs.every((pair) => rule(pair.from) === pair.to)) return rule;
  }
  return null;
}

/** Only between tabs and spaces: two widths of spaces could be read in more than one way. */
function unitsOf({ from, to }: Pair): readonly (readonly [string, string])[] {
  const spaces = (count: number): string => ' '.repeat(count);
  if (/^\t+$/.test(from) && /^ +$/.test(to)) {
    const width = to.length / from.length;
    return Number.isInteger(width) ? [['\t', spaces(width)]] : [];
  }
  if (/^ +$/.test(from) && /^\t+$/.test(to)) {
    const width = from.length / to.length;
    return Number.isInteger(width) ? [[spaces(width), '\t']] : [];
  }
  return [];
}

/**
 * Whether added lines are indented by tabs where the file has spaces only, or by spaces where it has tabs
 * only: how deep they would be in the file's own way, nobody can tell.
 */
export function isForeign(file: Lines, added: readonly string[]): boolean {
  const isMixed = (line: string): boolean => /^\t+ {2,}\S/.test(line);
  if (
    added.some(isMixed) &&
    !file.lines.some(isMixed) &&
    !file.lines.some((line) => /^ {2,}/.test(line))
  )
    return true;
  const tabs = added.some((line) => /^ *\t+\s*\S/.test(line));
  const spaces = added.some((line) => /^ {2,}\S/.test(line));
  if (tabs === spaces) return false;
  const isTab = (line: string): boolean => /^ *\t/.test(line);
  const isSpace = (line: string): boolean => /^ {2,}/.test(line);
  return tabs
    ? !file.lines.some(isTab) && file.lines.some(isSpace)
    : !file.lines.some(isSpace) && file.lines.some(isTab);
}
