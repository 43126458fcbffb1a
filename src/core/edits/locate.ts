import { trim } from './white.ts';

/** Where a search stands in a file: once, or why not. Offsets are into the file's text. */
export type Located =
  | { readonly is: 'found'; readonly start: number; readonly end: number }
  | { readonly is: 'missing'; readonly nearest: string }
  | { readonly is: 'ambiguous'; readonly lines: readonly number[] };

/** Exact and unique, or refused: no first match, no tie-break by line number. Line ends may differ. */
export function locate(text: string, search: string): Located {
  const exact = unique(text, search);
  // A match that begins with the second half of a line end would leave the first half behind.
  const split = exact.is === 'found' && text.startsWith('\r\n', exact.start - 1);
  if (exact.is !== 'missing' && !split) return exact;
  // The same search with the file's own line ends.
  return unique(text, search.replace(/\r?\n/g, text.includes('\r\n') ? '\r\n' : '\n'));
}

function unique(text: string, search: string): Located {
  const first = text.indexOf(search);
  if (first < 0) return { is: 'missing', nearest: nearestBlock(text, search) };
  if (text.indexOf(search, first + 1) < 0)
    return { is: 'found', start: first, end: first + search.length };
  const lines: number[] = [];
  for (let at = first; at >= 0 && lines.length < 5; at = text.indexOf(search, at + 1))
    lines.push(lineAt(text, at));
  return { is: 'ambiguous', lines };
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const CONTEXT = 6;
const MAX_LINES = 4_000;

/** The stretch of the file that shares most lines with the search, to show what really stands there. */
function nearestBlock(text: string, search: string): string {
  const wanted = new Set(
    search
      .split(/\r?\n/)
      .map(trim)
      .filter((line) => line.length > 2),
  );
  const lines = text.split(/\r?\n/).slice(0, MAX_LINES);
  const hits = lines.map((line) => (wanted.has(trim(line)) ? 1 : 0));
  const length = Math.max(CONTEXT, search.split('\n').length);
  let [best, bestAt, sum] = [0, 0, 0];
  hits.forEach((hit, index) => {
    sum += hit - (hits[index - length] ?? 0);
    if (sum > best) [best, bestAt] = [sum, index];
  });
  const from = best === 0 ? 0 : Math.max(0, bestAt - length + 1);
  return lines
    .slice(from, from + Math.min(length + 2, 40))
    .join('\n')
    .slice(0, 2_000);
}
