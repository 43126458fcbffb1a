import { describe, expect, it } from '@jest/globals';
import { loadCatalog } from '../../../src/config/catalog.ts';
import { loadDefaults } from '../../../src/config/load.ts';
import { CATEGORIES } from '../../../src/core/plan/plan.ts';
import { strategy } from './planner.ts';

const { ruleset } = loadDefaults();
const ciOf = (category: string, asked = ''): string | undefined =>
  strategy(null, `### T1.P1: B\n- category: ${category}\n- acceptance: ok\n${asked}`).phases[0]
    ?.ciProfile;

describe('a phase without auto-apply', () => {
  it('has strict CI, whatever its category says', () => {
    const held = CATEGORIES.filter((name) => !ruleset.categories[name].auto_apply);
    expect(held).toContain('debt_cleanup');
    for (const category of held) expect(ciOf(category)).toBe('strict');
    expect(ciOf('debt_cleanup', '- ci: normal')).toBe('strict');
    expect(ciOf('docs')).toBe('normal');
  });
});

describe('the sizes of the shipped ruleset', () => {
  it('are tokens and room for an answer by complexity', () => {
    expect(ruleset.complexity).toEqual({
      low: { token_cap: 200_000, output_tokens: 8_192 },
      medium: { token_cap: 500_000, output_tokens: 12_288 },
      high: { token_cap: 1_000_000, output_tokens: 16_384 },
    });
  });
});

describe('the stacks of the shipped profiles', () => {
  it('change budgets and CI as the playbook has it', () => {
    const { profiles } = loadCatalog().profiles;
    const shown = [
      ...['web_fastapi_pg', 'fullstack_rag', 'ecommerce_platform', 'data_pipeline', 'minimal_api'],
    ].map((name) => {
      const { budget_modifier: by, default_ci_profile: ci } = profiles[name] ?? {};
      return `${name} ${by} ${ci}`;
    });
    expect(shown).toEqual([
      ...['web_fastapi_pg 1 normal', 'fullstack_rag 1.2 strict', 'ecommerce_platform 1.3 strict'],
      ...['data_pipeline 1.1 normal', 'minimal_api 0.8 normal'],
    ]);
  });
});
