import { describe, expect, it } from '@jest/globals';
import type { Hold } from '../../../src/core/budget.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { MAX_REFUSALS } from '../../../src/core/run/recovery.ts';
import { hold, kept, MINUTE, phase, started, strategy, world } from './story.ts';
import { failure } from './told.ts';

const rules = strategy([phase('T1.P1')]);
const [begin, ...ready] = started(rules) as [RunEvent, ...RunEvent[]];
const wanted: RunEvent = { type: 'plan-wanted', at: 0, strategyHash: '1'.repeat(64) };
const planHold = (n: number): Hold => ({
  ...hold('builder'),
  ...{ id: `7-1.T0.planner.${n}`, role: 'planner', phase: 'T0' },
});
const calling = (n: number): RunEvent => ({ type: 'plan-started', at: 0, hold: planHold(n) });
const answered = (n: number): RunEvent => kept(planHold(n).id);
const refused: RunEvent = { type: 'plan-refused', at: 0, problems: ['plan:3 no'], draft: '# x' };
const made: RunEvent = { type: 'plan-made', at: 0, planHash: '2'.repeat(64) };
const lost: RunEvent = { type: 'call-lost', at: 0, hold: planHold(1).id };

const run = (...events: readonly RunEvent[]): Run => fold(undefined, [begin, wanted, ...events]);
const ends = (of: Run): readonly string[] =>
  failure(next(of)).map((one) => one.split(' ')[1] ?? '');
const next = (of: Run) => decide(of, rules, world());

describe('a run from prose', () => {
  it('makes a plan, shows it, and only then looks for a phase', () => {
    expect(next(run())).toEqual([{ do: 'make-plan' }]);
    expect(next(run(calling(1), answered(1)))).toEqual([
      { do: 'conclude-plan', hold: planHold(1).id },
    ]);
    const [froze, ...rest] = ready as [RunEvent, ...RunEvent[]];
    const frozen = run(calling(1), answered(1), made, froze);
    expect(frozen).toMatchObject({ state: 'PLAN_BOOTSTRAP', planHash: '2'.repeat(64) });
    expect(next(frozen)).toEqual([{ do: 'post-plan' }]);
    const going = fold(frozen, rest);
    expect(going.state).toBe('PHASE_QUEUEING');
    expect(next(going)).toMatchObject([{ do: 'record', events: [{ type: 'phase-started' }] }]);
  });

  it('waits for a call of somebody else, and takes a dead one for lost', () => {
    const open = run(calling(1));
    expect(next(open)).toEqual([]);
    expect(decide(open, rules, world({ worker: 'other' }))).toMatchObject([
      { events: [{ type: 'call-lost' }] },
    ]);
  });

  it('mends a plan once, and ends after that', () => {
    const once = run(calling(1), answered(1), refused);
    expect(once.planning).toMatchObject({ attempts: 1, problems: ['plan:3 no'], draft: '# x' });
    expect(next(once)).toEqual([{ do: 'make-plan' }]);
    const twice = fold(once, [calling(2), answered(2), refused]);
    expect(next(twice)).toMatchObject([
      { events: [{ type: 'run-failed', failure: { reason: 'plan_unusable' } }] },
    ]);
    expect(() => fold(twice, [calling(3)])).toThrow('used up');
  });

  it('pays for what is lost, and not for what is declined', () => {
    expect(run(calling(1), lost)).toMatchObject({
      spent: { tokens: 10_000, calls: 1 },
      spentBy: { 'planner:m': { tokens: 10_000 } },
      planning: { attempts: 1, calls: 1, spent: { tokens: 10_000 } },
      call: null,
    });
    const declined: RunEvent = {
      ...{ type: 'call-refused', at: 0, hold: planHold(1).id, kind: 'transient' },
      ...{ detail: '', retryAt: 500_000 },
    };
    const paid = {
      ...{ usage: { input: 500, cachedInput: 0, output: 0 } },
      ...{ settled: { tokens: 500, microUsd: 50 } },
    };
    expect(run(calling(1), { ...declined, paid })).toMatchObject({
      ...{ spent: { tokens: 500, microUsd: 50, calls: 1 }, call: null },
      planning: { attempts: 0, calls: 1, spent: { tokens: 500 } },
    });
    const after = run(calling(1), declined);
    expect(after).toMatchObject({ spent: { tokens: 0 }, planning: { attempts: 0, calls: 1 } });
    expect(next(after)).toEqual([]);
  });

  it('counts the time and the cost of every call, by role and model', () => {
    const long = { ...answered(1), at: 3 * MINUTE };
    const again: RunEvent = { ...calling(2), at: 4 * MINUTE };
    const lostLate: RunEvent = { ...lost, hold: planHold(2).id, at: 90 * MINUTE };
    expect(run(calling(1), long, refused, again, lostLate)).toMatchObject({
      // Of the second the lease is all that counts.
      activeMs: 3 * MINUTE + 6 * MINUTE,
      spentBy: { 'planner:m': { tokens: 11_000, microUsd: 21_000, calls: 2 } },
    });
  });

  it('ends where the provider reports more than a call could use', () => {
    const most = 10_000;
    const over = {
      ...{ ...answered(1), anomaly: true },
      usage: { input: most, cachedInput: 0, output: 1 },
    } as RunEvent;
    const after = run(calling(1), over);
    expect(after.anomaly).toContain(`reports ${most + 1} tokens`);
    expect(ends(fold(after, [refused]))).toEqual(['usage_anomaly']);
    expect(run(calling(1), answered(1)).anomaly).toBeNull();
  });

  it('ends where the provider declines again and again, and forgets that with an answer', () => {
    const declined = (n: number): readonly RunEvent[] => [
      calling(n),
      {
        ...{ type: 'call-refused', at: 0, hold: planHold(n).id, kind: 'transient' },
        ...{ detail: '', retryAt: 0 },
      },
    ];
    const often = Array.from({ length: MAX_REFUSALS - 1 }, (_, n) => declined(n)).flat();
    expect(next(run(...often))).toEqual([{ do: 'make-plan' }]);
    expect(ends(run(...often, ...declined(99)))).toEqual(['provider_unavailable']);
    expect(run(...often, calling(98), answered(98))).toMatchObject({ refusals: 0, retryAt: null });
  });

  it('settles an open call when it ends', () => {
    const end: RunEvent = {
      type: 'run-failed',
      at: 0,
      failure: {
        ...{ state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', reason: 'cancelled', detail: 'x' },
        phase: null,
      },
    };
    expect(run(calling(1), end)).toMatchObject({ spent: { tokens: 10_000 }, call: null });
  });

  it.each<readonly [string, readonly RunEvent[]]>([
    ['a plan without an answer', [calling(1), made]],
    ['a refusal without an answer', [refused]],
    ['two calls at once', [calling(1), calling(2)]],
    ['a second wish', [wanted]],
    ['a settlement of another call', [calling(1), kept('other')]],
  ])('never sees %s', (_, events) => {
    expect(() => run(...events)).toThrow();
  });

  it('is no move of a run that has its plan', () => {
    expect(() => fold(undefined, [begin, ...ready, calling(1)])).toThrow();
    expect(() => fold(undefined, [begin, calling(1)])).toThrow('without a wish');
  });
});
