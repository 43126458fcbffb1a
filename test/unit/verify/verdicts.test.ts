/** A verdict of another head, or none at all, completes nothing: what a verification says of such a record. */
import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { verdictWrong } from '../../../src/core/verify/verdicts.ts';
import {
  audited,
  BASE,
  begun,
  ciSaid,
  given,
  hold,
  kept,
  phase,
  pushed,
  sha,
  strategy,
} from '../run/story.ts';
import { succeeded } from '../run/stories.ts';

const rules = strategy();
const lax = strategy(undefined, { audit: { when: 'on_trigger', maxInline: 6, rounds: 3 } });
const HEAD = sha(2);
const OTHER = sha(7);
const first = [begun, ...pushed(HEAD)];
const green = ciSaid(HEAD, 'green');
const found = (event: RunEvent, events: readonly RunEvent[], own: Strategy = rules) =>
  verdictWrong(given(own, ...events).run, event, own)?.found ?? null;
const complete = (head = HEAD): RunEvent => ({
  ...{ type: 'phase-completed', at: 0, phase: 'T1.P1', head },
});

describe('a phase that is complete', () => {
  const approved = [...first, green, ...audited(HEAD, 'approve')];

  it.each<[string, readonly RunEvent[], Strategy, string | null]>([
    ['with both on its head', approved, rules, null],
    ['without CI', [...first, ...audited(HEAD, 'approve')], rules, 'CI nothing and audit approve'],
    [
      'with red CI',
      [...approved.slice(0, -4), ciSaid(HEAD, 'red')],
      lax,
      'CI red and audit approve',
    ],
    ['without its audit', [...first, green], rules, 'CI green and audit nothing'],
    ['without one that is not due', [...first, green], lax, null],
    [
      'that the Auditor wants changed',
      [...first, green, ...audited(HEAD, 'revise')],
      rules,
      'CI green and audit revise',
    ],
    [
      'that the Auditor gave to a person',
      [...first, green, ...audited(HEAD, 'escalate')],
      rules,
      'CI green and audit escalate',
    ],
  ])('%s', (_, events, own, said) => expect(found(complete(), events, own)).toBe(said));

  it('is so at the head at work', () => {
    expect(found(complete(OTHER), approved)).toBe(OTHER);
    expect(found(complete(), [begun])).toBe(HEAD);
  });
});

describe('an audit and a report of CI', () => {
  const own = hold('auditor', { id: 'a1' });
  const asked: RunEvent = {
    ...{ type: 'audit-started', at: 0, phase: 'T1.P1', head: HEAD, hold: own },
  };
  const unusable = (head: string, id = 'T1.P1'): RunEvent => ({
    ...{ type: 'audit-unusable', at: 0, phase: id, head, why: 'no JSON' },
  });

  it('are about the head at work', () => {
    expect(found(asked, first)).toBeNull();
    expect(found({ ...asked, head: OTHER } as RunEvent, first)).toBe(OTHER);
    expect(found(green, first)).toBeNull();
    expect(found(ciSaid(OTHER, 'green'), first)).toBe(OTHER);
  });

  it('come from the call that was made', () => {
    const two = strategy([phase('T1.P1'), phase('T1.P2')]);
    const answered = [...first, asked, kept('a1')];
    expect(found(unusable(HEAD), answered, two)).toBeNull();
    expect(found(unusable(OTHER), answered, two)).toBe(OTHER);
    expect(found(unusable(HEAD, 'T1.P2'), answered, two)).toBe('of T1.P2');
    expect(found(unusable(HEAD), [...first, asked], two)).toBe('none');
    expect(found(unusable(HEAD), first, two)).toBe('none');
    const building: RunEvent = {
      ...{ type: 'build-started', at: 0, phase: 'T1.P1', attempt: 1, hold: hold('builder') },
    };
    expect(found(unusable(BASE), [begun, building, kept(hold('builder').id)], two)).toBe('none');
  });

  it('of the base are about the base', () => {
    const baseline = (base: string): RunEvent => ({
      ...{ type: 'baseline-recorded', at: 0, baseline: { base, jobs: [], tests: null } },
    });
    expect(found(baseline(BASE), first)).toBeNull();
    expect(found(baseline(OTHER), first)).toBe(OTHER);
  });
});

describe('a run that is over', () => {
  const done = succeeded(HEAD);
  const success = (head: string): RunEvent => ({ type: 'run-succeeded', at: 0, head });
  const promoted = (head: string, verified: boolean): RunEvent => ({
    ...{ type: 'run-promoted', at: 0, head, merge: sha(9), verified },
  });

  it('succeeded at its head, with every phase', () => {
    expect(found(success(HEAD), done.slice(0, -1))).toBeNull();
    expect(found(success(OTHER), done.slice(0, -1))).toBe(OTHER);
    expect(found(success(HEAD), first)).toBe('T1.P1 CI_RUNNING');
  });

  it('is merged verified where that was its head, and not otherwise', () => {
    expect(found(promoted(HEAD, true), done)).toBeNull();
    expect(found(promoted(OTHER, false), done)).toBeNull();
    expect(found(promoted(OTHER, true), done)).toBe('verified: true');
    expect(found(promoted(HEAD, false), done)).toBe('verified: false');
    expect(found(promoted(HEAD, true), first)).toBe('verified: true');
  });
});
