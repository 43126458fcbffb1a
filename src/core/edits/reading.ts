import { indentOf, isBlank, leastIndent, trim, trimEnd } from './white.ts';

/**
 * How a search is meant that has less white space before its first line than the file. `literal`: only that
 * line lost it. `shift`: all lines did, those of the replacement as well. `unsure`: it could be either.
 */
export type Reading = 'literal' | 'shift' | 'unsure';

export interface Stripped {
  readonly path: string;
  /** The lines of the search, the first of which lost white space, and the same as they stand in the file. */
  readonly old: readonly string[];
  readonly there: readonly string[];
  /** What stands there afterwards. */
  readonly now: readonly string[];
  /** The lines of the file above and below them that are not blank. */
  readonly above: string | null;
  readonly next: string | null;
}

interface Head {
  readonly path: string;
  /** Indentation of the first line, as told and as in the file. */
  readonly from: string;
  readonly to: string;
  /** The first line of the replacement, and those below it that are not blank. */
  readonly head: string;
  readonly rest: readonly string[];
}

/** A line that closes what was opened above. */
export const CLOSES = /^\s*(?:[)\]}]|<\/|(?:end|fi|done|esac)\b)/;
/** A line that ends a block and goes on with another one of the same depth. */
const LEAVES = /^\s*(?:else|elif|elsif|except|finally|rescue|ensure|catch|case|default)\b/;
const CONTINUES =
  /^\s*(?:\.(?!\.\.)|[?:&|+=<>/%]|-(?!\s)|\*(?!\s)|(?:and|or|in|is|instanceof|as)\b)/;
