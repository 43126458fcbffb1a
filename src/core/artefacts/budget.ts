import type { RunFailure } from '../run/event.ts';
import { thousands, usd } from '../report/words.ts';
import { capsNow, ciRunsIn, tierNow } from '../run/caps.ts';
import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';

type Cap = 'tokens' | 'micro_usd' | 'ci_runs' | 'active_minutes' | 'attempts' | 'phases';

/** One cap of a run, and how much of it is used. */
export interface BudgetRow {
  /** `run`, or the id of a tier or phase. */
  readonly of: string;
  readonly cap: Cap;
  readonly used: number;
  /** Null: there is no such cap. */
  readonly most: number | null;
  /** v7 section 7: a warning at 0.75, critical at 0.90. */
  readonly level: 'ok' | 'warning' | 'critical' | 'no cap';
  /** This cap ended the run. */
  readonly fired: boolean;
}

/** Every cap of a run, its tiers and its phases. */
export function budgetRows(run: Run, strategy: Strategy): readonly BudgetRow[] {
  const fired = firedBy(run, strategy);
  const row = (of: string, cap: Cap, used: number, most: number | null): BudgetRow => {
    const isFired = fired?.cap === cap && fired.of === of;
    return { of, cap, used, most, level: levelOf(used, most), fired: isFired };
  };
  const caps = capsNow(run, strategy);
  const minutes = Math.ceil(run.activeMs / 60_000);
  const tiers = strategy.tiers.flatMap((tier) => {
    const own = run.phases.filter((phase) => phase.tier === tier.id);
    const now = tierNow(run, strategy, tier);
    const tokens = own.reduce((sum, phase) => sum + phase.spent.tokens, 0);
    return [
      row(tier.id, 'tokens', tokens, now.tokenCap),
      row(tier.id, 'ci_runs', ciRunsIn(run, tier.id), now.ciRunCap),
    ];
  });
  const phases = strategy.phases.flatMap((limits) => {
    const phase = run.phases.find(({ id }) => id === limits.id);
    const attempts = limits.builderAttempts + (phase?.extraAttempts ?? 0);
    return [
      row(limits.id, 'tokens', phase?.spent.tokens ?? 0, limits.tokenCap),
      row(limits.id, 'attempts', phase?.attempt ?? 0, attempts),
    ];
  });
  return [
    row('run', 'tokens', run.spent.tokens, caps.tokenCap),
    row('run', 'micro_usd', run.spent.microUsd, caps.costCapMicroUsd),
    row('run', 'ci_runs', run.ciRuns, caps.ciRunCap),
    row('run', 'active_minutes', minutes, strategy.run.activeMinutes),
    row('run', 'phases', strategy.phases.length, strategy.run.maxPhases),
    ...tiers,
    ...phases,
  ];
}

const WARNING = 0.75;
const CRITICAL = 0.9;

function levelOf(used: number, most: number | null): BudgetRow['level'] {
  if (most === null) return 'no cap';
  if (used >= most * CRITICAL) return 'critical';
  return used >= most * WARNING ? 'warning' : 'ok';
}

export interface Fired {
  readonly of: string;
  readonly cap: Cap;
}

/** The reasons that are caps, and whose cap each is. */
const FIRED: Partial<
  Record<RunFailure['reason'], { readonly level: 'run' | 'tier' | 'phase'; readonly cap: Cap }>
> = {
  token_cap: { level: 'run', cap: 'tokens' },
  cost_cap: { level: 'run', cap: 'micro_usd' },
  tier_token_cap: { level: 'tier', cap: 'tokens' },
  phase_token_cap: { level: 'phase', cap: 'tokens' },
  ci_run_cap: { level: 'run', cap: 'ci_runs' },
  active_time: { level: 'run', cap: 'active_minutes' },
  attempts_exhausted: { level: 'phase', cap: 'attempts' },
};

/** The cap that ended a run; null: it was none. */
export function firedBy(run: Run, strategy: Strategy): Fired | null {
  const { failure } = run;
  const fired = failure === null ? undefined : FIRED[failure.reason];
  if (failure === null || fired === undefined) return null;
  const tier = strategy.phases.find(({ id }) => id === failure.phase)?.tier;
  if (failure.reason === 'ci_run_cap' && tier !== undefined && isOfTier(run, strategy, tier))
    return { of: tier, cap: fired.cap };
  const of = { run: 'run', tier: tier ?? 'run', phase: failure.phase ?? 'run' }[fired.level];
  return { of, cap: fired.cap };
}

/** Whether a tier had used up its CI runs, and the run not yet its own. */
function isOfTier(run: Run, strategy: Strategy, id: string): boolean {
  const tier = strategy.tiers.find((one) => one.id === id);
  if (tier === undefined || run.ciRuns >= capsNow(run, strategy).ciRunCap) return false;
  return ciRunsIn(run, id) >= tierNow(run, strategy, tier).ciRunCap;
}

/** What a cap is called by people. */
const CAP_WORDS: Readonly<Record<Cap, string>> = {
  tokens: 'tokens',
  micro_usd: 'money',
  ci_runs: 'CI runs',
  active_minutes: 'active minutes',
  attempts: 'attempts',
  phases: 'phases',
};

/** A row as people read it: the amount in its own unit. */
export function rowWords({ cap, used, most }: Pick<BudgetRow, 'cap' | 'used' | 'most'>): {
  readonly cap: string;
  readonly used: string;
  readonly most: string;
} {
  const amount = cap === 'micro_usd' ? usd : thousands;
  const words = { cap: CAP_WORDS[cap], used: amount(used) };
  return { ...words, most: most === null ? 'no cap' : amount(most) };
}

export const firedWords = ({ cap, of }: Fired): string => `${CAP_WORDS[cap]} of ${of}`;

/** Markdown of the rows. */
export const budgetTable = (rows: readonly BudgetRow[]): string =>
  [
    '| Of | Cap | Used | At most | Level | |',
    '|---|---|---|---|---|---|',
    ...rows.map((row) => {
      const { cap, used, most } = rowWords(row);
      return `| ${row.of} | ${cap} | ${used} | ${most} | ${row.level} | ${row.fired ? '**fired**' : ''} |`;
    }),
  ].join('\n');
