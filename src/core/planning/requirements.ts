import type { Plan, PlanPhase } from '../plan/plan.ts';
import type { FeatureCatalog, StackProfiles } from './catalog.ts';

export interface ProfileChoice {
  readonly id: string;
  readonly because: string;
}

/** Everything a plan says, in one line of lower case. */
const saying = (plan: Plan): string =>
  [
    plan.title,
    ...plan.phases.flatMap((phase) => [phase.name, phase.description, ...phase.acceptance]),
  ]
    .join(' ')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ');

/** The stack profile whose project types the plan speaks of most; null where it speaks of none. */
export function chooseProfile(plan: Plan, profiles: StackProfiles): ProfileChoice | null {
  const said = ` ${saying(plan)} `;
  const language = languageOf(plan);
  const heard = new Map(
    Object.entries(profiles.project_types).map(([type, words]) => [
      type,
      words.filter((word) => said.includes(` ${word} `) || said.includes(` ${word}s `)),
    ]),
  );
  let best: (ProfileChoice & { readonly score: number }) | null = null;
  for (const [id, profile] of Object.entries(profiles.profiles)) {
    const spoken = profile.stack['language'];
    if (language !== null && spoken !== undefined && spoken !== language) continue;
    const words = profile.project_types.flatMap((type) => heard.get(type) ?? []);
    const because = `the plan speaks of ${words.slice(0, 5).join(', ')}${language === null ? '' : `, in ${language}`}`;
    if (words.length > (best?.score ?? 0)) best = { id, because, score: words.length };
  }
  return best === null ? null : { id: best.id, because: best.because };
}

const LANGUAGES: readonly (readonly [language: string, files: RegExp])[] = [
  ['typescript', /\.[cm]?[jt]sx?$/],
  ['python', /\.pyi?$/],
];

/** The language of the paths that the plan names; null where it names none, or more than one. */
function languageOf(plan: Plan): string | null {
  const paths = plan.phases.flatMap(({ scope, deliverables }) => [...scope, ...deliverables]);
  const spoken = LANGUAGES.filter(([, files]) => paths.some((path) => files.test(path)));
  return spoken.length === 1 ? (spoken[0]?.[0] ?? null) : null;
}

/** Work that supports features and is none: it does not count for how much of a plan is reused. */
const SUPPORT: readonly string[] = ['docs', 'tests', 'debt_cleanup'];

/** The phases that make up what is asked for. */
export function requirementsOf(plan: Plan): readonly PlanPhase[] {
  const features = plan.phases.filter(({ category }) => !SUPPORT.includes(category));
  return features.length > 0 ? features : plan.phases;
}

/** v7 section 12: what is taken over does not have to be paid for again. */
export function budgetFactor(
  share: number,
  features: readonly string[],
  { combinations }: Pick<FeatureCatalog, 'combinations'>,
): number {
  const byShare = share >= 0.8 ? 0.5 : share >= 0.4 ? 0.75 : 1;
  const together = combinations
    .filter((one) => one.features.every((feature) => features.includes(feature)))
    .map((one) => 1 - one.estimated_budget_reduction);
  return Math.min(byShare, ...together);
}
