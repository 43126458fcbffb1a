import { describe, expect, it } from '@jest/globals';
import { loadDefaults } from '../../../src/config/load.ts';
import { parsePlan } from '../../../src/core/plan/parse.ts';
import { Ruleset } from '../../../src/core/strategy/ruleset.ts';

const { ruleset } = loadDefaults();

describe('the thresholds of the shipped ruleset', () => {
  it('are those of the safety profiles', () => {
    const shown = Object.entries(ruleset.profiles).map(([name, profile]) => [
      name,
      ...Object.values(profile),
    ]);
    expect(shown).toEqual([
      ['normal', 2, 0, 3, 2],
      ['safety_critical', 1, 0, 2, 1],
    ]);
  });
});

describe('a ruleset', () => {
  it('has no output limit above 64,000', () => {
    const limit = (output_tokens: number) => {
      const high = { ...ruleset.complexity.high, output_tokens };
      return Ruleset.safeParse({ ...ruleset, complexity: { ...ruleset.complexity, high } }).success;
    };
    expect([limit(64_000), limit(64_001)]).toEqual([true, false]);
  });
});

describe('other names', () => {
  it.each([
    ['general', 'feature_scaffolding'],
    ['schema_change', 'schema_contract_change'],
    ['index_registry_maintenance', 'index_registry_change'],
    ['bulk_operation', 'bulk_multi_file_operation'],
    ['security_auth', 'security_auth_change'],
    ['orchestrator', 'cross_cutting_refactor'],
  ])('stand for a category: %s', (alias, category) => {
    const read = parsePlan(`## T1: A\n### T1.P1: B\n- category: ${alias}\n- acceptance: ok`);
    expect(read).toMatchObject({ is: 'plan', plan: { phases: [{ category }] } });
  });
});
