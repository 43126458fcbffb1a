import { describe, expect, it } from '@jest/globals';
import { updateBacklog } from '../../../src/core/backlog/update.ts';
import type { Reuse } from '../../../src/core/planning/reuse.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { sha } from '../run/story.ts';
import { audited, candidate, green, reported, RULES, runOf } from '../findings/runs.ts';
import { debtsOf, issueOf } from './debts.ts';

const one = sha(10);
const reuse: Reuse = {
  ...{ feature: 'keyring', url: 'https://github.com/vendor/keyring', owner: 'vendor' },
  ...{ name: 'keyring', commit: sha(42), license: 'MIT', licences: ['MIT'] },
  licenceFile: { path: 'LICENSE', sha256: 'a'.repeat(64) },
  files: [{ path: 'keyring.ts', sha256: 'b'.repeat(64) }],
};
const strategy = {
  ...RULES,
  phases: RULES.phases.map((phase, index) => (index === 0 ? { ...phase, reuse } : phase)),
};
const after = (promotion: Run['promotion']): Run => ({
  ...runOf(RULES, ...candidate(1), reported(one, green()), ...audited(one, [])),
  ...{ state: 'DONE_SUCCESS', promotion, merge: sha(77), startedAt: 100 },
});
const ask = { isGone: () => true, redact: (text: string) => text };

describe('code that was taken over', () => {
  it('leaves its licence’s obligation in the backlog when it is merged, and not before', () => {
    const { entries } = updateBacklog([], { run: after('promoted'), strategy, ...ask });
    expect([...entries.values()]).toMatchObject([
      {
        title: 'Keep the notice of vendor/keyring (MIT)',
        category: 'external_license',
        status: 'open',
        origin: 'reuse',
      },
    ]);
    expect(updateBacklog([], { run: after('eligible'), strategy, ...ask }).entries.size).toBe(0);
  });

  it('owes it until a person says otherwise: no later run resolves it', () => {
    const first = updateBacklog([], { run: after('promoted'), strategy, ...ask });
    const debts = debtsOf(...[...first.entries.values()].map((made) => issueOf(made)));
    const later: Run = { ...after('promoted'), runId: '9-1', startedAt: 900 };
    expect(updateBacklog(debts, { run: later, strategy: RULES, ...ask }).entries.size).toBe(0);
  });
});
