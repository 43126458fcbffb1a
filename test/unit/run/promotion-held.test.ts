/** What keeps a run that succeeded from being merged or called verified. */
import { describe, expect, it } from '@jest/globals';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { PullSeen, Seen } from '../../../src/core/run/observation.ts';
import {
  audited,
  begun,
  ciSaid,
  given,
  hold,
  phase,
  pushed,
  sha,
  strategy,
  world,
} from './story.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { succeeded } from './stories.ts';
import { eventsIn, types } from './told.ts';

const HEAD = sha(2);
const THEIRS = sha(5);
const rules = strategy();
const auto: Strategy = { ...rules, promotion: { autoMerge: true, deleteBranch: true } };
const done = succeeded(HEAD);
const theirs: RunEvent = {
  ...{ type: 'branch-advanced', at: 0, before: HEAD, head: THEIRS, after: HEAD },
  commits: [{ sha: THEIRS, by: 'bob' }],
};
const pull = (head: string, more: Partial<PullSeen> = {}): PullSeen => ({
  ...{ number: 8, state: 'open', draft: false, head, title: '', body: '' },
  ...{ mergeCommit: null, mergeable: 'yes' },
  ...more,
});
const minor = (n: number) => ({
  ...{ id: `F-${n}`, key: `k${n}`, source: 'auditor', severity: 'minor', category: 'style' },
  ...{ title: `Style ${n}`, reason: 'r', phase: 'T1.P1', path: null, line: null, status: 'open' },
});
const unclean = done
  .slice(0, -1)
  .map((event) =>
    event.type === 'audit-finished'
      ? ({ ...event, findings: [1, 2, 3].map(minor) } as RunEvent)
      : event,
  );

describe('a merge that nobody has to make', () => {
  const asked = (seen: Partial<Seen>, own = auto, events = done): readonly string[] =>
    types(given(own, ...events).when({ pull: pull(HEAD), ...seen }));

  it.each<[string, Partial<PullSeen>]>([
    ['shows another head', { head: THEIRS }],
    ['may conflict', { mergeable: 'unknown' }],
    ['is not open', { state: 'closed' }],
  ])('waits where the pull request %s', (_, more) => {
    expect(asked({ pull: pull(HEAD, more) })).not.toContain('merge');
  });

  it('waits for the base that was merged in to be verified', () => {
    const [base, head] = [sha(6), sha(7)];
    const merged: readonly RunEvent[] = [
      { type: 'base-merge-asked', at: 0, base },
      { type: 'base-merged', at: 0, before: HEAD, head, base, holds: true },
    ];
    const seen = { pull: pull(head, { base }) };
    expect(asked(seen, auto, [...done, ...merged])).not.toContain('merge');
    const green = [...done, ...merged, ciSaid(head, 'green')];
    const verified = [...green, ...eventsIn(given(auto, ...green).when(seen))];
    expect(asked(seen, auto, verified)).toEqual(['merge']);
  });

  it('waits for a head to be verified, and for what blocks the promotion', () => {
    const seen = { pull: pull(THEIRS) };
    expect(asked(seen, auto, [...done, theirs])).not.toContain('merge');
    const red = [...done, theirs, ciSaid(THEIRS, 'red')];
    const blocked = [...red, ...eventsIn(given(auto, ...red).when(seen))];
    expect(given(auto, ...blocked).run.promotion).toBe('blocked');
    expect(asked(seen, auto, blocked)).not.toContain('merge');
  });

  it('is left to a person where one phase of several is high-risk', () => {
    const two = strategy([phase('T1.P1'), phase('T1.P2', { highRisk: true })], {
      promotion: auto.promotion,
    });
    const left: RunEvent = { type: 'phase-skipped', at: 0, phase: 'T1.P2', reason: 'not wanted' };
    const [over, ...rest] = [...done].toReversed();
    const story = [...rest.toReversed(), left, over].flatMap((one) => one ?? []);
    expect(given(two, ...story).run.promotion).toBe('eligible');
    expect(asked({}, two, story)).not.toContain('merge');
  });

  it('is made by the app alone', () => {
    const { run, when } = given(auto, ...done);
    expect(types(when({ pull: pull(HEAD) }))).toEqual(['merge']);
    const token = decide({ ...run, identity: 'token' }, auto, world({ pull: pull(HEAD) }));
    expect(types(token)).not.toContain('merge');
  });
});

describe('a head that came after success', () => {
  const verifying = [...done, theirs];
  const own = hold('auditor', { id: 'late' });
  const call: RunEvent = {
    ...{ type: 'audit-started', at: 0, phase: 'T1.P1', head: THEIRS, hold: own },
  };

  it('has the call for it settled like any other', () => {
    const open = given(rules, ...verifying, call);
    expect(open.when()).toEqual([]);
    expect(types(open.when({ now: own.lease.until }))).toEqual(['call-lost']);
  });

  it('waits as long as the provider asks for', () => {
    const declined: RunEvent = {
      ...{ type: 'call-refused', at: 0, hold: own.id, kind: 'transient', detail: 'busy' },
      retryAt: 3 * 60_000,
    };
    const told = given(rules, ...verifying, call, declined);
    expect(told.when()).toEqual([]);
    expect(types(told.when({ now: 3 * 60_000 }))).toEqual(['audit']);
  });

  it('is verified and still blocked where a tier is not clean', () => {
    const story = [...unclean, ...eventsIn(given(rules, ...unclean).when())];
    const judged = [...story, theirs, ...audited(THEIRS, 'approve'), ciSaid(THEIRS, 'green')];
    const then = eventsIn(given(rules, ...judged).when());
    expect(then).toMatchObject([
      { type: 'promotion-verified', head: THEIRS },
      { type: 'promotion-blocked', reason: 'tier_not_clean' },
    ]);
    expect(given(rules, ...judged, ...then).run.promotion).toBe('blocked');
  });
});

describe('what blocks a promotion', () => {
  it('is not over because nothing else does', () => {
    const story = [...unclean, ...eventsIn(given(rules, ...unclean).when())];
    expect(given(rules, ...story).run).toMatchObject({ promotion: 'blocked', head: HEAD });
    expect(types(given(rules, ...story).when({ pull: pull(HEAD) }))).toEqual(['record-artefacts']);
  });

  it('is written down once', () => {
    const back = { branch: { is: 'moved-back', head: sha(7) }, now: 600_000 } as const;
    const blocked = eventsIn(given(rules, ...done).when(back));
    expect(blocked).toMatchObject([{ type: 'promotion-blocked' }]);
    expect(eventsIn(given(rules, ...done, ...blocked).when({ ...back, now: 1_200_000 }))).toEqual(
      [],
    );
  });

  it('is nothing for a run that failed', () => {
    const failed: RunEvent = {
      ...{ type: 'run-failed', at: 0 },
      failure: {
        ...{ state: 'DONE_FAILED_ENVIRONMENT', reason: 'ci_wait', detail: '', phase: null },
      },
    };
    const over = given(rules, begun, ...pushed(HEAD), failed);
    expect(eventsIn(over.when({ pull: pull(HEAD, { state: 'closed' }) }))).toEqual([]);
  });
});
