import { formatPatch } from 'diff';
import type { FileChange } from './edits.ts';
import { hunksOf, type Sides } from './hunks.ts';

const CONTEXT = 3;

const sides = (change: FileChange): Sides => ({
  before: change.op === 'create' ? '' : change.before,
  after: change.op === 'delete' ? '' : change.after,
});

/**
 * The unified diff of all changes, as the Auditor reads it; those that are to be whole with all of their lines.
 * Computed here: a model's own diff is never used.
 */
export function unifiedDiff(
  changes: readonly FileChange[],
  isWhole: (change: FileChange) => boolean = () => false,
): string {
  return changes
    .map((change) => {
      const from = change.op === 'create' ? '/dev/null' : `a/${change.path}`;
      const to = change.op === 'delete' ? '/dev/null' : `b/${change.path}`;
      const context = isWhole(change) ? Infinity : CONTEXT;
      const { hunks, isReplaced } = hunksOf(sides(change), context);
      const patch = formatPatch({ ...named(from, to), hunks: [...hunks] });
      const how = isReplaced ? ' (too much differs to tell line by line)' : '';
      return `diff ${change.op} ${change.path}${how}\n${patch.split('\n').slice(1).join('\n')}`;
    })
    .join('\n');
}

const named = (oldFileName: string, newFileName: string) =>
  ({ oldFileName, newFileName, oldHeader: '', newHeader: '' }) as const;

/** Lines of the new side that the diff shows: only these can carry a review comment. */
export function hunkLines(change: FileChange): ReadonlySet<number> {
  const { before, after } = sides(change);
  const lines = new Set<number>();
  if (change.op === 'delete') return lines;
  const { hunks, isReplaced } = hunksOf({ before, after }, CONTEXT);
  // What the file had nowhere before is new in any diff.
  const old = new Set(isReplaced ? before.split('\n') : []);
  const texts = isReplaced ? after.split('\n') : [];
  for (const hunk of hunks)
    for (let line = hunk.newStart; line < hunk.newStart + hunk.newLines; line += 1)
      if (!isReplaced || !old.has(texts[line - 1] ?? '')) lines.add(line);
  return lines;
}

/** Lines of the old side that a change takes away, by their numbers there. */
export function linesGone(change: FileChange): ReadonlyMap<number, string> {
  const gone = new Map<number, string>();
  if (change.op === 'create') return gone;
  const { hunks, isReplaced } = hunksOf(sides(change), 0);
  const kept = new Set(isReplaced && change.op === 'update' ? change.after.split('\n') : []);
  for (const { oldStart, lines } of hunks)
    for (const [index, text] of lines.filter((line) => line.startsWith('-')).entries())
      if (!kept.has(text.slice(1))) gone.set(oldStart + index, text.slice(1));
  return gone;
}

/** What an update puts into a file, in characters: its new lines with their ends. */
export function charsAdded({ before, after }: Sides): number {
  return hunksOf({ before, after }, 0)
    .hunks.flatMap(({ lines }) => lines)
    .reduce((sum, line) => sum + (line.startsWith('+') ? line.length : 0), 0);
}

export interface DiffStat {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

export function diffStat(changes: readonly FileChange[]): DiffStat {
  let [added, removed] = [0, 0];
  for (const change of changes) {
    for (const hunk of hunksOf(sides(change), 0).hunks) {
      added += hunk.lines.filter((line) => line.startsWith('+')).length;
      removed += hunk.lines.filter((line) => line.startsWith('-')).length;
    }
  }
  return { files: changes.length, added, removed };
}
