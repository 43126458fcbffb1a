import type { Finding, Severity } from '../findings.ts';
import { sha256Hex } from '../hash.ts';
import type { Strategy } from '../strategy/strategy.ts';

const ID_DIGITS = 24;

/** By which the project's backlog names a finding: a key may hold code, and an issue is read by everybody. */
export const debtId = (key: string): string => sha256Hex(key).slice(0, ID_DIGITS);

/** v7 section 8: a base-minor finding that has aged counts as major; the backlog said so when the run started. */
export function effectiveSeverity(
  finding: Pick<Finding, 'key' | 'severity' | 'effectiveSeverity'>,
  { debt }: Pick<Strategy, 'debt'>,
): Severity {
  if (finding.severity === 'major' || finding.effectiveSeverity === 'major') return 'major';
  return debt?.aged.some(({ id }) => id === debtId(finding.key)) === true ? 'major' : 'minor';
}
