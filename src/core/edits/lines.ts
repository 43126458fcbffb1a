import { trim } from './white.ts';

/** A text as lines, with the line end that each of them really has. */
export interface Lines {
  /** Of the file whose text it is; empty: nobody said. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly ends: readonly string[];
  /** Offset of each line, and the text's length at last. */
  readonly starts: readonly number[];
  /** Where the lines stand that are the same but for white space at both ends. */
  readonly places: () => ReadonlyMap<string, readonly number[]>;
}

export function linesOf(text: string, path = ''): Lines {
  const [lines, ends, starts]: [string[], string[], number[]] = [[], [], []];
  let at = 0;
  while (at < text.length) {
    const feed = text.indexOf('\n', at);
    const next = feed < 0 ? text.length : feed + 1;
    const end = feed < 0 ? '' : text[feed - 1] === '\r' && feed > at ? '\r\n' : '\n';
    starts.push(at);
    ends.push(end);
    lines.push(text.slice(at, next - end.length));
    at = next;
  }
  starts.push(text.length);
  let places: ReadonlyMap<string, readonly number[]> | null = null;
  return { path, text, lines, ends, starts, places: () => (places ??= placesOf(lines)) };
}

function placesOf(lines: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  lines.forEach((line, index) => {
    const key = trim(line);
    const seen = places.get(key);
    if (seen === undefined) places.set(key, [index]);
    else seen.push(index);
  });
  return places;
}

/** A change by offsets: what stands from `start` to `end` becomes `text`. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A change by lines: those from `from` up to `to` become `added`. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly added: readonly string[];
}

/** Lines take the line ends of their neighbours, and the file keeps its last line end or its lack of one. */
export function spanOfSplice(file: Lines, { from, to, added }: Splice): Span {
  const count = file.lines.length;
  const end = (file.ends[from] || file.ends[from - 1]) ?? '';
  const feed = end === '' ? endOf(file) : end;
  const bare = count > 0 && file.ends[count - 1] === '';
  const offset = (line: number): number => file.starts[line] ?? file.text.length;
  if (!bare || to < count)
    return {
      start: offset(from),
      end: offset(to),
      text: added.map((line) => line + feed).join(''),
    };
  if (from === count)
    return { start: offset(to), end: offset(to), text: added.map((line) => feed + line).join('') };
  // The last line goes: so does the line end before it.
  const start = added.length > 0 ? offset(from) : offset(from) - (file.ends[from - 1]?.length ?? 0);
  return { start, end: offset(to), text: added.join(feed) };
}

/** The line end that most of the file has. */
export function endOf({ ends }: Lines): string {
  const crlf = ends.filter((end) => end === '\r\n').length;
  return crlf * 2 > ends.length ? '\r\n' : '\n';
}

/** Two spans that cannot both be done: they share text, or stand at one place, so that their order is open. */
export function clash(a: Span, b: Span): boolean {
  const [first, second] = inOrder([a, b]);
  if (first === undefined || second === undefined) return false;
  const point = (span: Span): boolean => span.start === span.end;
  return (
    first.end > second.start || (point(first) && point(second) && first.start === second.start)
  );
}

export const inOrder = (spans: readonly Span[]): readonly Span[] =>
  [...spans].sort((a, b) => a.start - b.start || a.end - b.end);

/** Spans that do not clash, put into the text. */
export function spliced(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const span of inOrder(spans)) {
    parts.push(text.slice(at, span.start), span.text);
    at = span.end;
  }
  return parts.join('') + text.slice(at);
}
