/** A catalog with one entry that can be taken over, and words for changing it. */
import { loadCatalog } from '../../../src/config/catalog.ts';
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';
import type { Catalog, CatalogRepo } from '../../../src/core/planning/catalog.ts';
import type { NamedBy } from '../../../src/core/planning/match.ts';
import type { Problem } from '../../../src/core/plan/plan.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';

export const now = Date.parse('2026-09-20');
export const COMMIT = 'c'.repeat(40);

export const REPO: CatalogRepo = {
  ...{ id: 'sums', repo_url: 'https://github.com/vendor/sums', path: 'src', license: 'MIT' },
  ...{ commit: COMMIT, verified: true, notes: '', compatible_stacks: [] },
  files: [{ path: 'src/sum.js', sha256: 'a'.repeat(64) }],
  license_file: { path: 'LICENSE', sha256: 'b'.repeat(64) },
  ...{ quality_score: 0.9, stars: 5_000, has_tests: true, has_docs: true },
  ...{ last_updated: '2026-08-01', features_included: ['sums'] },
};

export function catalogWith(...repos: readonly Partial<CatalogRepo>[]): Catalog {
  const shipped = loadCatalog();
  const summing: Catalog['features']['features'][string] = {
    description: 'Sums.',
    category: 'feature_scaffolding',
    complexity: 'low',
    keywords: ['sum'],
    repos: repos.map((change) => ({ ...REPO, ...change })),
  };
  const { features } = shipped;
  return {
    ...shipped,
    features: { ...features, features: { ...features.features, summing } },
  };
}

export const phase = (id: string, more = ''): string =>
  `### ${id}: Work of ${id}\n\n- category: general\n- scope: \`src/**\`\n- acceptance: it works\n${more}\n`;
export const PLAN = `## T1: First\n\n${phase('T1.P1', '- reuse: summing\n')}\n${phase('T1.P2')}`;

interface Given {
  readonly plan?: string;
  readonly catalog?: Catalog;
  readonly by?: NamedBy;
  readonly config?: string | null;
}

const compiled = ({
  plan = PLAN,
  catalog = catalogWith({}),
  by = 'person',
  config = null,
}: Given) => planning(loadDefaults(), { now: () => now }, catalog).compile(plan, config, by);

export function strategyOf(given: Given = {}): Strategy {
  const made = compiled(given);
  if (made.is === 'bad') throw new Error(JSON.stringify(made.problems, null, 1));
  return made.strategy;
}

export function problemsOf(given: Given): readonly Problem[] {
  const made = compiled(given);
  return made.is === 'bad' ? made.problems : [];
}
