import { describe, expect, it } from '@jest/globals';
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';
import { codes, now, PLAN, problems, yaml } from '../strategy/planner.ts';

describe('preflight refuses what cannot end well', () => {
  it('more phases than a run may have, with a split by tier', () => {
    const [problem] = problems(yaml('budget: { phases: 2 }'));

    expect(problem).toMatchObject({
      level: 'must',
      line: 12,
      code: 'plan/too-many-phases',
      fix: 'Split it: T1.P1 to T1.P2; T2.P1. Or raise `budget.phases` in .github/autopack.yml.',
    });
  });

  it('protected paths that nobody opened', () => {
    const plan = PLAN.replace(
      '- category: tests',
      '- category: tests\n- scope: src/**, .github/workflows/ci.yml, .GITHUB/**',
    );

    expect(problems(null, plan)).toMatchObject([
      {
        level: 'must',
        line: 8,
        code: 'plan/protected-path',
        message: expect.stringContaining('ci.yml'),
        // Where the App may not push, no setting of ours helps.
        fix: expect.stringMatching(/^Remove it: GitHub refuses pushes there/),
      },
      {
        level: 'must',
        line: 8,
        code: 'plan/protected-path',
        message: expect.stringContaining('.GITHUB'),
        fix: expect.stringContaining('add it under `allow_protected`'),
      },
    ]);
    const open = 'allow_protected: [".github/**", ".GITHUB/**"]';
    expect(codes(yaml('allow_protected: [".github/**"]'), plan)).toEqual(['plan/protected-path']);
    expect(codes(yaml(open), plan)).toEqual([]);
    expect(codes(yaml(`protected: [src/**]\n${open}`), plan)).toEqual(['plan/protected-path']);
  });

  it('deliverables outside the scope', () => {
    const plan = PLAN.replace('- deliverables: db', '- scope: src/**\n- deliverables: db');

    expect(codes(null, plan)).toEqual(['plan/outside-scope']);
  });

  it('caps that not one call fits in', () => {
    expect(codes(yaml('budget: { tokens: 9000 }'))).toEqual(Array(4).fill('plan/call-exceeds-cap'));
    expect(problems(yaml('budget: { usd: 0.01 }'))[0]).toMatchInlineSnapshot(`
     {
       "code": "plan/call-exceeds-cap",
       "fix": "Raise the cap under \`budget\` in .github/autopack.yml.",
       "level": "must",
       "line": 4,
       "message": "One call of the builder in phase T1.P1 holds at least $0.4925, and the run may cost $0.0100.",
       "where": "plan",
     }
    `);
  });

  it('a model nobody knows', () => {
    expect(problems(yaml('models: { builder: gpt-5.44 }'))).toMatchObject([
      { code: 'config/unknown-model', fix: expect.stringContaining('Did you mean `gpt-5.4`') },
    ]);
    expect(problems(yaml('models: { locator: gtp-4.1 }'))).toMatchObject([
      { code: 'config/unknown-model', key: ['models', 'locator'] },
    ]);
    expect(problems(yaml('models: { locator: none }'))).toEqual([]);
  });

  it('a cap in dollars where a price is not known', () => {
    const { pricing, ...rest } = loadDefaults();
    const { 'gpt-5.5': _, ...prices } = pricing.prices;
    const poor = planning({ ...rest, pricing: { ...pricing, prices } }, { now: () => now });

    expect(poor.compile(PLAN, null).is).toBe('ready');
    expect(poor.compile(PLAN, yaml('budget: { usd: 9 }'))).toMatchObject({
      is: 'bad',
      problems: [{ code: 'config/unknown-price', message: expect.stringContaining('gpt-5.5') }],
    });
  });

  it('several tiers in a run of one', () => {
    expect(problems(null, PLAN.replace('normal', 'safety_critical'))).toMatchObject([
      { level: 'should', code: 'plan/single-tier' },
    ]);
  });
});

describe('preflight warns of what is seldom meant', () => {
  it('no acceptance, and manifests in the scope', () => {
    const plan = PLAN.replace('- acceptance: they pass', '- scope: package.json');

    expect(problems(null, plan)).toMatchObject([
      { level: 'should', code: 'plan/dependency-change' },
      { level: 'should', code: 'plan/no-acceptance' },
    ]);
  });

  it('old prices, where money is capped', () => {
    const later = planning(loadDefaults(), { now: () => Date.parse('2027-01-01') });
    const warned = (config: string | null): readonly string[] => {
      const compiled = later.compile(PLAN, config);
      return compiled.is === 'ready' ? compiled.warnings.map(({ code }) => code) : ['bad'];
    };

    expect(warned(null)).toEqual([]);
    expect(new Set(warned(yaml('budget: { usd: 9 }')))).toEqual(new Set(['config/stale-price']));
  });

  it('nothing, when all is well', () => {
    expect(problems(null)).toEqual([]);
  });
});
