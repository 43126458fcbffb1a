/** Commands that could lead nowhere, and what they leave as it is. */
import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { Seen } from '../../../src/core/run/observation.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { failed, HEAD, rules, say } from './said.ts';
import { audited, begun, ciSaid, given, phase, pushed, strategy } from './story.ts';
import { eventsIn } from './told.ts';

const pull = (state: 'open' | 'closed' | 'merged'): Pick<Seen, 'pull'> => ({
  pull: {
    ...{ number: 8, state, draft: true, head: HEAD, title: '', body: '' },
    ...{ mergeCommit: null, mergeable: 'unknown' },
  },
});
const three = strategy([
  phase('T1.P1', { builderAttempts: 1 }),
  phase('T1.P2', { dependsOn: ['T1.P1'] }),
  phase('T1.P3', { dependsOn: ['T1.P2'] }),
  phase('T1.P4'),
]);
const over = (reason: 'ci_wait' | 'ledger_deleted'): RunEvent => ({
  ...{ type: 'run-failed', at: 0 },
  failure: { state: 'DONE_FAILED_ENVIRONMENT', reason, detail: 'x', phase: null },
});

describe('/autopack resume and rollback', () => {
  it.each<[string, Partial<Seen>, string]>([
    ['resume', pull('closed'), 'The pull request is closed.'],
    ['rollback T1.P1', pull('closed'), 'The pull request is closed.'],
    ['rollback T1.P1', { issueOpen: false }, 'The issue is closed.'],
    ['rollback T1.P2', {}, 'T1.P2 is SKIPPED, not FAILED.'],
    ['rollback', {}, 'Name the phase: T1.P1 failed.'],
  ])('%s is refused when it could lead nowhere', (text, seen, answer) => {
    expect(say(text, { seen })).toMatchObject({ taken: false, answer, facts: [] });
  });

  it('are refused where steps of the record may be missing, and after success', () => {
    const lost = say('resume', { after: [begun, ...pushed(HEAD), over('ledger_deleted')] });
    expect(lost.answer).toContain('Steps of its record may be missing.');
    const one = strategy([phase('T1.P1')]);
    const done = [
      ...[begun, ...pushed(HEAD), ciSaid(HEAD, 'green'), ...audited(HEAD, 'approve')],
      { type: 'phase-completed', at: 0, phase: 'T1.P1', head: HEAD } as const,
      { type: 'run-succeeded', at: 0, head: HEAD } as const,
    ];
    expect(say('resume', { after: done, rules: one }).answer).toBe('Run 7-1 succeeded.');
  });

  it('resume goes on with a phase that has attempts left', () => {
    const more = strategy([phase('T1.P1'), phase('T1.P2')]);
    const { taken, answer, facts } = say('resume', {
      ...{ rules: more, after: [begun, ...pushed(HEAD), ciSaid(HEAD, 'red'), over('ci_wait')] },
    });
    expect({ taken, answer }).toEqual({ taken: true, answer: 'T1.P1 goes on.' });
    expect(facts).toMatchObject([
      { type: 'run-reopened' },
      { type: 'phase-retried', phase: 'T1.P1', attempts: 0, anew: true },
    ]);
  });

  it.each([
    ['tokens', { tokenCap: 1_000 }, 'tokens are used up'],
    ['active minutes', { activeMinutes: 0 }, 'active minutes are used up'],
  ])('retry is refused where the %s of the run are used up', (_, caps, words) => {
    const small: Strategy = { ...rules, run: { ...rules.run, ...caps } };
    const late = failed.map((event) =>
      event.type === 'answer-kept' ? { ...event, at: 1 } : event,
    );
    const { taken, answer } = say('retry T1.P1', { rules: small, after: late });
    expect(taken).toBe(false);
    expect(answer).toContain(words);
  });
});

describe('/autopack retry', () => {
  it('queues all that was skipped with it, and nothing that was left out otherwise', () => {
    const events: readonly RunEvent[] = [
      { type: 'phase-skipped', at: 0, phase: 'T1.P4', reason: 'not wanted' },
      ...[begun, ...pushed(HEAD), ciSaid(HEAD, 'red')],
      {
        ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1 },
        evidence: [{ kind: 'ci', attempt: 1, head: HEAD, text: 'CI is red.' }],
      },
    ];
    const gaveUp = [...events, ...eventsIn(given(three, ...events).when())];
    const { facts } = say('retry t1.p1', { rules: three, after: gaveUp });
    expect(facts.flatMap((one) => (one.type === 'phase-retried' ? [one.phase] : []))).toEqual([
      ...['T1.P1', 'T1.P2', 'T1.P3'],
    ]);
  });
});

describe('/autopack budget', () => {
  const allowed: Strategy = {
    ...rules,
    run: { ...rules.run, tokenCap: 1_000_000, costCapMicroUsd: 2_000_000 },
    raise: { needs: 'maintain', maxTokens: 2_000_000, maxMicroUsd: 5_000_000 },
  };
  const ask = (text: string, own: Strategy) =>
    say(text, { after: [begun], rules: own, by: 'maintain' });

  it('goes as far as the default branch says, in either unit', () => {
    expect(ask('budget +$3.00', allowed)).toMatchObject({ facts: [{ microUsd: 3_000_000 }] });
    expect(ask('budget +1000K', allowed)).toMatchObject({ facts: [{ tokens: 1_000_000 }] });
    expect(ask('budget +1M', allowed)).toMatchObject({ facts: [{ tokens: 1_000_000 }] });
  });

  it('raises no cap that there is none of', () => {
    const tokens = { ...allowed, run: { ...allowed.run, costCapMicroUsd: null } };
    expect(ask('budget +$1', tokens).answer).toBe('This run has no cap in money.');
    expect(ask('budget +1k', tokens).answer).toBe('The run may spend 1,001,000 tokens.');
  });
});

describe('what is so already', () => {
  it('is said of a hold', () => {
    const held = say('hold', { after: [begun] });
    expect(held.facts).toMatchObject([{ type: 'run-held', by: 'alice' }]);
    const again = say('hold ', { after: held.after });
    expect(again).toMatchObject({ taken: false, answer: 'The run is held by alice already.' });
  });

  it('is said of a finding', () => {
    const revised = [begun, ...pushed(HEAD), ciSaid(HEAD, 'green'), ...audited(HEAD, 'revise')];
    const once = say('dismiss F-1 fine', { after: revised });
    expect(once.facts).toMatchObject([{ by: 'alice' }]);
    const { taken, answer } = say('dismiss F-1 again', { after: once.after });
    expect({ taken, answer }).toEqual({ taken: false, answer: 'F-1 is dismissed.' });
  });

  it('is said of a run at work', () => {
    expect(say('verify', { after: [begun] }).answer).toBe('Run 7-1 is at work.');
  });
});
