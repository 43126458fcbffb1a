import { planProblem } from '../plan/draft.ts';
import { meant } from '../plan/names.ts';
import type { Plan, PlanPhase, Problem } from '../plan/plan.ts';
import { type Catalog, type CatalogRepo, repoOf } from './catalog.ts';
import { bestOf, repoFaults } from './judge-repo.ts';
import { licencesIn } from './licence.ts';
import { budgetFactor, chooseProfile, type ProfileChoice, requirementsOf } from './requirements.ts';
import type { FeatureLookup, Reuse } from './reuse.ts';

/** Who named the features: a person may name what is pinned, the Planner only what is verified. */
export type NamedBy = 'person' | 'planner';

export interface MatchInput {
  readonly catalog: Catalog;
  readonly by: NamedBy;
  readonly now: number;
}

/** A feature that is taken over, and who uses it. */
export interface Taken {
  readonly reuse: Reuse;
  readonly repo: CatalogRepo;
  readonly usedBy: readonly PlanPhase[];
  readonly line: number;
}

export interface Matched {
  readonly taken: readonly Taken[];
  readonly lookup: Omit<FeatureLookup, 'matches'>;
  readonly problems: readonly Problem[];
}

/** Matches the features that a plan names against the catalog. Null: it names none, and nothing is looked up. */
export function matchFeatures(plan: Plan, input: MatchInput): Matched | null {
  const named = plan.phases.flatMap((phase) =>
    (phase.reuse ?? []).map((one) => ({ ...one, phase })),
  );
  if (named.length === 0) return null;
  const { profiles, features } = input.catalog;
  const profile = chooseProfile(plan, profiles);
  const problems: Problem[] = [];
  const taken: Taken[] = [];
  for (const feature of new Set(named.map((one) => one.feature))) {
    const uses = named.filter((one) => one.feature === feature);
    const line = uses[0]?.line ?? 1;
    const found = take(plan, { feature, line, profile }, input);
    if (found.is === 'refused')
      problems.push(...uses.map((use) => ({ ...found.problem, line: use.line })));
    else taken.push({ ...found, usedBy: uses.map((use) => use.phase), line });
  }
  const needs = requirementsOf(plan);
  const reused = needs.filter((phase) => taken.some(({ usedBy }) => usedBy.includes(phase)));
  const share = reused.length / needs.length;
  const names = taken.map(({ reuse }) => reuse.feature);
  const lookup = {
    profile: governing(profile, input.catalog),
    requirements: needs.map(({ id, name, category, reuse }) => ({
      ...{ phase: id, name, category },
      features: (reuse ?? []).map((one) => one.feature),
    })),
    share,
    factor: budgetFactor(share, names, features),
  };
  return { taken, lookup, problems };
}

function governing(choice: ProfileChoice | null, { profiles }: Catalog): FeatureLookup['profile'] {
  const profile = choice === null ? undefined : profiles.profiles[choice.id];
  if (choice === null || profile === undefined) return null;
  const { budget_modifier: budgetModifier, default_ci_profile: ciProfile } = profile;
  return { ...choice, budgetModifier, ciProfile };
}

interface Wanted {
  readonly feature: string;
  readonly line: number;
  readonly profile: ProfileChoice | null;
}

type Found =
  | { readonly is: 'taken'; readonly reuse: Reuse; readonly repo: CatalogRepo }
  | { readonly is: 'refused'; readonly problem: Problem };

const CATALOG = 'docs/planning.md of Autopack says what an entry of the catalog needs.';

function take(plan: Plan, { feature, line, profile }: Wanted, input: MatchInput): Found {
  const { features, profiles } = input.catalog;
  const refused = (code: string, message: string, fix: string): Found => ({
    is: 'refused',
    problem: planProblem('must', code, { line, message, fix }),
  });
  const entry = Object.hasOwn(features.features, feature) ? features.features[feature] : undefined;
  if (entry === undefined)
    return refused(
      'plan/unknown-feature',
      `\`${feature.slice(0, 80)}\` is not in the feature catalog, and nothing outside of it is taken over.`,
      /[/:]/.test(feature)
        ? `Put it into the catalog first; ${CATALOG}`
        : meant(feature, Object.keys(features.features)),
    );
  const by = {
    quality: features.quality,
    automatic: input.by === 'planner',
    safetyCritical: plan.safetyProfile === 'safety_critical',
    now: input.now,
  };
  const able = entry.repos.filter((repo) => repoFaults(repo, by).length === 0);
  const repo = bestOf(able, feature, profile === null ? null : { id: profile.id, profiles });
  const reuse = repo === undefined ? null : frozen(feature, repo);
  if (repo !== undefined && reuse !== null) return { is: 'taken', reuse, repo };
  const why = entry.repos
    .slice(0, 3)
    .map((one) => `\`${one.id}\`: ${repoFaults(one, by).slice(0, 3).join(', ')}`);
  return refused(
    'plan/feature-not-usable',
    `\`${feature}\` cannot be taken over. ${why.join('; ')}.`,
    `Remove it from the plan, so that it is built, or verify an entry; ${CATALOG}`,
  );
}

/** Null: a pin is missing, so nothing can be frozen. */
function frozen(feature: string, repo: CatalogRepo): Reuse | null {
  const { commit, license, license_file: file, files, repo_url: url } = repo;
  if (commit === null || file.sha256 === null) return null;
  return {
    ...{ feature, url, ...repoOf(url), commit, license },
    licences: [...licencesIn(license)],
    licenceFile: { path: file.path, sha256: file.sha256 },
    files: files.map(({ path, sha256 }) => ({ path, sha256 })),
  };
}

/** What the Planner may name, of all that is in the catalog: verified, and up to the stricter thresholds. */
export function automaticFeatures(
  { features }: Catalog,
  now: number,
): readonly { readonly feature: string; readonly description: string }[] {
  const by = { quality: features.quality, automatic: true, safetyCritical: false, now };
  return Object.entries(features.features)
    .filter(([, { repos }]) => repos.some((repo) => repoFaults(repo, by).length === 0))
    .map(([feature, { description }]) => ({ feature, description }));
}
