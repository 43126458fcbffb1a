import { describe, expect, it } from '@jest/globals';
import type { Evidence, RunEvent } from '../../../src/core/run/event.ts';
import { limitsNow } from '../../../src/core/run/limits.ts';
import {
  healthOf,
  MAX_EDIT_FAILURES,
  MAX_FAILURES,
  MAX_REFUSALS,
  pauseAfter,
} from '../../../src/core/run/recovery.ts';
import {
  failedTheSameTwice,
  isSameFailure,
  MIN_CHARS,
  signatureOf,
} from '../../../src/core/run/signature.ts';
import { begun, given, hold, kept, MINUTE, phase, strategy } from './story.ts';
import { failure, types } from './told.ts';

const SAME = 'not ok 4 - adds two numbers: expected 3, got 4 at src/add.ts:17';
const OTHER = 'TypeError: Cannot read properties of undefined (reading "id") in routes/user.ts';

const refused = (attempt: number, text: string, kind: Evidence['kind'] = 'refused'): RunEvent => ({
  ...{ type: 'edits-refused', at: 0, phase: 'T1.P1', attempt, gate: [] },
  evidence: { kind, attempt, head: null, text },
});
const tried = (attempt: number, text: string, minutes = 0): readonly RunEvent[] => {
  const own = hold('builder', {
    id: `b${attempt}`,
    lease: { worker: 'other', until: 1_000 * MINUTE },
  });
  return [
    { type: 'build-started', at: 0, phase: 'T1.P1', attempt, hold: own },
    { ...kept(own.id), at: minutes * MINUTE },
    refused(attempt, text),
  ];
};
const five = strategy([phase('T1.P1', { builderAttempts: 5, escalation: 'm2' })]);
const asked = (id: string): readonly RunEvent[] => {
  const own = hold('builder', { id: `p-${id}`, role: 'planner', phase: id });
  return [{ type: 'replan-started', at: 0, phase: id, hold: own }, kept(own.id)];
};
const replanned: readonly RunEvent[] = [
  ...asked('T1.P1'),
  { type: 'phase-replanned', at: 0, phase: 'T1.P1', approach: 'Parse before you add.' },
];
const twice = [begun, ...tried(1, SAME), ...tried(2, SAME)];

describe('a failure signature', () => {
  it('leaves out what differs between two runs of the same thing', () => {
    const one = signatureOf([
      { kind: 'ci', attempt: 1, head: null, text: `${SAME} 12ms abcdef12` },
    ]);
    const two = signatureOf([
      { kind: 'ci', attempt: 2, head: null, text: `${SAME} 97ms 01234567` },
    ]);
    expect(one).toBe(two);
  });

  it('says nothing where the failure was nobody’s work', () => {
    expect(signatureOf([{ kind: 'lost', attempt: 1, head: null, text: SAME }])).toBe('');
  });

  it('is compared from a length on, and by four fifths of it', () => {
    const text = 'x'.repeat(MIN_CHARS);
    expect(isSameFailure(text, text)).toBe(true);
    expect(isSameFailure(text.slice(1), text)).toBe(false);
    expect(isSameFailure(text, `${'x'.repeat(24)}${'y'.repeat(6)}`)).toBe(true);
    expect(isSameFailure(text, `${'x'.repeat(23)}${'y'.repeat(7)}`)).toBe(false);
  });

  it('is that of the last two attempts', () => {
    const [last] = given(five, begun, ...tried(1, SAME), ...tried(2, OTHER)).run.phases;
    expect(last && failedTheSameTwice(last)).toBe(false);
    const [again] = given(five, ...twice).run.phases;
    expect(again && failedTheSameTwice(again)).toBe(true);
  });
});

