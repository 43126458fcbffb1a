/** What a head that people pushed, or a new verdict, does to the record. */
import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { audited, BASE, begun, ciSaid, given, hold, kept, pushed, sha, strategy } from './story.ts';
import { succeeded } from './stories.ts';
import { types } from './told.ts';

const rules = strategy();
const HEAD = sha(2);
const first = [begun, ...pushed(HEAD)];
const push = (before: string, head: string): RunEvent => ({
  ...{ type: 'branch-advanced', at: 0, before, head, after: BASE, on: 'T1.P1' },
  commits: [{ sha: head, by: 'bob' }],
});
const own = hold('auditor', { id: 'late' });
const auditing: RunEvent = {
  ...{ type: 'audit-started', at: 0, phase: 'T1.P1', head: HEAD, hold: own },
};

describe('people who push on a candidate', () => {
  it('make another one, and nobody of them is forgotten', () => {
    const { run } = given(rules, ...first, push(HEAD, sha(3)), push(sha(3), sha(4)));
    expect(run.people).toEqual([
      { sha: sha(3), by: 'bob', after: BASE, on: 'T1.P1' },
      { sha: sha(4), by: 'bob', after: BASE, on: 'T1.P1' },
    ]);
    expect(run.phases[0]?.candidates.map(({ head }) => head)).toEqual([HEAD, sha(3), sha(4)]);
  });

  it('leave an open call to be settled, and an answer about the old head to nobody', () => {
    const open = given(rules, ...first, auditing, push(HEAD, sha(3)));
    expect(open.run.call?.hold.id).toBe('late');
    expect(types(open.when({ now: own.lease.until }))).toEqual(['call-lost']);
    const answered = given(rules, ...first, auditing, kept('late'), push(HEAD, sha(3)));
    expect(answered.run.call).toBeNull();
    expect(answered.when()).toEqual([{ do: 'audit', phase: 'T1.P1', head: sha(3) }]);
  });

  it.each<[string, readonly RunEvent[]]>([
    ['while another head is verified', [push(HEAD, sha(3))]],
    [
      'while it is blocked',
      [
        push(HEAD, sha(3)),
        { type: 'promotion-blocked', at: 0, reason: 'head_red', detail: 'CI is red.' },
      ],
    ],
  ])('after success have that head verified, %s', (_, events) => {
    const later = given(rules, ...succeeded(HEAD), ...events, push(sha(3), sha(4)));
    expect(later.run.promotion).toBe('verifying');
    expect(later.when()).toEqual([{ do: 'audit', phase: 'T1.P1', head: sha(4) }]);
  });
});

describe('findings of a phase', () => {
  const second = (more: object): readonly RunEvent[] =>
    audited(sha(3), 'revise', 2).map((event) =>
      event.type === 'audit-finished' ? ({ ...event, ...more } as RunEvent) : event,
    );
  const upTo = [...first, ...audited(HEAD, 'revise'), push(HEAD, sha(3))];
  const [before] = given(rules, ...upTo).run.findings;

  it('are fixed when the Auditor says so, and the others stay', () => {
    const { run } = given(rules, ...upTo, ...second({ fixed: ['F-1'] }));
    expect(run.findings).toMatchObject([
      { ...before, status: 'fixed' },
      { id: 'F-2', status: 'open' },
    ]);
  });

  it('are open again under their own id when they are raised again', () => {
    const again = { ...before, line: 9 };
    const { run } = given(rules, ...upTo, ...second({ findings: [again] }));
    expect(run.findings).toEqual([again]);
  });
});

it('a tier fails with the run that it was worked on in', () => {
  const failed: RunEvent = {
    ...{ type: 'run-failed', at: 0 },
    failure: {
      ...{ state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', reason: 'cancelled', detail: 'x' },
      phase: null,
    },
  };
  const { run } = given(rules, ...first, ciSaid(HEAD, 'red'), failed);
  expect(run.tiers).toEqual([{ id: 'T1', state: 'FAILED' }]);
  expect(run.phases).toMatchObject([{ state: 'FAILED', because: 'x' }]);
});
