import { describe, expect, it } from '@jest/globals';
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';

const PLAN = `# Two tiers

- run scope: single_tier

## T1 Data

### T1.P1 Schema
- category: tests
- scope: test/**
- acceptance: they pass

## T2 API

### T2.P1 Routes
- category: tests
- scope: test/**
- acceptance: they pass
- depends on: T1.P1
`;
const compile = (done: readonly string[]) => {
  const fresh = planning(loadDefaults(), { now: () => Date.parse('2026-11-21') });
  return fresh.after([], done).compile(PLAN, null);
};

describe('a run of one tier', () => {
  it('builds the first one and says what is left', () => {
    const first = compile([]);
    expect(first).toMatchObject({
      is: 'ready',
      strategy: { tiers: [{ id: 'T1' }], phases: [{ id: 'T1.P1' }], tiersLeft: ['T2'] },
      warnings: [{ code: 'plan/single-tier', level: 'should' }],
    });
  });

  it('goes on with the next when that was merged, and what it needed is there', () => {
    const second = compile(['T1 Data']);
    expect(second).toMatchObject({
      strategy: { phases: [{ id: 'T2.P1', dependsOn: [] }], tiersDone: ['T1 Data'] },
      warnings: [],
    });
    expect(second).not.toHaveProperty('strategy.tiersLeft');
  });

  it('is refused when nothing is left, and begins again where a tier was renamed', () => {
    expect(compile(['T1 Data', 'T2 API'])).toMatchObject({
      is: 'bad',
      problems: [{ code: 'plan/all-tiers-done' }],
    });
    expect(compile(['T1 Other'])).toMatchObject({ strategy: { tiers: [{ id: 'T1' }] } });
  });
});
