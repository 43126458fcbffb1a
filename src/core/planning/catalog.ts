import { z } from 'zod';
import { Digest, Sha } from '../ids.ts';
import { normalisePath, pathFault } from '../plan/paths.ts';
import { Category, Complexity } from '../plan/plan.ts';

const Id = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'must be 1-40 of a-z 0-9 . _ -');
const Words = z.array(z.string().min(2).max(60)).max(40);
const FilePath = z
  .string()
  .min(1)
  .max(300)
  .refine(
    (path) => pathFault(path) === null && normalisePath(path) === path && !/[*?]/.test(path),
    {
      message: 'must be the plain path of a file',
    },
  );

/** config/stack_profiles.yaml (v7 section 12). */
export const StackProfiles = z.strictObject({
  version: z.literal(1),
  /** Words of a plan by the type of project they speak of. */
  project_types: z.record(Id, Words.min(1)),
  profiles: z.record(
    Id,
    z.strictObject({
      description: z.string().min(1).max(300),
      project_types: z.array(Id).min(1),
      stack: z.record(Id, z.string().min(1).max(60)),
      preferred_repos: z.array(
        z.strictObject({ id: Id, description: z.string().max(300), use_for: z.array(Id) }),
      ),
      budget_modifier: z.number().min(0.5).max(2),
      default_ci_profile: z.enum(['normal', 'strict']),
    }),
  ),
});
export type StackProfiles = z.infer<typeof StackProfiles>;

const GITHUB = /^https:\/\/github\.com\/([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([A-Za-z0-9._-]{1,100})$/;

/** Where a feature can be taken from. Null: nobody has looked, or nothing is pinned. */
export const CatalogRepo = z
  .strictObject({
    id: Id,
    repo_url: z.string().regex(GITHUB, 'must be https://github.com/owner/name'),
    path: z.string().max(300),
    files: z.array(z.strictObject({ path: FilePath, sha256: Digest })).max(40),
    /** An SPDX expression. */
    license: z.string().min(1).max(100),
    license_file: z.strictObject({ path: FilePath, sha256: Digest.nullable() }),
    commit: Sha.nullable(),
    quality_score: z.number().min(0).max(1).nullable(),
    stars: z.int().nonnegative().nullable(),
    last_updated: z.iso.date().nullable(),
    has_tests: z.boolean().nullable(),
    has_docs: z.boolean().nullable(),
    notes: z.string().max(500),
    compatible_stacks: z.array(Id),
    features_included: z.array(z.string().max(100)),
    verified: z.boolean(),
  })
  .refine((repo) => !repo.verified || isPinned(repo), {
    message: 'is verified without a pin: commit, sha256 of each file and of the licence text',
  });
export type CatalogRepo = z.infer<typeof CatalogRepo>;

const Feature = z.strictObject({
  description: z.string().min(1).max(300),
  category: Category,
  complexity: Complexity,
  keywords: Words.min(1),
  repos: z.array(CatalogRepo).min(1),
});

/** config/feature_catalog.yaml (v7 section 12). */
export const FeatureCatalog = z.strictObject({
  version: z.literal(1),
  quality: z.strictObject({
    min_score: z.number().min(0).max(1),
    min_stars: z.int().nonnegative(),
    max_age_months: z.int().positive(),
    automatic_min_stars: z.int().nonnegative(),
    automatic_max_age_months: z.int().positive(),
  }),
  features: z.record(Id, Feature),
  combinations: z.array(
    z.strictObject({
      features: z.array(Id).min(2),
      estimated_budget_reduction: z.number().min(0).max(0.9),
    }),
  ),
});
export type FeatureCatalog = z.infer<typeof FeatureCatalog>;

/** Both together, as a plan is matched against them. */
export interface Catalog {
  readonly profiles: StackProfiles;
  readonly features: FeatureCatalog;
}

/** Commit, files and licence text are named by what they are, so that nobody can change them afterwards. */
export const isPinned = (repo: Pins): boolean =>
  repo.commit !== null && repo.files.length > 0 && repo.license_file.sha256 !== null;

interface Pins {
  readonly commit: string | null;
  readonly files: readonly unknown[];
  readonly license_file: { readonly sha256: string | null };
}

/** Owner and name out of a repository's address. */
export function repoOf(url: string): { readonly owner: string; readonly name: string } {
  const [, owner, name] = GITHUB.exec(url) ?? [];
  if (owner === undefined || name === undefined) throw new Error(`${url} names no repository`);
  return { owner, name };
}

/** What a profile or a feature names and nobody has. Empty in a sound catalog. */
export function danglingNames({ profiles, features }: Catalog): readonly string[] {
  const known = (ids: readonly string[], there: object, where: string): readonly string[] =>
    ids.filter((id) => !Object.hasOwn(there, id)).map((id) => `${where}: ${id}`);
  const repos = Object.fromEntries(
    Object.values(features.features).flatMap(({ repos: all }) => all.map(({ id }) => [id, true])),
  );
  return [
    ...Object.entries(profiles.profiles).flatMap(([id, profile]) => [
      ...known(profile.project_types, profiles.project_types, `profile ${id}`),
      ...profile.preferred_repos.flatMap((repo) => [
        ...known([repo.id], repos, `profile ${id}`),
        ...known(repo.use_for, features.features, `profile ${id}`),
      ]),
    ]),
    ...Object.entries(features.features).flatMap(([id, feature]) =>
      feature.repos.flatMap((repo) =>
        known(repo.compatible_stacks, profiles.profiles, `feature ${id}`),
      ),
    ),
    ...features.combinations.flatMap((one) =>
      known(one.features, features.features, 'a combination'),
    ),
  ];
}
