import { charsAdded, diffStat } from '../edits/diff.ts';
import type { FileChange } from '../edits/edits.ts';
import type { GovernPolicy } from './governed.ts';
import { type Rule, type Ruling, ruling, textAfter, textWas, warning, work } from './rule.ts';

/** v7 section 9 and GitHub's own limits for what it still shows as a diff. */
export const SIZE = {
  files: 100,
  bytes: 500_000,
  netDeletionWarn: 100,
  netDeletionMajor: 200,
  /** A file that had at least this many lines may not lose more than the share below. */
  shrinkFrom: 20,
  shrinkShare: 0.6,
  growthFrom: 300,
  growthTimes: 3,
} as const;

const lines = (text: string): number => text.replace(/[^\n]$/, '$&\n').split('\n').length - 1;

/** Of a file that is there or was under another name, its new lines: a long one may be changed where it has to be. */
function written(change: FileChange): number {
  const before = textWas(change);
  return before === null || change.op === 'delete'
    ? textAfter(change).length
    : charsAdded({ before, after: change.after });
}

/** Too large to review, or a file that mostly went away: the usual sign of an answer that was cut off. */
export const sizeRule: Rule = (changes, policy) => {
  const bytes = changes.reduce((sum, change) => sum + written(change), 0);
  const { added, removed } = diffStat(changes);
  const violations = [
    ...(changes.length > SIZE.files
      ? [work('size', null, `${changes.length} files, at most ${SIZE.files}`)]
      : []),
    ...(bytes > SIZE.bytes
      ? [work('size', null, `${bytes} characters, at most ${SIZE.bytes}`)]
      : []),
    ...changes
      .filter((change) => shrinks(change) && !isNamed(change, policy))
      .map((change) =>
        work(
          'size',
          change.path,
          'loses more than 60 % of its lines, and the phase does not name it by its path',
        ),
      ),
  ];
  if (violations.length > 0) return ruling('size', violations);
  return sizeWarning(changes, removed - added) ?? ruling('size', [], `+${added} -${removed}`);
};

function sizeWarning(changes: readonly FileChange[], netDeletion: number): Ruling | null {
  if (netDeletion > SIZE.netDeletionMajor)
    return warning('size', `major: ${netDeletion} more lines removed than added`);
  if (netDeletion > SIZE.netDeletionWarn)
    return warning('size', `${netDeletion} more lines removed than added`);
  const grown = changes.find(grows);
  return grown === undefined ? null : warning('size', `${grown.path} grew more than three times`);
}

function shrinks(change: FileChange): boolean {
  const was = lines(textWas(change) ?? '');
  return (
    change.op !== 'delete' &&
    was >= SIZE.shrinkFrom &&
    lines(change.after) < was * (1 - SIZE.shrinkShare)
  );
}

/** A file that the phase names by its whole path may become as small as the plan wants it. */
const isNamed = ({ path }: FileChange, { scope, deliverables }: GovernPolicy): boolean =>
  scope.includes(path) || deliverables.includes(path);

function grows(change: FileChange): boolean {
  const was = textWas(change);
  const is = lines(textAfter(change));
  return was !== null && is >= SIZE.growthFrom && is > lines(was) * SIZE.growthTimes;
}