describe('the same failure twice', () => {
  it('leads to another plan, and what is accepted stays', () => {
    expect(types(given(five, ...twice).when())).toEqual(['replan']);
    const { run, when } = given(five, ...twice, ...replanned);
    expect(types(when())).toEqual(['build']);
    const now = limitsNow(run, five, 'T1.P1');
    expect(now.description).toContain('Parse before you add.');
    expect(now.builderAttempts).toBe(5);
    expect(now.acceptance).toEqual(five.phases[0]?.acceptance);
  });

  it('then to a stronger model, then to giving up, though attempts are left', () => {
    const third = given(five, ...twice, ...replanned, ...tried(3, SAME));
    expect(types(third.when())).toEqual(['model-escalated']);
    const escalated: RunEvent = {
      ...{ type: 'model-escalated', at: 0, phase: 'T1.P1', model: 'm2', because: '' },
    };
    const after = [...twice, ...replanned, ...tried(3, SAME), escalated];
    const stronger = given(five, ...after);
    expect(types(stronger.when())).toEqual(['build']);
    expect(limitsNow(stronger.run, five, 'T1.P1').builder.model).toBe('m2');
    const fourth = given(five, ...after, ...tried(4, SAME));
    expect(failure(fourth.when())).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW attempts_exhausted',
    ]);
  });

  it('is no reason where the attempts between were of another kind', () => {
    const mixed = given(five, begun, ...tried(1, SAME), ...tried(2, OTHER), ...tried(3, SAME));
    expect(types(mixed.when())).toEqual(['build']);
  });

  it('goes to the stronger model at once where the run has used up its replans', () => {
    const rules = strategy(
      ['T1.P1', 'T1.P2', 'T1.P3', 'T1.P4', 'T1.P5', 'T1.P6'].map((id) =>
        phase(id, { builderAttempts: 5, escalation: 'm2' }),
      ),
    );
    const spent = ['T1.P2', 'T1.P3', 'T1.P4', 'T1.P5', 'T1.P6'].flatMap((id): RunEvent[] => [
      ...asked(id),
      { type: 'replan-unusable', at: 0, phase: id, why: 'not JSON' },
    ]);
    expect(types(given(rules, ...twice, ...spent.slice(3)).when())).toEqual(['replan']);
    expect(types(given(rules, ...twice, ...spent).when())).toEqual(['model-escalated']);
  });
});

describe('a phase', () => {
  it('is given up when it took more than its active time', () => {
    const slow = given(five, begun, ...tried(1, SAME, 16));
    expect(failure(slow.when())).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW phase_timeout']);
    expect(types(given(five, begun, ...tried(1, SAME, 15)).when())).toEqual(['build']);
  });
});

describe('the health of a run', () => {
  const many = (edits: number, builderAttempts: number) => {
    const rules = strategy([phase('T1.P1', { builderAttempts, escalation: 'm2' })]);
    const texts = (n: number): string => `${'ab'.repeat(n)} ${OTHER.slice(n)}`;
    return given(
      rules,
      begun,
      ...Array.from({ length: edits }, (_, n) => tried(n + 1, texts(n * 7))).flat(),
    );
  };

  it('ends it at fifteen answers that could not be applied, not before', () => {
    expect(failure(many(MAX_EDIT_FAILURES - 1, 40).when())).toEqual([]);
    expect(failure(many(MAX_EDIT_FAILURES, 40).when())).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW run_health',
    ]);
  });

  it('counts every attempt that did not complete its phase, up to twenty-five', () => {
    const { run } = many(3, 40);
    expect(healthOf(run)).toEqual({ failures: 3, editFailures: 3 });
    const phases = run.phases.map((one) => ({
      ...one,
      attempt: MAX_FAILURES,
      candidates: Array.from({ length: MAX_FAILURES }, (_, n) => ({ attempt: n + 1 })),
    }));
    // Only the numbers of the candidates matter here.
    expect(healthOf({ ...run, phases } as never)).toEqual({
      failures: MAX_FAILURES,
      editFailures: 0,
    });
  });
});

describe('the pause after a declined call', () => {
  const seconds = (asked: number): readonly number[] =>
    Array.from({ length: MAX_REFUSALS - 1 }, (_, n) => pauseAfter(n, asked * 1_000) / 1_000);

  it('is twice as long each time from the fourth on, up to a quarter of an hour', () => {
    expect(seconds(20)).toEqual([20, 20, 20, 60, 120, 240, 480, 900, 900]);
  });

  it('is never shorter than what the provider asks for', () => {
    expect(seconds(300)).toEqual([300, 300, 300, 300, 300, 300, 480, 900, 900]);
    expect(seconds(3_600)).toEqual(Array.from({ length: MAX_REFUSALS - 1 }, () => 3_600));
  });
});
