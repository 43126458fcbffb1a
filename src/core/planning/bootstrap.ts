import type { Plan, Problem } from '../plan/plan.ts';
import { preflight } from '../plan/preflight.ts';
import { compileStrategy } from '../strategy/compile.ts';
import type { Sources } from '../strategy/sources.ts';
import type { Strategy } from '../strategy/strategy.ts';

export type Bootstrap =
  | { readonly is: 'strategy'; readonly strategy: Strategy }
  | { readonly is: 'bad'; readonly problems: readonly Problem[] };

/** One phase of planning, as a plan would state it: what governs it is compiled like everything else. */
const PLANNING_PLAN: Plan = {
  title: '',
  safetyProfile: 'normal',
  runScope: 'multi_tier',
  tiers: [{ id: 'T0', name: 'Planning', description: '', line: 1 }],
  phases: [
    {
      ...{ id: 'T0', tier: 'T0', name: 'Planning', description: '', line: 1 },
      ...{ category: 'feature_scaffolding', complexity: 'high', allowNoop: false },
      ...{ scope: [], readOnlyContext: [], deliverables: [], dependsOn: [] },
      acceptance: ['The plan passes the checks that every plan passes.'],
    },
  ],
};

/**
 * What governs the making of a plan: the run's caps, the model, and a cap of its own, which is that of small
 * work, because planning is small beside what it plans. It has no phases; those come with the plan.
 */
export function planningStrategy(sources: Omit<Sources, 'plan'>): Bootstrap {
  const compiled = compileStrategy({ ...sources, plan: PLANNING_PLAN });
  if (compiled.is === 'bad') return compiled;
  const { strategy } = compiled;
  const problems = preflight(PLANNING_PLAN, strategy).filter(({ level }) => level === 'must');
  const [phase] = strategy.phases;
  if (problems.length > 0 || phase === undefined)
    return { is: 'bad', problems: problems.map((problem) => ({ ...problem, line: undefined })) };
  const { model, because } = phase.builder;
  const planning = {
    planner: { model, because: `planning, as a Builder for ${because}` },
    tokenCap: sources.ruleset.complexity.low.token_cap,
    outputTokens: phase.outputTokens,
  };
  return { is: 'strategy', strategy: { ...strategy, planning, tiers: [], phases: [] } };
}
