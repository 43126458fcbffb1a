import type { FileChange } from '../edits/edits.ts';
import { findingKey } from '../findings-key.ts';
import type { Finding } from '../findings.ts';
import { type Anchor, anchorOf, sameFinding } from './same.ts';
import { siteAt } from './site.ts';

/** A problem as it was just raised. */
export interface RaisedProblem {
  readonly category: string;
  readonly title: string;
  readonly path: string | null;
  /** A line of the file as it is after the change, 1-based. */
  readonly line: number | null;
  /** What the reviewer quotes, where no line could be found. */
  readonly lineText: string | null;
}

/** What is needed of a finding that was raised before. */
export type KnownFinding = Pick<Finding, 'key' | 'category' | 'path' | 'anchor'>;

export interface Identified<K extends KnownFinding> {
  readonly key: string;
  /** Left out where the file does not show the line. */
  readonly anchor?: Anchor;
  /** The known finding that it is; its key is this one's. */
  readonly known: K | undefined;
}

/**
 * Names a problem: the key of the known finding that it is, else a key of its own. `changes` are those that
 * the reviewer looked at; they hold the files as they are now.
 */
export function identify<K extends KnownFinding>(
  problem: RaisedProblem,
  known: readonly K[],
  changes: readonly FileChange[],
): Identified<K> {
  const { category, path, line } = problem;
  const change = changes.find((one) => one.path === path && one.op !== 'delete');
  const site =
    path === null || line === null || change === undefined || change.op === 'delete'
      ? null
      : siteAt(path, change.after, line);
  const key = findingKey({ ...problem, site });
  if (site === null) return { key, known: known.find((one) => one.key === key) };
  const same = known.find(
    ({ anchor, ...one }) =>
      anchor !== undefined && sameFinding({ ...one, anchor }, { category, site }, changes),
  );
  // One that was raised before there were anchors is known by its key alone.
  const old = known.find((one) => one.anchor === undefined && one.key === findingKey(problem));
  const found = same ?? old;
  return { key: found?.key ?? unused(key, known), anchor: anchorOf(site), known: found };
}

/** Another problem of the same words and surroundings gets a number. */
function unused(key: string, known: readonly KnownFinding[]): string {
  const taken = new Set(known.map((one) => one.key));
  const numbered = (n: number): string => (n === 1 ? key : `${key.slice(0, 195)}~${n}`);
  let n = 1;
  while (taken.has(numbered(n))) n += 1;
  return numbered(n);
}
