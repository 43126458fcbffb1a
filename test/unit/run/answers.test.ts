import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import { mayBeMended, mayLook } from '../../../src/core/run/mends.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { holdId } from '../../../src/core/names.ts';
import { EVERY } from './every-event.ts';
import { hold, sha } from './story.ts';

const at = 5_000;
const first = hold('builder');
const numbered = (n: number, role: 'builder' | 'auditor' = 'builder') => ({
  ...hold(role),
  id: holdId('7-1', 'T1.P1', role, n),
});
const begun: Run = fold(undefined, [
  ...[EVERY['run-started'], EVERY['strategy-frozen'], EVERY['preflight-passed']],
  ...[EVERY['queue-entered'], EVERY['phase-started']],
]);
const build = (n = 1): RunEvent => ({ ...EVERY['build-started'], hold: numbered(n) });
const kept = (n: number): RunEvent => ({
  ...EVERY['answer-kept'],
  ...{ hold: numbered(n).id, anomaly: false },
});
const repair = (n: number): RunEvent => ({ ...EVERY['repair-started'], at, hold: numbered(n) });
const declined = (n: number, more: object = {}): RunEvent => ({
  ...EVERY['call-refused'],
  ...{ hold: numbered(n).id, retryAt: 9_000, ...more },
});
const lost = (n: number): RunEvent => ({ type: 'call-lost', at, hold: numbered(n).id });

describe('a repair', () => {
  const answered = fold(begun, [build(), kept(1)]);

  it('is a call of its own in the same attempt, about the head that was served', () => {
    const open = fold(answered, [repair(2)]);
    expect(open.phases[0]).toMatchObject({ state: 'EXECUTING', attempt: 1, calls: 2 });
    expect(open.call).toMatchObject({
      ...{ answer: null, head: answered.call?.head, repairs: 1 },
      mends: { hold: { id: numbered(1).id }, answer: answered.call?.answer },
    });
    const mended = fold(open, [kept(2)]);
    expect(mended.phases[0]?.state).toBe('GATE');
    expect(mended.call).toMatchObject({ hold: { id: numbered(2).id }, repairs: 1 });
    expect(mended.call).not.toHaveProperty('mends');
    expect(fold(mended, [repair(3)]).call?.repairs).toBe(2);
  });

  it.each([
    ['declined', declined(2), { tokens: 10_000, calls: 1 }],
    ['lost', lost(2), { tokens: 10_000 + first.tokens, calls: 2 }],
  ])('that is %s leaves the answer as it was, and is not tried again', (_, event, spent) => {
    const after = fold(answered, [repair(2), event]);
    expect(after.state).toBe('GATE');
    expect(after.phases[0]).toMatchObject({ state: 'GATE', attempt: 1, evidence: [] });
    expect(after.call).toEqual({ ...answered.call, repairs: 2 });
    expect(after.spent).toMatchObject(spent);
  });

  it('that asks for the rest is counted by itself, and takes none of the others', () => {
    const rest = (n: number): RunEvent => ({ ...repair(n), rest: true }) as RunEvent;
    const twice = fold(answered, [rest(2), kept(2), rest(3), kept(3)]);
    expect(twice.call).toMatchObject({ hold: { id: numbered(3).id }, rests: 2 });
    expect(twice.call).not.toHaveProperty('repairs');
    const both = fold(twice, [repair(4), kept(4)]).call ?? {};
    expect(both).toMatchObject({ rests: 2, repairs: 1 });
    expect(fold(twice, [rest(4), lost(4)]).call).toMatchObject({ repairs: 2 });
  });

  it('that shows what was asked for is counted by itself, and what was asked for is kept', () => {
    const [a, b] = [{ op: 'read', arg: 'a' } as const, { op: 'list', arg: '' } as const];
    const shows = (n: number, ...look: (typeof a | typeof b)[]): RunEvent =>
      ({ ...repair(n), look }) as RunEvent;
    const twice = fold(answered, [shows(2, a, b), kept(2), shows(3, b), kept(3)]);
    expect(twice.call).toMatchObject({ looks: [[a, b], [b]] });
    expect(twice.call).not.toHaveProperty('repairs');
    expect(fold(twice, [repair(4), kept(4)]).call).toMatchObject({
      repairs: 1,
      looks: [[a, b], [b]],
    });
    // The answer that stands was made of what had been shown.
    const after = fold(twice, [repair(4), lost(4)]).call;
    expect(after).toMatchObject({ repairs: 2, looks: [[a, b], [b]] });
  });

  const want = (arg: string) => ({ op: 'read' as const, arg });
  const shown = (...args: readonly string[]) => ({ looks: args.map((arg) => [want(arg)]) });
  it.each([
    ['at first', {}, true],
    ['four times', shown('a', 'b', 'c'), true],
    ['not five times', shown('a', 'b', 'c', 'd'), false],
    ['not when it was shown that before', shown('a', 'z'), false],
    ['not when a call for it came to nothing', { repairs: 2 }, false],
  ] as const)('shows what is asked for %s', (_, call, may) =>
    expect(mayLook(call, [want('z')])).toBe(may),
  );

  it.each([
    ['at first', {}, null, true],
    ['twice', { repairs: 1 }, null, true],
    ['not three times', { repairs: 2 }, null, false],
    ['whatever was cut off before', { repairs: 1, rests: 4 }, null, true],
    ['for the rest, also when nothing is finished', {}, 0, true],
    ['for the rest again when it got on', { rests: 1 }, 2, true],
    ['not for the rest again when it did not', { rests: 1 }, 1, false],
    ['for the rest four times', { rests: 3 }, 9, true],
    ['not for the rest five times', { rests: 4 }, 9, false],
    ['not for the rest when that came to nothing', { repairs: 2 }, 9, false],
  ] as const)('is asked for %s', (_, call, finished, may) =>
    expect(mayBeMended(call, finished)).toBe(may),
  );

  it('mends nothing where there is no answer, and no other attempt', () => {
    expect(() => fold(begun, [repair(1)])).toThrow('has no answer to mend');
    expect(() => fold(begun, [build(), repair(2)])).toThrow('has no answer to mend');
    expect(() => fold(answered, [{ ...EVERY['repair-started'], attempt: 2 }])).toThrow(
      'is not at the gate',
    );
  });

  it('that is open when the run ends is settled in full', () => {
    const over = fold(answered, [repair(2), EVERY['run-failed']]);
    expect(over.call).toBeNull();
    expect(over.spent.calls).toBe(2);
  });
});

