import type { CatalogRepo, FeatureCatalog, StackProfiles } from './catalog.ts';
import { isPinned } from './catalog.ts';
import { licenceVerdict } from './licence.ts';

export interface JudgedBy {
  readonly quality: FeatureCatalog['quality'];
  /** Nobody named it: the stricter thresholds hold, and it has to be verified. */
  readonly automatic: boolean;
  readonly safetyCritical: boolean;
  readonly now: number;
}

const MONTH_MS = 30.44 * 86_400_000;

/** Why a repository of the catalog cannot be taken over; empty: it can. */
export function repoFaults(repo: CatalogRepo, by: JudgedBy): readonly string[] {
  const { quality, automatic, safetyCritical } = by;
  const verdict = licenceVerdict(repo.license);
  const stars = automatic ? quality.automatic_min_stars : quality.min_stars;
  const months = automatic ? quality.automatic_max_age_months : quality.max_age_months;
  const age = repo.last_updated === null ? null : ageOf(repo.last_updated, by.now);
  const faults: readonly (readonly [boolean, string])[] = [
    [verdict.is === 'unknown', `its licence \`${repo.license}\` is no SPDX expression`],
    [verdict.is === 'restricted', `its licence \`${repo.license}\` is restricted`],
    [!isPinned(repo), 'it is not pinned to a commit and to hashes of its files'],
    [!repo.verified && automatic, 'it is not verified'],
    [!repo.verified && !automatic && safetyCritical, '`safety_critical` takes only verified ones'],
    [(repo.quality_score ?? 0) < quality.min_score, `its quality is below ${quality.min_score}`],
    [(repo.stars ?? 0) < stars, `it has fewer than ${stars} stars`],
    [age === null || age > months, `its last commit is older than ${months} months`],
    [repo.has_tests !== true, 'it has no tests'],
    [repo.has_docs !== true, 'it has no documentation'],
  ];
  return faults.filter(([isSo]) => isSo).map(([, fault]) => fault);
}

/** Days since 1970 of a date, without a calendar's help. */
function ageOf(date: string, now: number): number {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number);
  const early = month <= 2;
  const years = year - (early ? 1 : 0);
  const era = Math.floor(years / 400);
  const ofEra = years - era * 400;
  const ofYear = Math.floor((153 * (month + (early ? 9 : -3)) + 2) / 5) + day - 1;
  const days =
    era * 146_097 +
    ofEra * 365 +
    Math.floor(ofEra / 4) -
    Math.floor(ofEra / 100) +
    ofYear -
    719_468;
  return (now - days * 86_400_000) / MONTH_MS;
}

/** Of what can be taken over, what fits best: named by the profile, made for its stack, verified, of quality. */
export function bestOf(
  repos: readonly CatalogRepo[],
  feature: string,
  profile: { readonly id: string; readonly profiles: StackProfiles } | null,
): CatalogRepo | undefined {
  const preferred = profile?.profiles.profiles[profile.id]?.preferred_repos ?? [];
  const rank = (repo: CatalogRepo): number =>
    (preferred.some(({ id, use_for }) => id === repo.id && use_for.includes(feature)) ? 8 : 0) +
    (profile !== null && repo.compatible_stacks.includes(profile.id) ? 4 : 0) +
    (repo.verified ? 2 : 0) +
    (repo.quality_score ?? 0);
  return repos.toSorted((a, b) => rank(b) - rank(a))[0];
}
