import { type BudgetRow, budgetRows, firedBy } from '../artefacts/budget.ts';
import type { PhaseRun } from '../run/run.ts';
import type { LedgerView } from './ledger-view.ts';

/** What the Auditor did in a run, and whether it got the work any further. */
export interface AuditorPart {
  readonly audits: number;
  readonly tokens: number;
  readonly sent_back: number;
  /** Findings that a later head of the same phase was free of. */
  readonly fixed: number;
  /** Something that it found was put right. */
  readonly helped: boolean;
}

/** A run that a cap ended, and where the budget went. */
export interface BudgetAbort {
  readonly run_id: string;
  readonly reason: string;
  readonly cap: string;
  readonly of: string;
  readonly detail: string;
  /** The tier whose phase hit the cap; where no phase did, the one that spent most. */
  readonly responsible_tier: string;
  /** The `category:complexity` that spent most there. */
  readonly dominant_slice: string;
  readonly dominant_tokens: number;
  readonly tokens: number;
  readonly auditor: AuditorPart;
}

export const budgetAborts = (views: readonly LedgerView[]): readonly BudgetAbort[] =>
  views.flatMap(abortOf);

function abortOf({ run, strategy }: LedgerView): readonly BudgetAbort[] {
  const { failure } = run;
  const fired = firedBy(run, strategy);
  if (failure === null || fired === null) return [];
  const own = run.phases.find(({ id }) => id === failure.phase)?.tier;
  const tier = own ?? mostOf(run.phases, ({ tier: id }) => id).name;
  const inTier = run.phases.filter((phase) => phase.tier === tier);
  const slice = mostOf(inTier, (phase) => sliceOf({ run, strategy }, phase));
  return [
    {
      run_id: run.runId,
      reason: failure.reason,
      cap: fired.cap,
      of: fired.of,
      detail: failure.detail,
      responsible_tier: tier,
      dominant_slice: slice.name,
      dominant_tokens: slice.tokens,
      tokens: run.spent.tokens,
      auditor: auditorPart(run.phases),
    },
  ];
}

export function auditorPart(phases: readonly PhaseRun[]): AuditorPart {
  const audits = phases.flatMap(({ candidates }) => candidates.flatMap(({ audit }) => audit ?? []));
  const fixed = new Set(audits.flatMap((audit) => audit.fixed)).size;
  const repaired = phases.some(
    ({ candidates, state }) =>
      state === 'COMPLETE' && candidates.some(({ audit }) => audit?.verdict === 'revise'),
  );
  return {
    audits: audits.length,
    tokens: phases.reduce((sum, phase) => sum + phase.auditorTokens, 0),
    sent_back: audits.filter(({ verdict }) => verdict === 'revise').length,
    fixed,
    helped: fixed > 0 || repaired,
  };
}

/** What a tier of one run has used of a cap of its own. */
export interface TierBudget extends BudgetRow {
  readonly run_id: string;
}

export const tierBudgets = (views: readonly LedgerView[]): readonly TierBudget[] =>
  views.flatMap(({ run, strategy }) =>
    budgetRows(run, strategy)
      .filter(({ of }) => strategy.tiers.some(({ id }) => id === of))
      .map((row) => ({ run_id: run.runId, ...row })),
  );

/** What a kind of work costs, over all runs. */
export interface Slice {
  readonly slice: string;
  readonly phases: number;
  readonly complete: number;
  readonly attempts: number;
  readonly tokens: number;
  readonly micro_usd: number;
}

export function slices(views: readonly LedgerView[]): readonly Slice[] {
  const phases = views.flatMap((view) =>
    view.run.phases.map((phase) => ({ phase, name: sliceOf(view, phase) })),
  );
  const names = [...new Set(phases.map(({ name }) => name))].sort();
  return names.map((slice): Slice => {
    const own = phases.flatMap(({ name, phase }) => (name === slice ? [phase] : []));
    const sum = (of: (phase: PhaseRun) => number): number =>
      own.reduce((total, phase) => total + of(phase), 0);
    return {
      slice,
      phases: own.length,
      complete: own.filter(({ state }) => state === 'COMPLETE').length,
      attempts: sum(({ attempt }) => attempt),
      tokens: sum(({ spent }) => spent.tokens),
      micro_usd: sum(({ spent }) => spent.microUsd),
    };
  });
}

function sliceOf({ strategy }: LedgerView, { id }: PhaseRun): string {
  const phase = strategy.phases.find((one) => one.id === id);
  return phase === undefined ? 'planning' : `${phase.category}:${phase.complexity}`;
}

/** The name under which most tokens were spent; of equals, the first by name. */
function mostOf(
  phases: readonly PhaseRun[],
  nameOf: (phase: PhaseRun) => string,
): { readonly name: string; readonly tokens: number } {
  const sums = new Map<string, number>();
  for (const phase of phases) {
    const name = nameOf(phase);
    sums.set(name, (sums.get(name) ?? 0) + phase.spent.tokens);
  }
  const [most] = [...sums].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return { name: most?.[0] ?? 'none', tokens: most?.[1] ?? 0 };
}