describe('models that decline', () => {
  const models = (...events: readonly RunEvent[]) => fold(begun, events).declined?.models;

  it('are counted in a row, by model, until they answer', () => {
    expect(models(build(1), declined(1, { declined: 1 }))).toEqual({ [first.model]: 1 });
    expect(
      models(build(1), declined(1, { declined: 1 }), build(2), declined(2, { declined: 2 })),
    ).toEqual({ [first.model]: 2 });
    expect(models(build(1), declined(1, { declined: 1 }), build(2), kept(2))).toEqual({});
  });

  it('are not counted by ledgers that are older than this', () => {
    expect(fold(begun, [build(1), declined(1)])).not.toHaveProperty('declined');
  });
});

describe('the first of two opinions', () => {
  const pushed: readonly RunEvent[] = [build(), kept(1), EVERY['edits-committed']];
  const audit = (n: number): readonly RunEvent[] => [
    { ...EVERY['audit-started'], hold: numbered(n, 'auditor') },
    { ...EVERY['answer-kept'], hold: numbered(n, 'auditor').id, anomaly: false },
  ];

  it('waits at the head that it is about for the second', () => {
    const half = fold(begun, [...pushed, ...audit(2), EVERY['audit-part-kept']]);
    const [candidate] = half.phases[0]?.candidates ?? [];
    expect(candidate).toMatchObject({ head: sha(2), audit: null, part: { verdict: 'revise' } });
    expect(half.call).toBeNull();
    const whole = fold(half, [...audit(3), EVERY['audit-finished']]);
    expect(whole.phases[0]?.candidates[0]).not.toHaveProperty('part');
  });

  it('is worth nothing on the head that people pushed after it', () => {
    const half = fold(begun, [...pushed, ...audit(2), EVERY['audit-part-kept']]);
    const { before: _before, ...moved } = EVERY['branch-advanced'];
    const after = fold(half, [{ ...moved, before: half.head, head: sha(7) }]);
    expect(after.phases[0]?.candidates.at(-1)).not.toHaveProperty('part');
  });
});
