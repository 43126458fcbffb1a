import { describe, expect, it } from '@jest/globals';
import { capsNow } from '../../../src/core/run/caps.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { evolve, fold } from '../../../src/core/run/evolve.ts';
import type { PullSeen } from '../../../src/core/run/observation.ts';
import { MAX_FAILURES, MAX_REFUSALS, unwell } from '../../../src/core/run/recovery.ts';
import { EVERY } from './every-event.ts';
import {
  begun,
  ciSaid,
  given,
  hold,
  kept,
  phase,
  pushed,
  sha,
  started,
  strategy,
} from './story.ts';
import { succeeded } from './stories.ts';
import { eventsIn, failure, types } from './told.ts';

const HEAD = sha(2);
const rules = strategy();
const done = succeeded(HEAD);
const skip = (id: string): RunEvent => ({ type: 'phase-skipped', at: 0, phase: id, reason: '' });
const reopened: RunEvent = { type: 'run-reopened', at: 0, by: { id: 5, login: 'alice' } };
const merged: RunEvent = {
  ...{ type: 'run-promoted', at: 0, head: HEAD, merge: sha(9), verified: true },
};
const theirs: RunEvent = {
  ...{ type: 'branch-advanced', at: 0, before: HEAD, head: sha(5), after: HEAD },
  commits: [{ sha: sha(5), by: 'bob' }],
};
const retried: RunEvent = { type: 'phase-retried', at: 0, phase: 'T1.P1', attempts: 1 };
const blockedPromotion: RunEvent = {
  ...{ type: 'promotion-blocked', at: 0, reason: 'ci', detail: 'x' },
};
const calling: RunEvent = {
  ...{ type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: hold('builder') },
};

describe('a move that v7 does not know is refused', () => {
  it.each<readonly [string, readonly RunEvent[], RunEvent, string]>([
    ['a reopening of what succeeded', done, reopened, 'not reopened'],
    ['an answer to another hold', [begun, calling], kept('x'), 'no open hold'],
    ['a second strategy', [], EVERY['strategy-frozen'], 'frozen once'],
    ['a second merge', [...done, merged], merged, 'cannot follow'],
    [
      'a verification of another head',
      [...done, theirs],
      { type: 'promotion-verified', at: 0, head: HEAD },
      'not what is verified',
    ],
    ['a blocked promotion of a run at work', [begun], blockedPromotion, 'nothing is promoted'],
    ['a retry of what did not fail', [begun], retried, 'nothing to retry'],
  ])('%s', (_what, events, event, why) => {
    const run = fold(undefined, [...started(rules), ...events]);
    expect(() => evolve(run, event)).toThrow(why);
  });
});

describe('a tier', () => {
  const two = strategy([phase('T1.P1'), phase('T2.P1')]);
  const tiers = (...events: readonly RunEvent[]): readonly string[] =>
    given(two, ...events).run.tiers.map(({ state }) => state);

  it('is pending while nothing of it was begun', () => {
    expect(tiers(begun)).toEqual(['IN_PROGRESS', 'PENDING']);
  });

  it('is skipped when all of it was', () => {
    expect(tiers(skip('T1.P1'))).toEqual(['SKIPPED', 'PENDING']);
  });
});

describe('CI runs are capped', () => {
  const capped = { ...rules, run: { ...rules.run, ciRunCap: 1 } };
  const tiers = rules.tiers.map((tier) => ({ ...tier, ciRunCap: 1 }));
  const red: readonly RunEvent[] = [
    ...[begun, ...pushed(HEAD), ciSaid(HEAD, 'red')],
    {
      ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1 },
      evidence: [{ kind: 'ci', attempt: 1, head: HEAD, text: 'CI is red.' }],
    },
  ];
  it.each([
    ['of the run', capped],
    ['of a tier', { ...rules, tiers }],
  ])('%s', (_what, own) => {
    expect(types(given(rules, ...red).when())).toEqual(['build']);
    expect(failure(given(own, ...red).when())).toEqual(['DONE_FAILED_BUDGET_EXHAUSTED ci_run_cap']);
  });
});

