import type { FileChange } from '../core/edits/edits.ts';
import type { Finding } from '../core/findings.ts';

/** The audit of the head before this one, and what was changed since. */
export interface EarlierRound {
  readonly verdict: 'approve' | 'revise' | 'escalate';
  /** Ids of the findings that it raised. */
  readonly findings: readonly string[];
  /** What that head changed, and what this one changes against it. */
  readonly changes: readonly FileChange[];
  readonly since: readonly FileChange[];
}

/** Ids of findings that ask to put back what was changed because the round before asked for changes. */
export function reversals(
  findings: readonly Finding[],
  { verdict, since }: EarlierRound,
): readonly string[] {
  if (verdict !== 'revise') return [];
  return findings.filter((finding) => isReversal(finding, since)).map(({ id }) => id);
}

function isReversal({ severity, path, line, suggestion }: Finding, since: readonly FileChange[]) {
  const change = since.find((one) => one.path === path && one.op === 'update');
  if (severity !== 'major' || suggestion === undefined || line === null) return false;
  if (change === undefined || change.op !== 'update') return false;
  const [before, after] = [saying(change.before), saying(change.after)];
  const now = change.after.split(/\r\n|\r|\n/)[line - 1]?.trim() ?? '';
  const wanted = [...saying(suggestion)];
  return (
    wanted.length > 0 &&
    !before.has(now) &&
    wanted.every((text) => before.has(text) && !after.has(text))
  );
}

/** Lines that say something. */
const saying = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split(/\r\n|\r|\n/)
      .map((line) => line.trim())
      .filter((line) => /[\p{L}\p{N}]/u.test(line)),
  );

/** Above this two changes are the same change. */
const SAME = 0.94;

/** How equal this change is to that of the round before, in percent, if the same major findings are open; null: there is progress. */
export function noProgress(
  open: readonly Finding[],
  changes: readonly FileChange[],
  earlier: EarlierRound,
): number | null {
  const majors = open.filter(({ severity }) => severity === 'major').map(({ id }) => id);
  const isSame = majors.length > 0 && majors.every((id) => earlier.findings.includes(id));
  const equal = equality(changedLines(changes), changedLines(earlier.changes));
  return earlier.verdict === 'revise' && isSame && equal >= SAME ? Math.floor(equal * 100) : null;
}

function changedLines(changes: readonly FileChange[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const change of changes) {
    const before = change.op === 'create' ? '' : change.before;
    const after = change.op === 'delete' ? '' : change.after;
    const [old, now] = [saying(before), saying(after)];
    const lines = [
      ...[...now].filter((line) => !old.has(line)).map((line) => `+${line}`),
      ...[...old].filter((line) => !now.has(line)).map((line) => `-${line}`),
    ];
    for (const line of lines) counts.set(`${change.path}${line}`, 1);
  }
  return counts;
}

function equality(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const all = a.size + b.size;
  const common = [...a.keys()].filter((line) => b.has(line)).length;
  return all === 0 ? 1 : (2 * common) / all;
}
