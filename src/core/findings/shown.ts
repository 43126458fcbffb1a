import { hunkLines } from '../edits/diff.ts';
import type { FileChange } from '../edits/edits.ts';

type Gone = Extract<FileChange, { op: 'delete' }>;
type Came = Extract<FileChange, { op: 'create' }>;

/** Git takes a file for a renamed one from a half on; it counts bytes, so what comes near is taken for one as well. */
const ALIKE = 0.45;
/** Beyond so many pairs only files of one name are compared. */
const MAX_PAIRS = 10_000;

/**
 * Lines of the new side that GitHub shows, by path: only these can carry a review comment. Of a file that was
 * renamed it shows what is changed in it, and not the whole.
 */
export function linesShown(
  changes: readonly FileChange[],
): ReadonlyMap<string, ReadonlySet<number>> {
  const gone = changes.filter((change) => change.op === 'delete');
  const came = changes.filter((change) => change.op === 'create');
  const isMany = gone.length * came.length > MAX_PAIRS;
  const parts = new Map(gone.map((from) => [from, partsOf(from.before)] as const));
  const sources = (to: Came): readonly Gone[] => {
    const own = gone.length === 0 ? new Map<string, number>() : partsOf(to.after);
    return gone.filter(
      (from) =>
        (!isMany || nameOf(from.path) === nameOf(to.path)) &&
        alike(parts.get(from) ?? new Map(), own) >= ALIKE,
    );
  };
  return new Map(
    changes.map((change) => [
      change.path,
      change.op === 'create' ? linesOf(change, sources(change)) : hunkLines(change),
    ]),
  );
}

/** Where more than one file may be the one that was renamed, the lines that are shown whichever it is. */
function linesOf(to: Came, sources: readonly Gone[]): ReadonlySet<number> {
  const { path, mode, after } = to;
  return sources
    .map(({ before }) => hunkLines({ op: 'update', path, mode, before, after }))
    .reduce((all, one) => new Set([...all].filter((line) => one.has(line))), hunkLines(to));
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** As git compares them: lines, the long ones in pieces, each by how much of the text it is. */
function partsOf(text: string): ReadonlyMap<string, number> {
  const parts = new Map<string, number>();
  for (const part of text.replace(/\r\n/g, '\n').match(/[^\n]{0,63}\n|[^\n]{1,64}/g) ?? [])
    parts.set(part, (parts.get(part) ?? 0) + part.length);
  return parts;
}

/** How much of the larger text is in the other one. */
function alike(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const size = (parts: ReadonlyMap<string, number>): number =>
    [...parts.values()].reduce((sum, chars) => sum + chars, 0);
  const most = Math.max(size(a), size(b));
  if (most === 0 || Math.min(size(a), size(b)) < most * ALIKE) return 0;
  let common = 0;
  for (const [part, chars] of a) common += Math.min(chars, b.get(part) ?? 0);
  return common / most;
}
