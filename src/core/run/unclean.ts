import { debtStatus, maxMinorFindings, tierCleanliness } from '../findings/cleanliness.ts';
import { openFindings, type RunFinding } from '../findings/stream.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Run } from './run.ts';

/** Reasons to block a promotion that people can take away by dismissing findings. */
export const UNCLEAN: readonly string[] = ['tier_not_clean', 'excess_minor_issues'];

/** Why a run may not be promoted as it is (v7 section 11); null: every tier is clean and the debt is bearable. */
export function uncleanBecause(
  run: Run,
  strategy: Strategy,
): { readonly reason: 'tier_not_clean' | 'excess_minor_issues'; readonly detail: string } | null {
  const over = run.tiers.filter(({ state }) => state === 'COMPLETE' || state === 'FAILED');
  const because = over.flatMap(({ id }) => tierCleanliness(run, strategy, id).because);
  if (because.length > 0)
    return {
      reason: 'tier_not_clean',
      detail: `${because.join(' ')} ${named(run, strategy)}`.slice(0, 600),
    };
  if (debtStatus(run, strategy) !== 'excess_minor_issues') return null;
  const detail = `More than ${maxMinorFindings(strategy)} minor findings are open in the run. ${named(run, strategy)}`;
  return { reason: 'excess_minor_issues', detail };
}

const SHOWN = 5;

/** What a person can dismiss, the worst first. */
function named(run: Run, strategy: Strategy): string {
  const open = openFindings(run, strategy).filter(({ expectedFail }) => !expectedFail);
  const worst = open.toSorted((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
  const names = worst.map(({ id, key }) => id ?? key).join(', ');
  return `Open: ${names}${open.length > SHOWN ? ` and ${open.length - SHOWN} more` : ''}.`;
}

const rank = ({ effectiveSeverity }: RunFinding): number => (effectiveSeverity === 'major' ? 0 : 1);
