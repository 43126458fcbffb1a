import { describe, expect, it } from '@jest/globals';
import { automaticFeatures } from '../../../src/core/planning/match.ts';
import { planningFiles } from '../../../src/core/planning/render.ts';
import type { CatalogRepo } from '../../../src/core/planning/catalog.ts';
import { licenceObligations } from '../../../src/core/planning/attribution.ts';
import { catalogWith, COMMIT, now, phase, PLAN, problemsOf, strategyOf } from './a-catalog.ts';

const plain = PLAN.replace('- reuse: summing\n', '');

describe('a plan that reuses a feature', () => {
  it('takes it over before what uses it, in a tier of its own', () => {
    const { tiers, phases } = strategyOf();
    expect(tiers.map(({ id }) => id)).toEqual(['T0', 'T1']);
    expect(phases.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
      ['T0.R1', []],
      ['T1.P1', ['T0.R1']],
      ['T1.P2', []],
    ]);
    const [reuse] = phases;
    expect(reuse).toMatchObject({
      category: 'external_feature_reuse',
      deliverables: ['NOTICE', 'README.md'],
      scope: ['src/**', 'README.md', 'NOTICE'],
      highRisk: true,
      reuse: { owner: 'vendor', name: 'sums', commit: COMMIT, licences: ['MIT'] },
    });
  });

  it('takes it over within the tier where a run has one', () => {
    const plan = `run scope: single_tier\n\n${PLAN}`;
    const { tiers, phases } = strategyOf({ plan });
    expect(tiers.map(({ id }) => id)).toEqual(['T1']);
    expect(phases.map(({ id }) => id)).toEqual(['T1.R1', 'T1.P1', 'T1.P2']);
  });

  it('takes a feature over once, whoever uses it, and keeps out of the way of ids that are there', () => {
    const plan = `## T0: Mine\n\n${phase('T0.P1', '- reuse: summing\n')}\n## T1: More\n\n${phase('T1.P1', '- reuse: summing\n')}`;
    const { phases, lookup } = strategyOf({ plan });
    expect(phases.map(({ id }) => id)).toEqual(['Reuse.R1', 'T0.P1', 'T1.P1']);
    expect(lookup?.matches).toMatchObject([{ usedBy: ['T0.P1', 'T1.P1'] }]);
  });

  it('costs less: by the share that is reused, and half as much again for taking over', () => {
    const full = strategyOf({ plan: plain });
    const half = strategyOf();
    const all = strategyOf({ plan: `## T1: First\n\n${phase('T1.P1', '- reuse: summing\n')}` });
    const cap = ({ phases }: typeof full, id: string) =>
      phases.find((one) => one.id === id)?.tokenCap;
    expect(half.lookup).toMatchObject({ share: 0.5, factor: 0.75 });
    expect(all.lookup).toMatchObject({ share: 1, factor: 0.5 });
    expect(cap(full, 'T1.P1')).toBe(500_000);
    expect(cap(half, 'T1.P1')).toBe(375_000);
    expect(cap(all, 'T1.P1')).toBe(250_000);
    expect(cap(half, 'T0.R1')).toBe(375_000);
    expect(half.run.tokenCap).toBe(full.run.tokenCap * 0.75);
    const few = `## T1: First\n\n${[1, 2, 3].map((n) => phase(`T1.P${n}`, n === 1 ? '- reuse: summing\n' : '')).join('\n')}`;
    expect(strategyOf({ plan: few }).lookup).toMatchObject({ factor: 1 });
  });

  it('is as it was when it names nothing', () => {
    const strategy = strategyOf({ plan: plain });
    expect(strategy.lookup).toBeUndefined();
    expect(planningFiles('7-1', strategy)).toEqual([]);
  });

  it('leaves two files and an obligation behind', () => {
    const strategy = strategyOf();
    const files = new Map(planningFiles('7-1', strategy));
    expect(JSON.parse(files.get('feature_requirements.json') ?? '')).toMatchObject({
      reuse_share: 0.5,
      requirements: [
        { phase: 'T1.P1', features: ['summing'], source: 'reuse' },
        { phase: 'T1.P2', features: [], source: 'greenfield' },
      ],
    });
    const text = files.get('feature_lookup_plan_7-1.md');
    expect(text).toContain('- source `https://github.com/vendor/sums` at `' + COMMIT);
    expect(text).toContain('50 % of 2 requirements are taken over; budgets × 0.75.');
    expect(licenceObligations(strategy.phases)).toMatchObject([
      { key: 'external_license__vendor/sums__summing', path: 'NOTICE', phase: 'T0.R1' },
    ]);
  });
});