it('a cap is what people added on top', () => {
  const raised: RunEvent = { type: 'budget-raised', at: 0, tokens: 7, microUsd: 0 };
  const { run } = given(rules, begun, raised, raised);
  expect(capsNow(run, rules).tokenCap).toBe(rules.run.tokenCap + 14);
});

describe('the health of a run', () => {
  it('ends it at twenty-five failures', () => {
    const { run } = given(rules, begun);
    const after = (attempt: number): string | null =>
      unwell({
        ...run,
        phases: run.phases.map((one) => ({
          ...one,
          attempt,
          // Only the numbers of the candidates matter here.
          candidates: Array.from({ length: attempt }, (_, n) => ({ attempt: n + 1 })) as never,
        })),
      });
    expect(after(MAX_FAILURES - 1)).toBeNull();
    expect(after(MAX_FAILURES)).toBe('25 attempts failed in this run.');
  });

  it('ends it at ten calls that were declined in a row, not before', () => {
    const declined = (n: number): readonly RunEvent[] => {
      const own = hold('builder', { id: `b${n}` });
      return [
        { type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: own },
        {
          ...{ type: 'call-refused', at: 0, hold: own.id, kind: 'transient' },
          ...{ detail: 'x', retryAt: 0 },
        },
      ];
    };
    const after = (count: number) =>
      given(rules, begun, ...Array.from({ length: count }, (_, n) => declined(n)).flat()).when();
    expect(types(after(9))).toEqual(['build']);
    expect(MAX_REFUSALS).toBe(10);
    expect(failure(after(10))).toEqual(['DONE_FAILED_ENVIRONMENT provider_unavailable']);
  });
});

describe('a run with findings', () => {
  const minor = (count: number): readonly RunEvent[] =>
    [...done.slice(0, -1)].map((event): RunEvent => {
      if (event.type !== 'audit-finished') return event;
      const one = { source: 'auditor', severity: 'minor', category: 'docs' } as const;
      const findings = Array.from({ length: count }, (_, n) => ({
        ...{ ...one, id: `F-${n + 1}`, key: `k${n}`, title: 't', reason: 'r', phase: 'T1.P1' },
        ...{ path: null, line: null, status: 'open' as const },
      }));
      return { ...event, findings };
    });
  const lenient = { ...rules, tiers: rules.tiers.map((tier) => ({ ...tier, minorTolerated: 9 })) };

  it('that are too many blocks the promotion though its tiers are clean', () => {
    expect(types(given(lenient, ...minor(3)).when())).toEqual(['run-succeeded']);
    expect(eventsIn(given(lenient, ...minor(4)).when())).toMatchObject([
      { type: 'run-succeeded' },
      { type: 'promotion-blocked', reason: 'excess_minor_issues' },
    ]);
  });

  it('is left to a person while a finding is open', () => {
    const auto = { ...lenient, promotion: { autoMerge: true, deleteBranch: false } };
    const pull: PullSeen = {
      ...{ number: 8, state: 'open', draft: false, head: HEAD, title: '', body: '' },
      ...{ mergeCommit: null, mergeable: 'yes' },
    };
    const success: RunEvent = { type: 'run-succeeded', at: 0, head: HEAD };
    expect(types(given(auto, ...minor(0), success).when({ pull }))).toEqual(['merge']);
    expect(types(given(auto, ...minor(1), success).when({ pull }))).toEqual(['record-artefacts']);
  });
});

it('a merge leaves the issue open while tiers are left', () => {
  const pull: PullSeen = {
    ...{ number: 8, state: 'merged', draft: false, head: HEAD, title: '', body: '' },
    ...{ mergeCommit: sha(9), mergeable: 'unknown' },
  };
  const next = (own: typeof rules) => types(given(own, ...done, merged).when({ pull }));
  expect(next(rules)).toEqual(['close-issue']);
  expect(next({ ...rules, tiersLeft: ['T2'] })).toEqual(['record-artefacts']);
});
