import { diffStat } from '../edits/diff.ts';
import type { FileChange } from '../edits/edits.ts';
import type { GovernPolicy } from './governed.ts';
import { type Rule, type Ruling, ruling, textAfter, textBefore, warning, work } from './rule.ts';

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
  symbolsFrom: 4,
  symbolShare: 0.3,
} as const;

const lines = (text: string): number => text.replace(/[^\n]$/, '$&\n').split('\n').length - 1;

/** Too large to review, or a file that mostly went away: the usual sign of an answer that was cut off. */
export const sizeRule: Rule = (changes, policy) => {
  const bytes = changes.reduce((sum, change) => sum + textAfter(change).length, 0);
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
  if (change.op !== 'update') return false;
  const was = lines(change.before);
  return was >= SIZE.shrinkFrom && lines(change.after) < was * (1 - SIZE.shrinkShare);
}

/** A file that the phase names by its whole path may become as small as the plan wants it. */
const isNamed = ({ path }: FileChange, { scope, deliverables }: GovernPolicy): boolean =>
  scope.includes(path) || deliverables.includes(path);

function grows(change: FileChange): boolean {
  if (change.op !== 'update') return false;
  const is = lines(change.after);
  return is >= SIZE.growthFrom && is > lines(change.before) * SIZE.growthTimes;
}

const SYMBOL =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?|class|interface|type|enum|const|let|def|fn|func|struct|trait)\s+([A-Za-z_$][\w$]*)/gm;

/**
 * Names that a file defined at its top level and no longer does. What a search block holds was removed on
 * purpose, so this is for the Auditor to look at, not for the gate to refuse.
 */
export const symbolRule: Rule = (changes) => {
  const lost = changes.flatMap((change) => {
    const was = symbols(textBefore(change));
    const everywhere = new Set(changes.flatMap((other) => [...symbols(textAfter(other))]));
    const gone = [...was].filter((name) => !everywhere.has(name));
    const many = was.size >= SIZE.symbolsFrom && gone.length > was.size * SIZE.symbolShare;
    return change.op === 'update' && many
      ? [`${change.path} no longer defines ${gone.slice(0, 5).join(', ')}`]
      : [];
  });
  return lost.length === 0 ? ruling('symbols', []) : warning('symbols', lost.join('; '));
};

const symbols = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(SYMBOL)].flatMap((found) => (found[1] === undefined ? [] : [found[1]])),
  );