describe('what may be taken over', () => {
  const because = (
    change: Partial<CatalogRepo>,
    by: 'person' | 'planner' = 'person',
    plan = PLAN,
  ) => {
    const [problem] = problemsOf({ catalog: catalogWith(change), by, plan });
    expect(problem).toMatchObject({ level: 'must', code: 'plan/feature-not-usable', line: 8 });
    return problem?.message;
  };

  it.each<readonly [string, Partial<CatalogRepo>, string]>([
    ['has a restricted licence', { license: 'GPL-3.0-only' }, 'restricted'],
    ['has a licence in words', { license: 'custom' }, 'no SPDX expression'],
    ['needs a restricted licence as well', { license: 'MIT AND AGPL-3.0-only' }, 'restricted'],
    ['has no commit', { commit: null, verified: false }, 'not pinned'],
    ['has no files', { files: [], verified: false }, 'not pinned'],
    ['is of low quality', { quality_score: 0.69 }, 'below 0.7'],
    ['is hardly known', { stars: 99 }, 'fewer than 100'],
    ['is old', { last_updated: '2024-08-01' }, 'older than 24 months'],
    ['has no tests', { has_tests: false }, 'no tests'],
    ['has no documentation', { has_docs: null }, 'no documentation'],
  ])('is not what %s', (_, change, why) => {
    expect(because(change)).toContain(why);
  });

  it.each<readonly [string, Partial<CatalogRepo>, string]>([
    ['is not verified', { verified: false }, 'not verified'],
    ['has 999 stars', { stars: 999 }, 'fewer than 1000'],
    ['was left seven months ago', { last_updated: '2026-02-01' }, 'older than 6 months'],
  ])('by itself is not what %s, though a person may name it', (_, change, why) => {
    expect(because(change, 'planner')).toContain(why);
    expect(problemsOf({ catalog: catalogWith(change) })).toEqual([]);
    expect(automaticFeatures(catalogWith(change), now)).toEqual([]);
  });

  it('is offered to the Planner when it is verified', () => {
    expect(automaticFeatures(catalogWith({}), now)).toEqual([
      { feature: 'summing', description: 'Sums.' },
    ]);
    expect(problemsOf({ by: 'planner' })).toEqual([]);
  });

  it('is only what is verified where safety is critical', () => {
    const plan = `safety profile: safety_critical\n\n${PLAN}`;
    const [problem] = problemsOf({ plan, catalog: catalogWith({ verified: false }) });
    expect(problem?.message).toContain('takes only verified ones');
    expect(problemsOf({ plan })).toEqual([]);
  });

  it('is nothing outside of the catalog, with the nearest name', () => {
    const codes = (feature: string) =>
      problemsOf({ plan: PLAN.replace('summing', feature) }).map(({ code, fix }) => [code, fix]);
    expect(codes('sumning')).toEqual([['plan/unknown-feature', 'Did you mean `summing`?']]);
    expect(codes('https://github.com/x/y')[0]?.[1]).toContain('catalog first');
  });

  it('is the entry that fits best', () => {
    const worse = { id: 'worse', repo_url: 'https://github.com/other/sums', quality_score: 0.7 };
    const { phases } = strategyOf({ catalog: catalogWith(worse, {}) });
    expect(phases[0]?.reuse?.owner).toBe('vendor');
  });
});
