import { planProblem } from './draft.ts';
import type { Plan, PlanTier, Problem } from './plan.ts';

/** Tiers that earlier runs of the issue have brought to the default branch, as `id name`. */
export type DoneTiers = readonly string[];

export const tierMark = ({ id, name }: Pick<PlanTier, 'id' | 'name'>): string => `${id} ${name}`;

export interface OneTier {
  readonly plan: Plan;
  /** Tiers that come after this run's, by their ids. */
  readonly left: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * With the scope `single_tier` a run builds one tier of its plan (v7 section 5): the first that no earlier run has
 * merged. What its phases depended on in tiers before is there by then.
 */
export function oneTier(plan: Plan, done: DoneTiers): OneTier {
  if (plan.runScope !== 'single_tier' || plan.tiers.length < 2)
    return { plan, left: [], problems: [] };
  const open = plan.tiers.filter((tier) => !done.includes(tierMark(tier)));
  const [tier, ...later] = open;
  if (tier === undefined) return { plan, left: [], problems: [ALL_DONE] };
  const phases = plan.phases.filter((phase) => phase.tier === tier.id);
  const ids = phases.map(({ id }) => id);
  const alone = phases.map((phase) => ({
    ...phase,
    dependsOn: phase.dependsOn.filter((id) => ids.includes(id)),
  }));
  return {
    plan: { ...plan, tiers: [tier], phases: alone },
    left: later.map(({ id }) => id),
    problems: later.length === 0 ? [] : [oneOf(tier, later)],
  };
}

const ALL_DONE: Problem = planProblem('must', 'plan/all-tiers-done', {
  line: undefined,
  message: 'Every tier of the plan was merged by earlier runs of this issue.',
  fix: 'Add a tier, or close the issue.',
});

const oneOf = (tier: PlanTier, later: readonly PlanTier[]): Problem =>
  planProblem('should', 'plan/single-tier', {
    line: later[0]?.line,
    message: `The run scope is \`single_tier\`: this run builds ${tier.id}.`,
    fix: `When it is merged, label the issue again for ${later.map(({ id }) => id).join(', ')}; or write \`run scope: multi_tier\`.`,
  });
