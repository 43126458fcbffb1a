import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Strategy } from '../../../src/core/strategy/strategy.ts';
import { codes, PLAN, planner, strategy, yaml } from './planner.ts';

describe('a plan and the ruleset give each phase its limits', () => {
  it('by category and complexity, the larger cap winning', () => {
    const slices = strategy().phases.map((p) =>
      [p.id, p.category, p.complexity, p.ciProfile, p.builderAttempts, p.auditorAttempts]
        .concat([p.tokenCap, p.outputTokens, p.highRisk, p.autoApply, p.auditorProfile] as never)
        .concat([p.defaultSeverity, p.builderMode] as never)
        .join(' '),
    );

    expect(slices.join('\n')).toMatchInlineSnapshot(`
     "T1.P1 schema_contract_change high strict 2 3 1000000 16384 true false schema_review major schema_heavy
     T1.P2 tests low normal 3 1 300000 8192 false true standard_review minor tweak_light
     T2.P1 docs high normal 2 1 1000000 16384 false true standard_review minor tweak_light"
    `);
  });

  it('and each tier its caps, which never exceed the run’s', () => {
    expect(strategy().tiers).toMatchInlineSnapshot(`
     [
       {
         "ciRunCap": 5,
         "description": "",
         "id": "T1",
         "index": 0,
         "majorTolerated": 0,
         "minorTolerated": 3,
         "name": "Data",
         "tokenCap": 3900000,
       },
       {
         "ciRunCap": 3,
         "description": "",
         "id": "T2",
         "index": 1,
         "majorTolerated": 0,
         "minorTolerated": 2,
         "name": "Words",
         "tokenCap": 3000000,
       },
     ]
    `);
    expect(strategy(yaml('budget: { tokens: 400000 }')).tiers.map((t) => t.tokenCap)).toEqual([
      400_000, 400_000,
    ]);
  });

  it('and the run its defaults', () => {
    const { run, ci, audit, allowProtected } = strategy();

    expect({ run, ci, audit, allowProtected }).toMatchInlineSnapshot(`
     {
       "allowProtected": [],
       "audit": {
         "maxInline": 6,
         "rounds": 3,
         "when": "always",
       },
       "ci": {
         "dispatch": [],
         "registerTimeoutMs": 600000,
         "required": [],
         "settleMs": 120000,
       },
       "run": {
         "activeMinutes": 120,
         "ciRunCap": 8,
         "costCapMicroUsd": null,
         "maxMinorFindings": 9,
         "maxPhases": 25,
         "tokenCap": 5000000,
         "waitHours": 48,
       },
     }
    `);
  });

  it('with models, and why each was chosen', () => {
    const chosen = strategy().phases.map(
      ({ id, builder, auditor }) =>
        `${id} ${builder.model} (${builder.because}) / ${auditor.model} (${auditor.because})`,
    );

    expect(chosen.join('\n')).toMatchInlineSnapshot(`
     "T1.P1 gpt-5.5 (high-risk category schema_contract_change) / gpt-5.4 (high-risk category schema_contract_change)
     T1.P2 gpt-5.4-mini (complexity low) / gpt-5.2 (complexity low)
     T2.P1 gpt-5.4-mini (category docs) / gpt-4.1 (category docs)"
    `);
    expect(strategy(null, PLAN.replace('docs', 'general')).phases[2]?.builder).toEqual({
      model: 'gpt-5.5',
      because: 'complexity high',
    });
  });

  it('freezes prices and abilities of the models that are used, and of no others', () => {
    const { prices, capabilities } = strategy();

    expect(Object.keys(prices).toSorted()).toEqual(Object.keys(capabilities).toSorted());
    expect(Object.keys(prices)).not.toContain('gpt-4.1-mini');
    expect(prices['gpt-5.5']).toEqual({
      input: 5,
      cachedInput: 0.5,
      output: 30,
      checked: '2026-09-13',
    });
    expect(capabilities['gpt-5.5']).toMatchObject({ maxOutput: 128_000, temperature: false });
  });

  it('forgives less where the plan is safety critical', () => {
    const critical = `safety profile: safety_critical\nrun scope: multi_tier\n${PLAN.slice(PLAN.indexOf('\n'))}`;

    expect(strategy().tiers.map((tier) => tier.minorTolerated)).toEqual([3, 2]);
    expect(strategy(null, critical).tiers.map((tier) => tier.minorTolerated)).toEqual([2, 1]);
  });

  it('lets a plan ask for more than its category, never for less', () => {
    const plan = PLAN.replace(
      '- category: schema_change',
      '- category: schema_change\n- ci: normal\n- complexity: low',
    ).replace(
      '- category: tests',
      '- category: tests\n- ci: strict\n- builder mode: refactor_heavy',
    );
    const [first, second] = strategy(null, plan).phases;

    expect([first?.ciProfile, first?.complexity]).toEqual(['strict', 'high']);
    expect([second?.ciProfile, second?.builderMode]).toEqual(['strict', 'refactor_heavy']);
    expect(codes(null, plan)).toEqual(['plan/tightened', 'plan/tightened']);
  });

  it('is the same for the same input, and another for another', () => {
    const hash = (config: string | null, plan = PLAN): string => {
      const compiled = planner.compile(plan, config);
      return compiled.is === 'ready' ? compiled.strategyHash : 'bad';
    };

    expect(hash(null)).toBe(hash(null));
    expect(new Set([hash(null), hash('version: 1'), hash(null, `${PLAN}\n`)]).size).toBe(3);
  });
});

