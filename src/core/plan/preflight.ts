import { holdAmount } from '../budget.ts';
import { AUDITOR_SHARE } from '../run/cap-hit.ts';
import { matcher } from '../govern/matcher.ts';
import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { thousands } from '../report/words.ts';
import { planProblem } from './draft.ts';
import type { Plan, PlanPhase, Problem } from './plan.ts';
import { rangesOf, splitPlan } from './split.ts';

const CONFIG = '.github/autopack.yml';

/**
 * What would make a run fail that can be known before a token is spent: size, protected paths, caps that no
 * call fits in, prices nobody knows. Warnings are things that are legal and seldom meant.
 */
export function preflight(plan: Plan, strategy: Strategy): readonly Problem[] {
  return [
    ...sizeProblems(plan, strategy),
    ...plan.phases.flatMap((phase) => phaseProblems(phase, strategy)),
    ...priceProblems(strategy),
  ];
}

function sizeProblems(plan: Plan, { run }: Strategy): readonly Problem[] {
  const problems: Problem[] = [];
  if (plan.phases.length > run.maxPhases) {
    const message = `The plan has ${plan.phases.length} phases; a run may have ${run.maxPhases}.`;
    const fix = `Split it: ${rangesOf(splitPlan(plan, run.maxPhases))}. Or raise \`budget.phases\` in ${CONFIG}.`;
    const line = plan.phases[run.maxPhases]?.line;
    problems.push(planProblem('must', 'plan/too-many-phases', { line, message, fix }));
  }
  return problems;
}

function phaseProblems(phase: PlanPhase, strategy: Strategy): readonly Problem[] {
  const governed = strategy.phases.find(({ id }) => id === phase.id);
  return [
    ...pathProblems(phase, strategy),
    ...(governed === undefined
      ? []
      : [...callProblems(phase, governed, strategy), ...tightened(phase, governed)]),
    ...(phase.acceptance.length === 0
      ? [
          planProblem('should', 'plan/no-acceptance', {
            line: phase.line,
            message: `Phase ${phase.id} has no acceptance list; the audit can only go by its description.`,
            fix: 'Add `- acceptance:` with a list of what must be true when it is done.',
          }),
        ]
      : []),
  ];
}

const MANIFESTS = [
  '**/package.json',
  '**/pyproject.toml',
  '**/requirements*.txt',
  '**/Cargo.toml',
  '**/go.mod',
  '**/Gemfile',
  '**/composer.json',
  '**/pom.xml',
  '**/build.gradle*',
];

type Closed = Pick<Strategy, 'protectedPaths' | 'allowProtected'>;

/** Whether an entry, a path or a glob read as a path, is protected; case is folded as the gate folds it. */
function isClosed(entry: string, { protectedPaths, allowProtected }: Closed): boolean {
  const closed = matcher(protectedPaths.map((glob) => glob.toLowerCase()));
  return closed(entry.toLowerCase()) && !matcher(allowProtected)(entry);
}

/** What a phase wants to change and may not; told of a plan that has other faults as well. */
export const closedProblems = (phase: PlanPhase, closed: Closed): readonly Problem[] =>
  [...new Set([...phase.scope, ...phase.deliverables])]
    .filter((entry) => isClosed(entry, closed))
    .map((entry) =>
      planProblem('must', 'plan/protected-path', {
        line: phase.line,
        message: `Phase ${phase.id} wants to change \`${entry}\`, a protected path.`,
        fix: isWorkflow(entry)
          ? 'Remove it: GitHub refuses pushes there to an app without the permission `workflows`, which Autopack does not ask for.'
          : `Remove it, or add it under \`allow_protected\` in \`${CONFIG}\` on the default branch.`,
      }),
    );

const isWorkflow = (entry: string): boolean => entry.toLowerCase().startsWith('.github/workflows');

