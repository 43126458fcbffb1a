import { describe, expect, it } from '@jest/globals';
import { fold, isTerminal } from '../../../src/core/run/evolve.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { EVERY } from './every-event.ts';
import { calling, fromStart, STORIES } from './stories.ts';
import { evidence, hold, kept, sha } from './story.ts';

const tell = (name: string): Run => fold(undefined, STORIES[name] ?? []);

describe('what is counted', () => {
  it('is the attempt whose answer was lost, and not the one that was declined', () => {
    expect(tell('loses an answer').phases[0]).toMatchObject({
      attempt: 1,
      evidence: [{ kind: 'lost' }],
    });
    expect(tell('is declined').phases[0]).toMatchObject({ attempt: 0, evidence: [] });
    expect(tell('is declined')).toMatchObject({
      refusals: 1,
      retryAt: 2_000,
      spent: { tokens: 0 },
    });
  });

  it('is what a declined call took all the same, and its attempt is given back', () => {
    const usage = { input: 4_096, cachedInput: 0, output: 100 };
    const paid = { usage, settled: { tokens: 4_196, microUsd: 5_000 } };
    const run = fold(undefined, [...fromStart, calling, { ...EVERY['call-refused'], paid }]);
    expect(run).toMatchObject({
      ...{ call: null, refusals: 1, spent: { tokens: 4_196, microUsd: 5_000, calls: 1 } },
      phases: [{ attempt: 0, spent: { tokens: 4_196 } }, {}],
    });
  });

  it('is the hold in full when a run ends in a call', () => {
    const cancelled = tell('is cancelled in a call');
    expect(cancelled).toMatchObject({ call: null, spent: { tokens: 10_000, microUsd: 20_000 } });
    expect(isTerminal(cancelled)).toBe(true);
    expect(cancelled.phases[0]).toMatchObject({ state: 'FAILED', because: 'Waited 48 hours.' });
  });

  it('is the same at phase, role and run', () => {
    for (const name of Object.keys(STORIES)) {
      const run = tell(name);
      const phases = run.phases.reduce((sum, one) => sum + one.spent.tokens, 0);
      const roles = Object.values(run.spentBy).reduce((sum, one) => sum + one.tokens, 0);
      expect([name, phases, roles]).toEqual([name, run.spent.tokens, run.spent.tokens]);
    }
  });

  it('is not an attempt that met a file which people had changed', () => {
    const stale = { ...EVERY['edits-refused'], evidence: evidence('stale') };
    const run = fold(undefined, [...fromStart, calling, kept(hold('builder').id), stale]);
    expect(run.phases[0]?.attempt).toBe(0);
  });

  it('is a CI run for each head that is pushed, by us or by people', () => {
    expect(tell('is mended').ciRuns).toBe(2);
    const people = tell('is changed by people');
    expect(people.ciRuns).toBe(2);
    expect(people.phases[0]?.candidates.at(-1)).toMatchObject({
      head: sha(5),
      ci: null,
      audit: null,
    });
  });

  it('is active time up to the end of the lease at the most', () => {
    const late = { ...EVERY['call-lost'], at: 90 * 60_000 };
    expect(fold(undefined, [...fromStart, calling, late]).activeMs).toBe(10 * 60_000);
  });
});
