/** A finding that one run left behind in one tier, and what the next run makes of it. */
import { parsePlan } from '../../src/core/plan/parse.ts';
import { RepositoryConfig } from '../../src/core/strategy/repository.ts';
import { compileStrategy } from '../../src/core/strategy/compile.ts';
import type { Debt } from '../../src/core/backlog/issues.ts';
import type { Settings } from './settings.ts';

const DEBT: Debt = {
  id: 'a'.repeat(24),
  issue: { number: 5, title: 'No index', body: '', open: true },
  entry: {
    ...{ version: 1, repoId: 1, id: 'a'.repeat(24), category: 'bug', title: 'No index' },
    ...{ reason: 'slow', severity: 'minor', source: 'auditor', path: 'src/a.ts', anchor: null },
    ...{ origin: 'greenfield', first: '1-1', last: '1-1', seen: ['1-1/T1'], status: 'open' },
    ...{ at: 0, resolvedBy: null },
  },
};

const PLAN = (safety: string): string =>
  `safety profile: ${safety}\n\n## T1: Tier\n\n### T1.P1: Work\n\n- category: tests\n`;

/** Names of the phases that a run would have. */
export function cleanUps(settings: Settings, safety: string): unknown {
  const parsed = parsePlan(PLAN(safety));
  if (parsed.is === 'bad') throw new Error('not a plan');
  const made = compileStrategy({
    ...settings,
    ...{ plan: parsed.plan, planHash: '0'.repeat(64), rulesetHash: '0'.repeat(64) },
    repository: RepositoryConfig.parse(settings.repository),
    debts: [DEBT],
  });
  return made.is === 'bad' ? made.problems : made.strategy.phases.map(({ category }) => category);
}
