import { describe, expect, it } from '@jest/globals';
import { withLookup } from '../../../src/core/planning/apply-lookup.ts';
import { budgetFactor } from '../../../src/core/planning/requirements.ts';
import type { FeatureLookup } from '../../../src/core/planning/reuse.ts';
import { loadDefaults } from '../../../src/config/load.ts';
import { strategyOf } from './a-catalog.ts';

const none = { combinations: [] };
const lookup = (more: Partial<FeatureLookup>): FeatureLookup => ({
  ...{ profile: null, requirements: [], matches: [], share: 0, factor: 1 },
  ...more,
});
const stack = (budgetModifier: number, ciProfile: 'normal' | 'strict') => ({
  profile: { id: 'x', because: '', budgetModifier, ciProfile },
});
const plain = strategyOf();
const under = (more: Partial<FeatureLookup>) =>
  withLookup(plain, { lookup: lookup(more), reuse: new Map() }, loadDefaults().ruleset);

describe('a stack', () => {
  it('makes CI strict where the stack asks for it', () => {
    expect(under(stack(1, 'strict')).phases.every((p) => p.ciProfile === 'strict')).toBe(true);
    expect(under(stack(1, 'normal')).phases.map((p) => p.ciProfile)).toEqual(
      plain.phases.map((p) => p.ciProfile),
    );
  });

  it('never raises a budget, and lowers it', () => {
    expect(under(stack(1.3, 'normal')).run.tokenCap).toBe(plain.run.tokenCap);
    expect(under(stack(0.5, 'normal')).run.tokenCap).toBe(plain.run.tokenCap / 2);
  });
});

describe('the share that is reused', () => {
  it('halves from 80 % on', () => {
    expect([0.79, 0.8, 1].map((share) => budgetFactor(share, [], none))).toEqual([0.75, 0.5, 0.5]);
  });
  it('takes a quarter from 40 % on', () => {
    expect([0.39, 0.4].map((share) => budgetFactor(share, [], none))).toEqual([1, 0.75]);
  });
  it('takes nothing below', () => {
    expect(budgetFactor(0, [], none)).toBe(1);
  });
  it('takes more where features belong together', () => {
    const pair = { features: ['a', 'b'], estimated_budget_reduction: 0.6 };
    expect(budgetFactor(0, ['a', 'b'], { combinations: [pair] })).toBe(0.4);
    expect(budgetFactor(0, ['a'], { combinations: [pair] })).toBe(1);
  });
});
