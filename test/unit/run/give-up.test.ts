import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { BASE, begun, ciSaid, given, phase, pushed, sha, strategy } from './story.ts';
import { eventsIn, failure, types } from './told.ts';

const HEAD = sha(2);
const one = { builderAttempts: 1 };
const three = strategy([
  phase('T1.P1', one),
  phase('T1.P2', { ...one, dependsOn: ['T1.P1'] }),
  phase('T1.P3', one),
  phase('T2.P1', one),
]);
const red: readonly RunEvent[] = [
  begun,
  ...pushed(HEAD),
  ciSaid(HEAD, 'red'),
  {
    ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1 },
    evidence: [{ kind: 'ci', attempt: 1, head: HEAD, text: 'CI is red.' }],
  },
];
const failed = [...red, ...eventsIn(given(three, ...red).when())];
const undone: RunEvent = {
  ...{ type: 'phase-undone', at: 0, phase: 'T1.P1', before: HEAD, head: sha(3), tree: sha(9) },
};

describe('a phase that failed', () => {
  it('takes with it what depends on it, and nothing else of its tier', () => {
    expect(types(given(three, ...red).when())).toEqual(['phase-failed', 'phase-skipped']);
    const { run } = given(three, ...failed);
    expect(run.phases.map(({ state }) => state)).toEqual(['FAILED', 'SKIPPED', 'QUEUED', 'QUEUED']);
    expect(run.tiers[0]?.state).toBe('IN_PROGRESS');
  });

  it('is undone before the next one starts', () => {
    const next = given(three, ...failed);
    expect(next.when()).toEqual([{ do: 'undo', phase: 'T1.P1' }]);
    const after = given(three, ...failed, undone);
    expect(after.run).toMatchObject({ head: sha(3), snapshot: sha(3), ciRuns: 2 });
    expect(types(after.when())).toEqual(['queue-entered', 'phase-started']);
  });

  it('blocks the next tier: the run ends when the others are through', () => {
    const skipped: RunEvent = { type: 'phase-skipped', at: 0, phase: 'T1.P3', reason: '' };
    const through = given(three, ...failed, undone, skipped);
    expect(through.run.tiers[0]?.state).toBe('FAILED');
    expect(failure(through.when())).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW attempts_exhausted',
    ]);
  });

  it('ends a safety-critical run at once', () => {
    const strict = { ...three, safetyProfile: 'safety_critical' as const };
    expect(types(given(strict, ...red).when())).toEqual([
      ...['phase-failed', 'phase-skipped', 'run-failed'],
    ]);
  });

  it('ends the run where nothing else of its tier could start', () => {
    const alone = strategy([phase('T1.P1', one), phase('T2.P1')]);
    expect(types(given(alone, ...red).when())).toEqual(['phase-failed', 'run-failed']);
  });

  it('is not undone when people’s commits stand on top of it', () => {
    const theirs: RunEvent = {
      ...{ type: 'branch-advanced', at: 0, before: HEAD, head: sha(5), after: BASE },
      commits: [{ sha: sha(5), by: 'bob' }],
    };
    expect(types(given(three, ...red, theirs).when())).toContain('run-failed');
  });

  it('is not undone without a CI run for the commit that would do it', () => {
    const poor = { ...three, run: { ...three.run, ciRunCap: 1 } };
    expect(types(given(poor, ...red).when())).toContain('run-failed');
  });

  it('of a policy ends the run, whatever else could go on', () => {
    const policy = given(three, begun, ...pushed(HEAD), ciSaid(HEAD, 'red'), {
      ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1 },
      evidence: [{ kind: 'policy', attempt: 1, head: HEAD, text: 'out of scope' }],
    });
    expect(failure(policy.when())).toEqual(['DONE_FAILED_POLICY_VIOLATION policy_violation']);
  });
});