function pathProblems(phase: PlanPhase, strategy: Strategy): readonly Problem[] {
  const problems: Problem[] = [...closedProblems(phase, strategy)];
  const add = (level: Problem['level'], code: string, message: string, fix: string): void =>
    void problems.push(planProblem(level, code, { line: phase.line, message, fix }));
  for (const entry of new Set([...phase.scope, ...phase.deliverables])) {
    if (matcher(MANIFESTS)(entry))
      add(
        'should',
        'plan/dependency-change',
        `Phase ${phase.id} may change \`${entry}\`. Autopack writes no lockfiles.`,
        'If dependencies change, update the lockfile by a workflow of your own or by a commit to the branch.',
      );
  }
  for (const path of phase.deliverables) {
    if (phase.scope.length > 0 && !matcher(phase.scope)(path))
      add(
        'must',
        'plan/outside-scope',
        `Phase ${phase.id} has to deliver \`${path}\`, which is outside its scope.`,
        'Add the path to the scope, or remove it from the deliverables.',
      );
  }
  return problems;
}

/** A call holds its whole output beforehand; where not even that fits, no call can ever be made. */
function callProblems(
  phase: PlanPhase,
  governed: PhaseStrategy,
  strategy: Strategy,
): readonly Problem[] {
  const tier = strategy.tiers.find(({ id }) => id === phase.tier);
  const problem = (what: string, least: string, most: string): Problem =>
    planProblem('must', 'plan/call-exceeds-cap', {
      line: phase.line,
      message: `One call of the ${what} in phase ${phase.id} holds at least ${least}, and ${most}.`,
      fix: `Raise the cap under \`budget\` in ${CONFIG}.`,
    });
  return (['builder', 'auditor'] as const).flatMap((role) => {
    const price = strategy.prices[governed[role].model];
    const { tokens, microUsd } = holdAmount(0, governed.outputTokens, price);
    const share = role === 'auditor' ? Math.floor(governed.tokenCap * AUDITOR_SHARE) : Infinity;
    const cap = Math.min(
      governed.tokenCap,
      share,
      tier?.tokenCap ?? Infinity,
      strategy.run.tokenCap,
    );
    const cost = strategy.run.costCapMicroUsd;
    return [
      ...(tokens > cap ? [problem(role, tokenWords(tokens), `only ${tokenWords(cap)} fit`)] : []),
      ...(cost !== null && microUsd > cost
        ? [problem(role, usd(microUsd), `the run may cost ${usd(cost)}`)]
        : []),
    ];
  });
}

const tokenWords = (n: number): string => `${thousands(n)} tokens`;

const usd = (micro: number): string => `$${(micro / 1e6).toFixed(4)}`;

/** Where the ruleset asks for more than the plan does. */
function tightened(phase: PlanPhase, governed: PhaseStrategy): readonly Problem[] {
  const note = (field: string, wanted: string, given: string): Problem =>
    planProblem('should', 'plan/tightened', {
      line: phase.line,
      message: `Phase ${phase.id} asks for ${field} \`${wanted}\`; category \`${phase.category}\` makes it \`${given}\`.`,
      fix: 'Remove the field, or choose another category.',
    });
  const { complexity, ciProfile } = phase;
  return [
    ...(complexity !== undefined && complexity !== governed.complexity
      ? [note('complexity', complexity, governed.complexity)]
      : []),
    ...(ciProfile !== undefined && ciProfile !== governed.ciProfile
      ? [note('CI', ciProfile, governed.ciProfile)]
      : []),
  ];
}

function priceProblems(strategy: Strategy): readonly Problem[] {
  if (strategy.run.costCapMicroUsd === null) return [];
  return Object.keys(strategy.capabilities)
    .filter((model) => !Object.hasOwn(strategy.prices, model))
    .map((model) => ({
      level: 'must',
      where: CONFIG,
      key: ['budget', 'usd'],
      code: 'config/unknown-price',
      message: `The run has a cap in dollars, and nobody knows what \`${model}\` costs.`,
      fix: 'Choose a model whose price is in config/pricing.yaml of Autopack, or remove `budget.usd`.',
    }));
}
