import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';
import type { Problem } from '../../../src/core/plan/plan.ts';
import { Strategy } from '../../../src/core/strategy/strategy.ts';

export const now = Date.parse('2026-09-20');
export const planner = planning(loadDefaults(), { now: () => now });

export const PLAN = `safety profile: normal

## T1: Data
### T1.P1: Schema
- category: schema_change
- deliverables: db/schema.sql
- acceptance: it is there
### T1.P2: Tests
- category: tests
- acceptance: they pass
## T2: Words
### T2.P1: Docs
- category: docs
- complexity: high
- acceptance: they are read
`;

/** This plan + this configuration → that strategy. */
export const strategy = (config: string | null = null, plan = PLAN): Strategy => {
  const compiled = planner.compile(plan, config);
  if (compiled.is === 'bad') throw new Error(JSON.stringify(compiled.problems, null, 1));
  return Strategy.parse(compiled.strategy);
};
export const problems = (config: string | null, plan = PLAN): readonly Problem[] => {
  const compiled = planner.compile(plan, config);
  return compiled.is === 'bad' ? compiled.problems : compiled.warnings;
};
export const codes = (config: string | null, plan = PLAN): readonly string[] =>
  problems(config, plan).map(({ code }) => code);
export const yaml = (rest: string): string => `version: 1\n${rest}`;
