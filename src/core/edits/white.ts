/**
 * White space around a line, as far as it tells nothing: blanks, tabs, half a line end. What `trim()` takes
 * besides is text: a byte order mark, a form feed, a no-break space.
 */
const isWhite = (line: string, at: number): boolean => {
  const sign = line[at];
  return sign === ' ' || sign === '\t' || sign === '\r';
};

export function trimEnd(line: string): string {
  let end = line.length;
  while (isWhite(line, end - 1)) end -= 1;
  return line.slice(0, end);
}

export function trim(line: string): string {
  let start = 0;
  while (isWhite(line, start)) start += 1;
  return trimEnd(line.slice(start));
}

/** Whether a line of a file is this one, white space at its end aside. */
export const isSame = (there: string | undefined, line: string): boolean =>
  there !== undefined && trimEnd(there) === trimEnd(line);

export const isBlank = (line: string): boolean => trim(line) === '';

export const indentOf = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/** The least indented of lines that are not blank. */
export const leastIndent = (lines: readonly string[]): string =>
  lines
    .filter((line) => !isBlank(line))
    .map(indentOf)
    .reduce<string | null>(
      (one, other) => (one === null || other.length < one.length ? other : one),
      null,
    ) ?? '';

/** What may stand before the first line of a file, and belongs to none of its lines. */
export const MARK = '\uFEFF';
export const withoutMark = (text: string): string =>
  text.startsWith(MARK) ? text.slice(MARK.length) : text;
