import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { PullSeen } from '../../../src/core/run/observation.ts';
import { recover } from '../../../src/core/run/recovery.ts';
import { audited, begun, ciSaid, evidence, given, pushed, sha, strategy } from './story.ts';
import { eventsIn, failure, types } from './told.ts';

const rules = strategy();
const HEAD = sha(2);
const first = [begun, ...pushed(HEAD)];

describe('a base that conflicts', () => {
  const conflict = (more: Partial<PullSeen> = {}): { readonly pull: PullSeen } => ({
    pull: {
      ...{ number: 8, state: 'open', draft: false, head: HEAD, title: '', body: '' },
      ...{ mergeCommit: null, mergeable: 'no', ...more },
    },
  });
  const ends = ['DONE_FAILED_REQUIRES_HUMAN_REVIEW base_conflict'];

  it('ends the run where CI waits for it', () => {
    expect(failure(given(rules, ...first).when(conflict()))).toEqual(ends);
  });

  it.each(['yes', 'unknown'] as const)('is none where GitHub says %s', (mergeable) => {
    expect(failure(given(rules, ...first).when(conflict({ mergeable })))).toEqual([]);
  });

  it('is not believed of another head', () => {
    expect(failure(given(rules, ...first).when(conflict({ head: sha(9) })))).toEqual([]);
  });

  it('takes nothing from a head that CI has spoken of', () => {
    const judged = given(rules, ...first, ciSaid(HEAD, 'green'), ...audited(HEAD, 'approve'));
    expect(types(judged.when(conflict()))).toEqual(['phase-completed']);
  });
});

describe('the last round of review', () => {
  const last = (verdict: 'approve' | 'revise', said: 'green' | 'red') =>
    given(rules, ...first, ciSaid(HEAD, said), ...audited(HEAD, verdict, 3)).when();

  it('may approve', () => {
    expect(types(last('approve', 'green'))).toEqual(['phase-completed']);
  });

  it('asks for a person where changes are still wanted of what works', () => {
    expect(failure(last('revise', 'green'))).toEqual([
      'DONE_FAILED_REQUIRES_HUMAN_REVIEW audit_escalated',
    ]);
  });

  it('is an attempt that failed where CI is red as well', () => {
    expect(types(last('revise', 'red'))).toEqual(['attempt-failed']);
  });
});

describe('what the next attempt is told', () => {
  const told = (...events: readonly RunEvent[]) =>
    eventsIn(given(rules, ...events).when()).flatMap((event) =>
      event.type === 'attempt-failed' ? event.evidence : [],
    );

  it('is what CI and the Auditor said of that head', () => {
    const both = told(...first, ciSaid(HEAD, 'red'), ...audited(HEAD, 'revise'));
    expect(both).toMatchObject([
      { kind: 'ci', attempt: 1, head: HEAD, text: expect.stringContaining('not ok 1 - adds') },
      { kind: 'audit', attempt: 1, head: HEAD },
    ]);
    expect(both[1]?.text).toBe(
      'The Auditor asks for changes: s\n- F-1 major (src/a.ts:3): Off by one\n  r',
    );
  });

  it('is of this attempt, and only what is open', () => {
    const again: RunEvent = {
      ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt: 1 },
      evidence: [evidence('audit')],
    };
    const second = [
      ...[...first, ciSaid(HEAD, 'green'), ...audited(HEAD, 'revise'), again],
      ...[...pushed(sha(3), 2, HEAD), ciSaid(sha(3), 'green'), ...audited(sha(3), 'revise', 2)],
    ];
    const [only, ...more] = told(...second);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ attempt: 2, head: sha(3) });
    expect(only?.text).toContain('F-2');
    expect(only?.text).not.toContain('F-1');
    const { run } = given(rules, ...second);
    expect(run.findings.map(({ id, status }) => [id, status])).toEqual([
      ['F-1', 'open'],
      ['F-2', 'open'],
    ]);
  });

  it('is kept from one attempt to the next: the same failure twice is noticed', () => {
    const red = (attempt: number, head: string): readonly RunEvent[] => [
      ciSaid(head, 'red'),
      {
        ...{ type: 'attempt-failed', at: 0, phase: 'T1.P1', attempt },
        evidence: [
          {
            kind: 'ci',
            attempt,
            head,
            text: 'CI is red.\nnot ok 1 - the sum of two numbers is wrong',
          },
        ],
      },
    ];
    const { run } = given(
      rules,
      ...[...first, ...red(1, HEAD)],
      ...[...pushed(sha(3), 2, HEAD), ...red(2, sha(3))],
    );
    const [limits] = rules.phases;
    const [at] = run.phases;
    expect(limits && at && recover(run, limits, at)).toEqual({ is: 'replan' });
  });
});
