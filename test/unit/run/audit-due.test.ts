import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/core/findings.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { PhaseStrategy, Strategy } from '../../../src/core/strategy/strategy.ts';
import {
  audited,
  begun,
  ciSaid,
  given,
  hold,
  kept,
  phase,
  pushed,
  sha,
  strategy,
  world,
} from './story.ts';
import { eventsIn, failure, types } from './told.ts';

const HEAD = sha(2);
const onTrigger = (more: Partial<PhaseStrategy> = {}): Strategy =>
  strategy([phase('T1.P1', more)], { audit: { when: 'on_trigger', maxInline: 6, rounds: 2 } });
const green: readonly RunEvent[] = [begun, ...pushed(HEAD), ciSaid(HEAD, 'green')];
const risky = (risk: number): readonly RunEvent[] =>
  green.map((event) => (event.type === 'edits-committed' ? { ...event, risk } : event));
const next = (rules: Strategy, events: readonly RunEvent[] = green): readonly string[] =>
  types(given(rules, ...events).when());

describe('an audit is due', () => {
  it('only where something asks for it, by that setting', () => {
    expect(next(onTrigger())).toEqual(['phase-completed']);
  });

  it('always, by the shipped ruleset', () => {
    expect(next(strategy())).toEqual(['audit']);
  });

  it('in a high-risk phase', () => {
    expect(next(onTrigger({ highRisk: true }))).toEqual(['audit']);
  });

  it('in a phase without auto-apply', () => {
    expect(next(onTrigger({ autoApply: false }))).toEqual(['audit']);
  });

  it('after a failed attempt', () => {
    const failed: RunEvent = {
      ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1 },
      evidence: [{ kind: 'ci', attempt: 1, head: HEAD, text: 'CI is red.' }],
    };
    const second = [
      ...[begun, ...pushed(HEAD), ciSaid(HEAD, 'red'), failed],
      ...[...pushed(sha(3), 2, HEAD), ciSaid(sha(3), 'green')],
    ];
    expect(next(onTrigger(), second)).toEqual(['audit']);
  });

  it('from a risk of 70 on', () => {
    expect(next(onTrigger(), risky(69))).toEqual(['phase-completed']);
    expect(next(onTrigger(), risky(70))).toEqual(['audit']);
  });

  it('of a change that is larger than it should be', () => {
    const large = green.map((event): RunEvent =>
      event.type === 'edits-committed' ? { ...event, major: true } : event,
    );
    expect(next(onTrigger(), large)).toEqual(['audit']);
  });

  it('while a major finding is open', () => {
    const { run } = given(onTrigger(), ...green, ...audited(HEAD, 'revise'));
    const theirs: RunEvent = {
      ...{ type: 'branch-advanced', at: 0, before: HEAD, head: sha(5), after: sha(1) },
      // Nobody is named, so that nothing but the finding asks for the audit.
      commits: [],
    };
    const events = [...green, ...audited(HEAD, 'revise'), theirs, ciSaid(sha(5), 'green')];
    expect(run.findings).toMatchObject([{ severity: 'major', status: 'open' }]);
    expect(next(onTrigger(), events)).toEqual(['audit']);
  });

  it.each<[string, Partial<Finding>]>([
    ['a minor finding', { severity: 'minor' }],
    ['one of another phase', { phase: 'T1.P2' }],
    ['one that is not open any more', { status: 'fixed' }],
  ])('not for %s', (_, more) => {
    const { run } = given(onTrigger(), ...green, ...audited(HEAD, 'revise'));
    const phases = run.phases.map((one) => ({
      ...one,
      candidates: one.candidates.map((candidate) => ({ ...candidate, audit: null })),
    }));
    const findings = run.findings.map((one) => ({ ...one, ...more }));
    const seen = world();
    expect(types(decide({ ...run, phases }, onTrigger(), seen))).toEqual(['audit']);
    expect(types(decide({ ...run, phases, findings }, onTrigger(), seen))).toEqual([
      'phase-completed',
    ]);
  });

  it('of a commit of people', () => {
    const theirs: RunEvent = {
      ...{ type: 'branch-advanced', at: 0, before: HEAD, head: sha(5), after: sha(1) },
      commits: [{ sha: sha(5), by: 'bob' }],
    };
    const events = [begun, ...pushed(HEAD), theirs, ciSaid(sha(5), 'green')];
    expect(next(onTrigger(), events)).toEqual(['audit']);
  });
});

describe('an audit', () => {
  const unusable = (n: number, more: object = {}): readonly RunEvent[] => {
    const own = hold('auditor', { id: `a${n}` });
    const about = { at: 0, phase: 'T1.P1', head: HEAD };
    return [
      { type: 'audit-started', ...about, hold: own },
      kept(own.id),
      { type: 'audit-unusable', ...about, why: 'no JSON', ...more } as RunEvent,
    ];
  };

  it('ends when no answer for a head can be used', () => {
    const rules = strategy();
    expect(next(rules, [...green, ...unusable(1)])).toEqual(['audit']);
    const twice = given(rules, ...green, ...unusable(1), ...unusable(2)).when();
    expect(failure(twice)).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW audit_failed']);
  });

  it('is asked for twice more where its answer was cut off, declined or cannot be read', () => {
    const once = strategy([phase('T1.P1', { auditorAttempts: 1 })]);
    const misses = (n: number) =>
      [1, 2, 3].slice(0, n).flatMap((each) => unusable(each, { cause: 'truncated' }));
    const after = (n: number) => given(once, ...green, ...misses(n));
    expect([0, 1, 2].map((n) => types(after(n).when()))).toEqual([['audit'], ['audit'], ['audit']]);
    expect(failure(after(3).when())).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW audit_failed']);
    const { run } = after(2);
    expect(run.phases[0]?.candidates.at(-1)).toMatchObject({
      auditMisses: 2,
      missed: { times: 2, last: { cause: 'truncated', why: 'no JSON', model: 'm' } },
    });
    // As it was written down before, each counts.
    const old = given(once, ...green, ...unusable(1));
    expect(failure(old.when())).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW audit_failed']);
    expect(old.run.phases[0]?.candidates.at(-1)).not.toHaveProperty('missed');
  });

  it('ends after its rounds', () => {
    const sent = (round: number) =>
      given(onTrigger(), ...green, ...audited(HEAD, 'revise', round)).when();
    expect(types(sent(1))).toEqual(['attempt-failed']);
    expect(failure(sent(2))).toEqual(['DONE_FAILED_REQUIRES_HUMAN_REVIEW audit_escalated']);
  });

  it('or CI tells the next attempt why CI was red', () => {
    const red = given(strategy(), begun, ...pushed(HEAD), ciSaid(HEAD, 'red')).when();
    expect(eventsIn(red)).toMatchObject([
      { evidence: [{ kind: 'ci', text: expect.stringContaining('not ok 1 - adds') }] },
    ]);
  });
});
