import { countsOf } from '../artefacts/issues.ts';
import type { LedgerView } from './projection.ts';

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
}

export function tierRows({ run, strategy }: LedgerView): readonly TierRow[] {
  return strategy.tiers.map((tier): TierRow => {
    const phases = run.phases.filter((phase) => phase.tier === tier.id);
    const ids = phases.map(({ id }) => id);
    const counts = countsOf(run.findings.filter(({ phase }) => ids.includes(phase)));
    const state = run.tiers.find(({ id }) => id === tier.id)?.state ?? 'PENDING';
    const isClean =
      counts.open_major <= tier.majorTolerated && counts.open_minor <= tier.minorTolerated;
    return {
      run_id: run.runId,
      tier_id: tier.id,
      name: tier.name,
      state,
      cleanliness: isClean ? 'clean' : 'not_clean',
      promotion_blocked: !isClean || state === 'FAILED',
      open_major: counts.open_major,
      major_tolerated: tier.majorTolerated,
      open_minor: counts.open_minor,
      minor_tolerated: tier.minorTolerated,
      tokens: phases.reduce((sum, phase) => sum + phase.spent.tokens, 0),
      token_cap: tier.tokenCap,
    };
  });
}
