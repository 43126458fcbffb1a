import { linesOf, type Span } from './lines.ts';

/** Lines of a file that are shown, both ends included, the first is 1. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

interface Shown {
  readonly text: string;
  /** Left out: all of it is shown. */
  readonly parts?: readonly Part[] | undefined;
}

/** In order, and those that touch are one. */
export function joinParts(parts: readonly Part[]): readonly Part[] {
  const joined: Part[] = [];
  for (const part of [...parts].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = joined.at(-1);
    if (last !== undefined && part.from <= last.to + 1)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, part.to) };
    else joined.push(part);
  }
  return joined;
}

/** What of a file is shown, with a word where lines are left out. */
export function shownText({ text, parts }: Shown): string {
  if (parts === undefined) return text;
  const { starts, lines } = linesOf(text);
  const out: string[] = [];
  const gap = (from: number, to: number): void => {
    if (from <= to) out.push(`[lines ${from} to ${to} are not shown]\n`);
  };
  let next = 1;
  for (const { from, to } of parts) {
    gap(next, from - 1);
    const shown = text.slice(starts[from - 1] ?? text.length, starts[to] ?? text.length);
    out.push(shown.endsWith('\n') ? shown : `${shown}\n`);
    next = to + 1;
  }
  gap(next, lines.length);
  return out.join('').replace(/\n$/, '');
}

/** `1-60, 400-470 of 3200`; null: all of them. */
export const linesShown = ({ text, parts }: Shown): string | null =>
  parts === undefined
    ? null
    : `${parts.map(({ from, to }) => `${from}-${to}`).join(', ')} of ${linesOf(text).lines.length}`;

/** Whether a change stays within what is shown. */
export function isShown(starts: readonly number[], parts: readonly Part[], span: Span): boolean {
  const end = starts.at(-1) ?? 0;
  return parts.some(
    ({ from, to }) => span.start >= (starts[from - 1] ?? end) && span.end <= (starts[to] ?? end),
  );
}

/** Whether all of a file was shown: without that it is neither deleted nor written anew. */
export const isWhole = ({ text, parts }: Shown): boolean => {
  if (parts === undefined) return true;
  const [only] = joinParts(parts);
  return only !== undefined && only.from <= 1 && only.to >= linesOf(text).lines.length;
};
export const NOT_SHOWN = 'The file exists but was not shown, so nothing can be located in it.';
export const NOT_WHOLE = 'Only parts of it were shown, and what was not shown would be lost.';

/** One file of each path: what was shown of it at different times counts together, and all of it counts most. */
export function shownTogether<F extends Shown & { readonly path: string }>(
  files: readonly F[],
): readonly F[] {
  const found = new Map<string, F>();
  for (const file of files) {
    const before = found.get(file.path);
    if (before === undefined) found.set(file.path, file);
    else if (before.parts !== undefined)
      found.set(file.path, {
        ...before,
        parts: file.parts === undefined ? undefined : joinParts([...before.parts, ...file.parts]),
      });
  }
  return [...found.values()];
}
