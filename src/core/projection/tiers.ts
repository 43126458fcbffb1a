import { countsOf, seenIn } from '../artefacts/issues.ts';
import { tierCleanliness } from '../findings/cleanliness.ts';
import { runFindings } from '../findings/stream.ts';
import { ciRunsIn, tierNow } from '../run/caps.ts';
import type { LedgerView } from './ledger-view.ts';

export interface TierRow {
  readonly run_id: string;
  readonly tier_id: string;
  readonly name: string;
  readonly state: string;
  readonly cleanliness: 'clean' | 'not_clean';
  /** v7 section 3: a tier that is not clean, or did not get through, keeps the run from being promoted. */
  readonly promotion_blocked: boolean;
  readonly open_major: number;
  readonly major_tolerated: number;
  readonly open_minor: number;
  readonly minor_tolerated: number;
  readonly tokens: number;
  readonly token_cap: number;
  readonly ci_runs: number;
  readonly ci_run_cap: number;
}

export function tierRows({ run, strategy }: LedgerView): readonly TierRow[] {
  const findings = runFindings(run, strategy);
  return strategy.tiers.map((tier): TierRow => {
    const phases = run.phases.filter((phase) => phase.tier === tier.id);
    const ids = phases.map(({ id }) => id);
    const counts = countsOf(seenIn(findings, ids));
    const state = run.tiers.find(({ id }) => id === tier.id)?.state ?? 'PENDING';
    const now = tierNow(run, strategy, tier);
    const { is: cleanliness } = tierCleanliness(run, strategy, tier.id);
    return {
      run_id: run.runId,
      tier_id: tier.id,
      name: tier.name,
      state,
      cleanliness,
      promotion_blocked: cleanliness === 'not_clean' || state === 'FAILED',
      open_major: counts.open_major,
      major_tolerated: tier.majorTolerated,
      open_minor: counts.open_minor,
      minor_tolerated: tier.minorTolerated,
      tokens: phases.reduce((sum, phase) => sum + phase.spent.tokens, 0),
      token_cap: now.tokenCap,
      ci_runs: ciRunsIn(run, tier.id),
      ci_run_cap: now.ciRunCap,
    };
  });
}
