import type { FileChange } from '../edits/edits.ts';
import { textHash, unitsIn } from './site.ts';

/** As git does it: a file that went is one that came when half of what they hold is the same. */
const ALIKE = 0.5;

/** From the old path to the new one. Each file that came takes the place of one that went at the most. */
export function renamesOf(changes: readonly FileChange[]): ReadonlyMap<string, string> {
  const gone = changes.filter((change) => change.op === 'delete');
  const came = changes.filter((change) => change.op === 'create');
  if (gone.length === 0 || came.length === 0) return new Map();
  const likeness = gone.flatMap((from) =>
    came.map((to) => ({ from: from.path, to: to.path, share: alike(from, to) })),
  );
  const renames = new Map<string, string>();
  const taken = new Set<string>();
  const order = (a: (typeof likeness)[number], b: (typeof likeness)[number]): number =>
    b.share - a.share;
  for (const { from, to, share } of likeness.toSorted(order)) {
    if (share < ALIKE || renames.has(from) || taken.has(to)) continue;
    renames.set(from, to);
    taken.add(to);
  }
  return renames;
}

type Gone = Extract<FileChange, { op: 'delete' }>;
type Came = Extract<FileChange, { op: 'create' }>;

function alike(from: Gone, to: Came): number {
  const [was, is] = [hashes(from.path, from.before), hashes(to.path, to.after)];
  const shared = [...was].filter((hash) => is.has(hash)).length;
  return shared / Math.max(1, was.size, is.size);
}

const hashes = (path: string, source: string): ReadonlySet<string> =>
  new Set(unitsIn(path, source).flatMap(({ text }) => (text === '' ? [] : [textHash(text)])));