/** What each key of `.github/autopack.yml` is seen to change. */
const KEYS: Readonly<Record<string, readonly [string, (of: Strategy) => unknown, unknown]>> = {
  'budget.tokens': ['budget: { tokens: 900000 }', (s) => s.run.tokenCap, 900_000],
  'budget.usd': ['budget: { usd: 6.5 }', (s) => s.run.costCapMicroUsd, 6_500_000],
  'budget.attempts_per_phase': [
    'budget: { attempts_per_phase: 2 }',
    (s) => s.phases.map((p) => p.builderAttempts),
    [2, 2, 2],
  ],
  'budget.ci_runs': ['budget: { ci_runs: 4 }', (s) => s.run.ciRunCap, 4],
  'budget.active_minutes': ['budget: { active_minutes: 5 }', (s) => s.run.activeMinutes, 5],
  'budget.wait_hours': ['budget: { wait_hours: 0.5 }', (s) => s.run.waitHours, 0.5],
  'budget.phases': ['budget: { phases: 3 }', (s) => s.run.maxPhases, 3],
  'models.builder': [
    'models: { builder: gpt-4.1 }',
    (s) => s.phases[0]?.builder,
    { model: 'gpt-4.1', because: 'models.builder in .github/autopack.yml' },
  ],
  'models.auditor': ['models: { auditor: gpt-4.1 }', (s) => s.phases[0]?.auditor.model, 'gpt-4.1'],
  'models.fallback': ['models: { fallback: [gpt-5.1] }', (s) => s.fallback, ['gpt-5.1']],
  'ci.required': ['ci: { required: [ci, lint] }', (s) => s.ci.required, ['ci', 'lint']],
  'ci.register_timeout': ['ci: { register_timeout: 90s }', (s) => s.ci.registerTimeoutMs, 90_000],
  'ci.settle': ['ci: { settle: 0s }', (s) => s.ci.settleMs, 0],
  protected: ['protected: [LICENSE]', (s) => s.protectedPaths.at(-1), 'LICENSE'],
  allow_protected: [
    'allow_protected: [.github/workflows/ci.yml]',
    (s) => s.allowProtected,
    ['.github/workflows/ci.yml'],
  ],
  'ci.dispatch': ['ci: { dispatch: [ci.yml] }', (s) => s.ci.dispatch, ['ci.yml']],
  'ci.strict_required': ['ci: { strict_required: [e2e] }', (s) => s.ci.strictRequired, ['e2e']],
  'ci.preflight': ['ci: { preflight: gate.yml }', (s) => s.ci.preflight, 'gate.yml'],
  'audit.when': ['audit: { when: on_trigger }', (s) => s.audit.when, 'on_trigger'],
  'audit.max_inline': ['audit: { max_inline: 0 }', (s) => s.audit.maxInline, 0],
  'audit.rounds': ['audit: { rounds: 1 }', (s) => s.audit.rounds, 1],
};

describe('every key of the configuration changes the strategy', () => {
  it.each(Object.entries(KEYS))('%s', (_, [text, slice, expected]) => {
    expect(slice(strategy(yaml(text)))).toEqual(expected);
    expect(slice(strategy())).not.toEqual(expected);
  });

  it('who.start decides who may start a run', () => {
    expect(planner.startPermission(null)).toBe('write');
    expect(planner.startPermission(yaml('who: { start: maintain }'))).toBe('maintain');
    expect(planner.startPermission('not: [valid')).toBe('write');
  });

  it('attempts and CI runs are only ever lowered', () => {
    const { phases, run } = strategy(yaml('budget: { attempts_per_phase: 9, ci_runs: 900 }'));

    expect(phases.map((p) => p.builderAttempts)).toEqual([2, 3, 2]);
    expect(run.ciRunCap).toBe(8);
  });
});

describe('any plan and any configuration', () => {
  const word = fc.constantFrom('docs', 'tests', 'general', 'security_auth', 'bulk_operation');
  const plan = fc
    .array(fc.tuple(word, fc.boolean()), { minLength: 1, maxLength: 12 })
    .map((parts) =>
      parts
        .map(([category, tier], i) => {
          const heading = tier || i === 0 ? `## Tier: ${i}\n` : '';
          return `${heading}### Phase: ${i}\n- category: ${category}\n- acceptance: ok`;
        })
        .join('\n'),
    );
  const config = fc.record({
    tokens: fc.integer({ min: 1_000, max: 9e8 }),
    usd: fc.double({ min: 0.000001, max: 99_999, noNaN: true }),
  });

  it('give a strategy whose caps hold together, or problems', () => {
    fc.assert(
      fc.property(plan, config, (text, { tokens, usd }) => {
        const compiled = planner.compile(
          text,
          yaml(`budget: { tokens: ${tokens}, usd: ${usd.toFixed(6)} }`),
        );
        if (compiled.is === 'bad') {
          expect(compiled.problems.some(({ level }) => level === 'must')).toBe(true);
          return;
        }
        const { run, tiers, phases } = Strategy.parse(compiled.strategy);
        for (const tier of tiers) expect(tier.tokenCap).toBeLessThanOrEqual(run.tokenCap);
        for (const phase of phases) expect(phase.outputTokens).toBeLessThan(run.tokenCap);
        expect(run.ciRunCap).toBeGreaterThanOrEqual(phases.length);
      }),
      { numRuns: 100 },
    );
  });
});
