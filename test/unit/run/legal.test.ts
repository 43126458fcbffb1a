import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { evolve } from '../../../src/core/run/evolve.ts';
import { PhaseState, type Run, RunState } from '../../../src/core/run/run.ts';
import { planCapHit } from '../../../src/core/planning/budget.ts';
import { BASE, begun, given, hold, sha, strategy } from './story.ts';

const rules = strategy();
const { run } = given(rules);
const isLegal = (from: Run, event: RunEvent): boolean => {
  try {
    evolve(from, event);
    return true;
  } catch {
    // An illegal move throws, whatever it says.
    return false;
  }
};

describe('a phase', () => {
  const about = { at: 0, phase: 'T1.P1' } as const;
  const from = (event: RunEvent): readonly string[] =>
    PhaseState.options.filter((state) =>
      isLegal({ ...run, phases: run.phases.map((one) => ({ ...one, state })) }, event),
    );

  it('gets to COMPLETE from CI_RUNNING alone', () => {
    expect(from({ type: 'phase-completed', ...about, head: sha(2) })).toEqual(['CI_RUNNING']);
  });

  it('gets to FAILED from work alone', () => {
    expect(from({ type: 'phase-failed', ...about, reason: 'x' })).toEqual([
      ...['EXECUTING', 'GATE', 'CI_RUNNING'],
    ]);
  });

  it('gets to SKIPPED from the queue alone', () => {
    expect(from({ type: 'phase-skipped', ...about, reason: 'x' })).toEqual(['QUEUED']);
  });

  it('gets to EXECUTING from the queue, and back to it from work', () => {
    expect(from({ type: 'attempt-failed', ...about, attempt: 1, evidence: [] })).toEqual([
      ...['QUEUED', 'GATE', 'CI_RUNNING'],
    ]);
  });

  it('gets back into the queue from the work that its worker died in, and from nothing else', () => {
    const own = hold('builder');
    const open = { hold: own, startedAt: 0, answer: null, head: BASE };
    const after = PhaseState.options.map((state) => {
      const at = run.phases.map((one) => ({ ...one, state }));
      const lost = { type: 'call-lost', at: 0, hold: own.id, dead: true } as const;
      return evolve({ ...run, phases: at, call: open }, lost).phases[0]?.state;
    });
    expect(after).toEqual(PhaseState.options.map((one) => (one === 'EXECUTING' ? 'QUEUED' : one)));
  });

  it('gets back into the queue by a retry, from FAILED or what was skipped with it', () => {
    expect(from({ type: 'phase-retried', ...about, attempts: 1 })).toEqual(['FAILED', 'SKIPPED']);
  });
});

describe('a run', () => {
  const from = (event: RunEvent, of: Run = run): readonly string[] =>
    RunState.options.filter((state) => isLegal({ ...of, state }, event));

  it('is created from PLAN_BOOTSTRAP alone', () => {
    expect(from({ type: 'preflight-passed', at: 0 })).toEqual(['PLAN_BOOTSTRAP']);
  });

  it('enters the queue from everywhere but itself and an end', () => {
    expect(from({ type: 'queue-entered', at: 0 })).toEqual([
      ...['RUN_CREATED', 'PHASE_EXECUTION', 'GATE', 'CI_RUNNING', 'SNAPSHOT_CREATED'],
    ]);
  });

  it('enters no queue while a phase is at work', () => {
    expect(from({ type: 'queue-entered', at: 0 }, given(rules, begun).run)).toEqual([]);
  });

  it('succeeds from a snapshot or the queue alone', () => {
    expect(from({ type: 'run-succeeded', at: 0, head: sha(2) })).toEqual([
      ...['PHASE_QUEUEING', 'SNAPSHOT_CREATED'],
    ]);
  });

  it('starts a phase from the queue alone', () => {
    expect(from(begun)).toEqual(['PHASE_QUEUEING']);
  });

  it('fails from every state that is no end', () => {
    const state = 'DONE_FAILED_ENVIRONMENT' as const;
    const failure = { state, reason: 'ci_wait' as const, detail: '', phase: null };
    const ends = RunState.options.filter((one) => one.startsWith('DONE_'));
    expect(ends).toHaveLength(5);
    expect(from({ type: 'run-failed', at: 0, failure })).toEqual(
      RunState.options.filter((one) => !ends.includes(one)),
    );
  });

  it('is brought back from a failure alone', () => {
    const reopened: RunEvent = { type: 'run-reopened', at: 0, by: { id: 5, login: 'alice' } };
    expect(from(reopened)).toEqual(
      RunState.options.filter((one) => one.startsWith('DONE_FAILED_')),
    );
  });

  it('is held while it goes on, and not when it is over', () => {
    expect(from({ type: 'run-held', at: 0, by: 'alice' })).toEqual(
      RunState.options.filter((one) => !one.startsWith('DONE_')),
    );
  });
});

it('planning has a cap of its own within the run’s', () => {
  const planning = { planner: { model: 'm', because: '' }, tokenCap: 1_000, outputTokens: 10 };
  const want = (tokens: number) =>
    planCapHit(run, { ...rules, planning }, { tokens, microUsd: 0 })?.cap;
  expect([want(1_000), want(1_001)]).toEqual([undefined, 'phase_token_cap']);
  expect(want(rules.run.tokenCap + 1)).toBe('token_cap');
});
