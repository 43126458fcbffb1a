import { PartId } from '../ids.ts';
import { planProblem } from './draft.ts';
import type { Drafted, DraftPhase, DraftPlan, DraftTier, FrontField } from './draft.ts';
import { withoutHidden } from './invisible.ts';
import { dependencies } from './order.ts';
import { cleanName, oneOf, phaseOf } from './phase.ts';
import { RunScope, SafetyProfile } from './plan.ts';
import type { Plan, PlanPhase, PlanTier, Problem } from './plan.ts';

const MAX_PARTS = 200;

/** Understands a draft: numbers what has no id, reads every field, and checks that the parts fit together. */
export function resolve({ draft, problems: found }: Drafted): {
  readonly plan: Plan;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [...found, ...(found.some(isUnread) ? [] : shapeProblems(draft))];
  const report = (problem: Problem): void => void problems.push(problem);
  const tiers: PlanTier[] = [];
  const phases: { readonly phase: PlanPhase; readonly draft: DraftPhase }[] = [];
  for (const [index, tier] of draft.tiers.entries()) {
    const id = tier.id ?? `T${index + 1}`;
    checkId(id, tier.line, report);
    const name = cleanName(tier.name, id);
    const description = withoutHidden(tier.description).slice(0, MAX_TIER_TEXT);
    tiers.push({ id, name, description, line: tier.line });
    for (const [position, one] of tier.phases.entries()) {
      const phaseId = phaseIdOf(one, id, position);
      checkId(phaseId, one.line, report);
      phases.push({ phase: phaseOf(one, { id: phaseId, tier: id }, report), draft: one });
    }
  }
  duplicates([...tiers, ...phases.map(({ phase }) => phase)], report);
  const safetyProfile = front(draft, 'safety profile', SafetyProfile.options, report) ?? 'normal';
  const runScope =
    front(draft, 'run scope', RunScope.options, report) ??
    // v7 section 5: the scope each profile prefers.
    (safetyProfile === 'safety_critical' ? 'single_tier' : 'multi_tier');
  const plan: Plan = {
    title: cleanName(draft.title, ''),
    safetyProfile,
    runScope,
    tiers,
    phases: dependencies(phases, report),
  };
  return { plan, problems };
}

/** Nothing can be said of the shape of a plan that could not be read. */
const isUnread = ({ code }: Problem): boolean =>
  ['plan/yaml', 'plan/yaml-fence', 'plan/yaml-shape', 'plan/two-plans'].includes(code);

const MAX_TIER_TEXT = 20_000;

/** `P2` is short for the second phase of its tier. */
function phaseIdOf(phase: DraftPhase, tier: string, position: number): string {
  if (phase.id === null) return `${tier}.P${position + 1}`;
  return /^P[0-9]+$/.test(phase.id) ? `${tier}.${phase.id}` : phase.id;
}

function checkId(id: string, line: number, report: (problem: Problem) => void): void {
  if (PartId.safeParse(id).success) return;
  const message = `\`${withoutHidden(id).slice(0, 60)}\` cannot be an id.`;
  const fix = 'Use 1 to 40 letters, digits, dots, dashes or underscores, such as `T1.P2`.';
  report(planProblem('must', 'plan/bad-id', { line, message, fix }));
}

function duplicates(
  parts: readonly { readonly id: string; readonly line: number }[],
  report: (problem: Problem) => void,
): void {
  const firstAt = new Map<string, number>();
  for (const { id, line } of parts) {
    const key = id.toLowerCase();
    const before = firstAt.get(key);
    if (before === undefined) firstAt.set(key, line);
    else {
      const message = `The id \`${id.slice(0, 60)}\` is used twice; first on line ${before}.`;
      report(
        planProblem('must', 'plan/duplicate-id', {
          line,
          message,
          fix: 'Give each part an id of its own.',
        }),
      );
    }
  }
}

function shapeProblems(draft: DraftPlan): readonly Problem[] {
  const count = draft.tiers.reduce((sum, tier) => sum + tier.phases.length, 0);
  if (count === 0) {
    const message = 'No phase was found in the plan.';
    const fix =
      'Write phases as headings such as `### T1.P1: Name`, each with a list of fields below it.';
    return [
      planProblem('must', 'plan/no-phases', { line: draft.tiers[0]?.line ?? 1, message, fix }),
    ];
  }
  if (count + draft.tiers.length > MAX_PARTS) {
    const message = `The plan has ${count} phases; far more than any run may have.`;
    return [
      planProblem('must', 'plan/too-many-parts', {
        line: 1,
        message,
        fix: 'Split the plan into several issues.',
      }),
    ];
  }
  return draft.tiers.filter((tier) => tier.phases.length === 0).map(emptyTier);
}

const emptyTier = (tier: DraftTier): Problem =>
  planProblem('must', 'plan/empty-tier', {
    line: tier.line,
    message: `Tier “${cleanName(tier.name, tier.id ?? '')}” has no phases.`,
    fix: 'Add a phase below it, or remove it.',
  });

function front<Word extends string>(
  draft: DraftPlan,
  name: FrontField,
  words: readonly Word[],
  report: (problem: Problem) => void,
): Word | undefined {
  const [field, again] = draft.front.filter((one) => one.name === name);
  if (again !== undefined) {
    const message = `The field \`${name}\` stands twice.`;
    report(
      planProblem('must', 'plan/duplicate-field', {
        line: again.line,
        message,
        fix: 'Keep one of them.',
      }),
    );
  }
  return oneOf(field, words, report);
}
