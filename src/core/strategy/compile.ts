import type { Sources } from './sources.ts';
import { Complexity } from '../plan/plan.ts';
import type { PlanPhase, Problem } from '../plan/plan.ts';
import { cleanedPlan } from './cleaned.ts';
import { profileOf } from './category.ts';
import { durationMs } from './duration.ts';
import { frozenModels, unknownModels } from './freeze-models.ts';
import { capabilityOf, chooseModel, escalated, secondAuditor } from './models.ts';
import type { PhaseStrategy, Strategy, TierStrategy } from './strategy.ts';

export type Compiled =
  | { readonly is: 'strategy'; readonly strategy: Strategy }
  | { readonly is: 'bad'; readonly problems: readonly Problem[] };

/**
 * Compiles what governs a run: ruleset × repository configuration × plan. The repository's numbers replace
 * the run's, and only lower attempts and CI runs. The result names every limit and needs none of its sources.
 */
export function compileStrategy(sources: Sources): Compiled {
  const problems = unknownModels(sources);
  if (problems.length > 0) return { is: 'bad', problems };
  const { ruleset, repository } = sources;
  const { plan, debt } = cleanedPlan(sources);
  const budget = repository.budget ?? {};
  const tokenCap = budget.tokens ?? ruleset.run.token_cap;
  const phases = plan.phases.map((phase, index) => phaseStrategy(phase, index, sources));
  const tiers = plan.tiers.map((tier, index): TierStrategy => {
    const own = phases.filter((phase) => phase.tier === tier.id);
    const { id, name, description } = tier;
    return { id, index, name, description, ...tierCaps(own, tokenCap, sources) };
  });
  const audit = repository.audit ?? {};
  return {
    is: 'strategy',
    strategy: {
      version: 1,
      planHash: sources.planHash,
      rulesetHash: sources.rulesetHash,
      title: plan.title,
      safetyProfile: plan.safetyProfile,
      runScope: plan.runScope,
      run: runCaps(phases, tiers, sources),
      ci: ciOf(sources),
      promotion: {
        autoMerge: repository.promotion?.auto_merge ?? ruleset.promotion.auto_merge,
        deleteBranch: repository.promotion?.delete_branch ?? ruleset.promotion.delete_branch,
      },
      raise: {
        needs: repository.who?.raise_budget ?? ruleset.raise_budget,
        maxTokens: Math.max(tokenCap, budget.max_tokens ?? 0),
        maxMicroUsd: microUsd(Math.max(budget.usd ?? 0, budget.max_usd ?? 0)),
      },
      ...closedPaths(sources),
      ...(repository.edits === undefined ? {} : { edits: repository.edits }),
      audit: {
        when: audit.when ?? ruleset.audit.when,
        maxInline: audit.max_inline ?? ruleset.audit.max_inline,
        rounds: audit.rounds ?? ruleset.audit.rounds,
      },
      ...frozenModels(phases, sources),
      debt,
      tiers,
      phases,
    },
  };
}

/** What no phase may change, and what it may after all. */
export const closedPaths = ({
  ruleset,
  repository,
}: Pick<Sources, 'ruleset' | 'repository'>): Pick<
  Strategy,
  'protectedPaths' | 'allowProtected'
> => ({
  protectedPaths: [...new Set([...ruleset.protected, ...(repository.protected ?? [])])],
  allowProtected: repository.allow_protected ?? [],
});

function runCaps(
  phases: readonly PhaseStrategy[],
  tiers: readonly TierStrategy[],
  { ruleset, repository }: Sources,
): Strategy['run'] {
  const budget = repository.budget ?? {};
  const ciRuns = sum(tiers.map((tier) => tier.ciRunCap));
  return {
    tokenCap: budget.tokens ?? ruleset.run.token_cap,
    costCapMicroUsd: microUsd(budget.usd ?? 0),
    maxPhases: budget.phases ?? ruleset.run.max_phases,
    activeMinutes: budget.active_minutes ?? ruleset.run.active_minutes,
    waitHours: budget.wait_hours ?? ruleset.run.wait_hours,
    ciRunCap: Math.min(ciRuns, budget.ci_runs ?? ciRuns),
    maxMinorFindings: ruleset.run.minor_per_phase * phases.length,
  };
}

