import { diffStat } from '../edits/diff.ts';
import type { FileChange } from '../edits/edits.ts';
import { textAfter, textBefore } from './rule.ts';

/** Points of risk, v7 section 9. Levels: 25 medium, 50 high, 70 critical. */
export const RISK_LEVELS = { medium: 25, high: 50, critical: 70 } as const;

const CRITICAL =
  /(^|\/)(auth|security|crypto|payments?|billing|migrations?|permissions?|session|secrets?)(\/|\.|-|_|$)/i;
const CONFIG = /\.(ya?ml|toml|ini|cfg|env|sql|properties)$|(^|\/)(Dockerfile|Makefile)$/i;
const TEST = /(^|\/)(tests?|__tests__|spec)(\/)|\.(test|spec)\.[^/]+$|_test\.[^/]+$/i;

/** 0 to 100; the parts are added up and cut at 100. */
export function riskOf(changes: readonly FileChange[]): number {
  const { added, removed } = diffStat(changes);
  const changed = added + removed;
  const net = removed - added;
  const marks = changes.reduce(
    (n, change) => n + Math.max(0, todos(textAfter(change)) - todos(textBefore(change))),
    0,
  );
  const paths = changes.map((change) => change.path);
  const untested = changed > 50 && !paths.some((path) => TEST.test(path));
  const points = [
    step(changed, [
      [1000, 25],
      [500, 20],
      [200, 10],
    ]),
    step(net, [
      [200, 40],
      [100, 20],
    ]),
    Math.min(30, 15 * paths.filter((path) => CRITICAL.test(path)).length),
    Math.min(15, 5 * paths.filter((path) => CONFIG.test(path)).length),
    untested ? 20 : 0,
    Math.min(10, 3 * marks),
  ];
  return Math.min(
    100,
    points.reduce((sum, part) => sum + part, 0),
  );
}

const step = (
  value: number,
  levels: readonly (readonly [over: number, points: number])[],
): number => levels.find(([over]) => value > over)?.[1] ?? 0;

const todos = (text: string): number => text.match(/\b(TODO|FIXME|XXX)\b/g)?.length ?? 0;