export const BULLET = /^\s*(?:[-*+]|\d+[.)])\s/;
const ENDS_OPEN = /(?:[{([:]|=>|->|\b(?:do|then|begin|else))$/;
const HOLDS =
  /^\s*(?:if|for|while|with|switch|match|def|class|module|function|func|fn|sub|unless|until|case|when|try)\b/;

const isPython = (path: string): boolean => /\.pyi?$/.test(path);
const isYaml = (path: string): boolean => /\.ya?ml$/.test(path);

/** A line without the comment at its end. */
const code = (line: string): string => trim(line.replace(/\s(?:#|\/\/).*$/, ''));

export function readingOf(stripped: Stripped): Reading {
  const { path, old, there, now, next } = stripped;
  const [from, to] = [indentOf(old[0] ?? ''), indentOf(there[0] ?? '')];
  const full = now.filter((line) => !isBlank(line));
  const [head, ...rest] = full;
  if (head === undefined) return 'literal';
  const told: Head = { path, from, to, head, rest };
  const several = old.slice(1).some((line) => !isBlank(line));
  if (several && isLiteral(stripped)) return ofSeveral(stripped, told);
  const carries = rest.every((line) => indentOf(line).startsWith(to));
  // Both come to the same.
  if (rest.length === 0 && head === now[0] && indentOf(head) === from) return 'shift';
  if (several) {
    // Of the search all lines lost it: so did those of the replacement, unless they look as if they had not.
    if (!carries || indentOf(head) !== from || beginsAlike(old, full)) return 'shift';
    return carried(told) === 'shift' ? 'shift' : 'unsure';
  }
  if (indentOf(head) !== from) {
    const isFull = indentOf(head).startsWith(to) && !CLOSES.test(old[0] ?? '');
    return isFull ? 'unsure' : 'shift';
  }
  if (head !== now[0]) return carries && rest.length > 0 ? 'unsure' : 'shift';
  const isSet = isLevel(head, stripped);
  if (carries) return isSet || carried(told) === 'shift' ? carried(told) : 'unsure';
  return uncarried(told, { old: old[0] ?? '', next });
}

/** Whether the lines below the first stand in the file as they are told. */
const isLiteral = ({ old, there }: Stripped): boolean =>
  old.slice(1).every((line, index) => trimEnd(line) === trimEnd(there[index + 1] ?? ''));

const beginsAlike = (old: readonly string[], now: readonly string[]): boolean => {
  const [first, second] = old.filter((line) => !isBlank(line));
  return first === now[0] && indentOf(second ?? '') === indentOf(now[1] ?? '');
};

const isDeeper = (line: string, than: string): boolean =>
  indentOf(line).startsWith(than) && indentOf(line) !== than;

/** All lines below the first are at least as deep as the file is there: it may be the file's own indentation. */
function carried({ path, to, head, rest }: Omit<Head, 'from'>): Reading {
  const [second = ''] = rest;
  const isIn = isDeeper(second, to);
  if (ENDS_OPEN.test(code(head))) {
    if (isIn || CLOSES.test(second)) return 'literal';
    // What a block holds is deeper than its first line. A colon may as well end a key without a value.
    return code(head).endsWith(':') && !isPython(path) ? 'unsure' : 'shift';
  }
  if (isIn || mayHold(head) || CONTINUES.test(second) || CLOSES.test(second)) return 'unsure';
  if (BULLET.test(head)) return isYaml(path) && BULLET.test(second) ? 'literal' : 'unsure';
  return 'literal';
}

/** Whether the lines below could belong to this one, though nothing at its end says so. */
const mayHold = (head: string): boolean =>
  depth([head]).open > 0 ||
  (HOLDS.test(head) && !/[;}]$/.test(code(head))) ||
  /(?:[=\\?|+&>]|<\w[^>]*[^/]>)$/.test(code(head));

/** Some line is less deep than the file is there: all lost the same, unless they lead out of the block. */
function uncarried(
  { path, from, to, head, rest }: Head,
  { old, next }: { readonly old: string; readonly next: string | null },
): Reading {
  const [second = ''] = rest;
  const isOpen = ENDS_OPEN.test(code(head));
  if (depth([head, ...rest]).least < depth([old]).least || (!isOpen && rest.some(endsBlock)))
    return 'unsure';
  if (isOpen && isDeeper(second, to)) return 'unsure';
  if (isOpen && (isPython(path) || !code(head).endsWith(':'))) return 'shift';
  const least = leastIndent(rest);
  // Lines that are less deep can follow only where the file goes on like that.
  if (next === null || (indentOf(next).length <= least.length && !CLOSES.test(next)))
    return 'unsure';
  const isBelow = indentOf(second).length <= from.length || CONTINUES.test(second);
  return isOpen || isBelow || BULLET.test(head) ? 'shift' : 'unsure';
}

const endsBlock = (line: string): boolean => /^\s*(?:end|fi|done|esac)\b/.test(line);

/** The lines of the search below its first carry the file's indentation: it can be meant in one way only. */
function ofSeveral({ old, there, now, above }: Stripped, { from, to, head, rest }: Head): Reading {
  const [first = '', ...below] = old;
  if (head !== now[0] || indentOf(head) !== from) return 'unsure';
  if (!isLevel(head, { old, there, above })) return 'unsure';
  const floor = leastIndent(there);
  if (!rest.every((line) => indentOf(line).startsWith(floor))) return 'unsure';
  const [second] = rest;
  if (second === undefined) return 'literal';
  const isKnown = below.some((line) => trim(line) === trim(second));
  if (!isKnown && !indentOf(second).startsWith(to) && !CLOSES.test(second)) return 'unsure';
  const isSame = trim(head) === trim(first) && isKnown;
  const isHeld = isDeeper(second, to) || CLOSES.test(second);
  return isSame || isHeld || !ENDS_OPEN.test(code(head)) ? 'literal' : 'unsure';
}

/**
 * Whether the first line of the replacement, which lost its indentation, stood as deep as that of the search:
 * it is the same line, or nothing shows that it belongs to another block.
 */
function isLevel(
  head: string,
  { old, there, above }: Pick<Stripped, 'old' | 'there' | 'above'>,
): boolean {
  const [first = '', ...below] = old;
  const to = indentOf(there[0] ?? '');
  if (trim(head) === trim(first)) return true;
  if (below.some((line) => trim(line) === trim(head) && indentOf(line) !== to)) return false;
  if ([CLOSES, LEAVES].some((sign) => sign.test(head) !== sign.test(first))) return false;
  return above === null || !isDeeper(above, to);
}

/** How many brackets are left open, and by how many more were closed than opened at the worst. */
function depth(lines: readonly string[]): { readonly open: number; readonly least: number } {
  let [open, least] = [0, 0];
  for (const sign of lines.join('\n').matchAll(/[()[\]{}]/g)) {
    open += '([{'.includes(sign[0]) ? 1 : -1;
    least = Math.min(least, open);
  }
  return { open, least };
}