/** Null: there is no such cap. */
const microUsd = (usd: number): number | null =>
  usd === 0 ? null : Math.max(1, Math.round(usd * 1e6));

function ciOf({ ruleset, repository }: Sources): Strategy['ci'] {
  const ci = repository.ci ?? {};
  return {
    required: ci.required ?? [],
    registerTimeoutMs: durationMs(ci.register_timeout ?? ruleset.ci.register_timeout),
    settleMs: durationMs(ci.settle ?? ruleset.ci.settle),
    dispatch: ci.dispatch ?? [],
    ...(ci.strict_required === undefined ? {} : { strictRequired: ci.strict_required }),
    ...(ci.preflight === undefined ? {} : { preflight: ci.preflight }),
  };
}

function phaseStrategy(phase: PlanPhase, index: number, sources: Sources): PhaseStrategy {
  const { ruleset, repository, models } = sources;
  const rule = ruleset.categories[phase.category];
  const complexity = higher(phase.complexity ?? rule.complexity, rule.complexity);
  const limits = ruleset.complexity[complexity];
  const work = { category: phase.category, complexity, highRisk: rule.high_risk };
  const builder = chooseModel('builder', work, { catalog: models, repository });
  const auditor = chooseModel('auditor', work, { catalog: models, repository });
  const longest = [builder, auditor].map(
    ({ model }) => capabilityOf(models, model)?.maxOutput ?? limits.output_tokens,
  );
  const stronger = escalated(builder, models);
  const chosen = { builder: builder.model, auditor: auditor.model };
  const second = secondAuditor(phase.category, chosen, models);
  const { id, tier, name, description, category } = phase;
  return {
    id,
    index,
    tier,
    name,
    description,
    category,
    complexity,
    builderMode: phase.builderMode ?? rule.builder_mode,
    scope: phase.scope,
    readOnlyContext: phase.readOnlyContext,
    deliverables: phase.deliverables,
    acceptance: phase.acceptance,
    dependsOn: phase.dependsOn,
    allowNoop: phase.allowNoop,
    // A plan can ask for more of CI than its category, never for less; what is not applied by itself is held
    // to strict CI whatever the category says.
    ciProfile: rule.ci === 'strict' || !rule.auto_apply ? 'strict' : (phase.ciProfile ?? 'normal'),
    builderAttempts: Math.min(
      rule.builder_attempts,
      repository.budget?.attempts_per_phase ?? rule.builder_attempts,
    ),
    auditorAttempts: rule.auditor_attempts,
    tokenCap: Math.max(rule.token_cap, limits.token_cap),
    outputTokens: Math.min(limits.output_tokens, ...longest),
    builder,
    ...(stronger === undefined ? {} : { escalation: stronger }),
    auditor,
    ...(second === undefined ? {} : { secondAuditor: second }),
    highRisk: rule.high_risk,
    autoApply: rule.auto_apply,
    auditorProfile: profileOf(phase.alias ?? '') ?? rule.auditor_profile,
    defaultSeverity: rule.severity,
  };
}

const higher = (a: Complexity, b: Complexity): Complexity =>
  Complexity.options.indexOf(a) >= Complexity.options.indexOf(b) ? a : b;

/** v7 sections 5 and 7: the tier's caps come from its phases, and never exceed the run's. */
function tierCaps(
  phases: readonly PhaseStrategy[],
  runTokens: number,
  { ruleset, plan }: Sources,
): Pick<TierStrategy, 'tokenCap' | 'ciRunCap' | 'minorTolerated' | 'majorTolerated'> {
  const { tier } = ruleset;
  const profile = ruleset.profiles[plan.safetyProfile];
  const tokens = tier.token_factor * sum(phases.map((phase) => phase.tokenCap));
  const minor = phases.map((phase) =>
    Math.min(profile.minor_per_phase, ruleset.categories[phase.category].minor_factor),
  );
  return {
    tokenCap: Math.min(Math.ceil(tokens), runTokens),
    ciRunCap: tier.ci_runs_per_phase * phases.length + tier.baseline_ci_runs,
    minorTolerated: Math.floor(sum(minor)),
    majorTolerated: profile.major_per_tier,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
