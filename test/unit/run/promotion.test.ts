import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { PullSeen } from '../../../src/core/run/observation.ts';
import { verdictWrong } from '../../../src/core/verify/verdicts.ts';
import { audited, begun, ci, ciSaid, given, pushed, sha, strategy } from './story.ts';
import { succeeded } from './stories.ts';
import { eventsIn, types } from './told.ts';

const HEAD = sha(2);
const THEIRS = sha(5);
const rules = strategy();
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

describe('a new head after success', () => {
  const advanced = given(rules, ...done, theirs);

  it('is verified again: the Auditor is asked about it', () => {
    expect(advanced.run).toMatchObject({ promotion: 'verifying', state: 'DONE_SUCCESS' });
    expect(advanced.when({ ci: ci(THEIRS, null) })).toEqual([
      { do: 'audit', phase: 'T1.P1', head: THEIRS },
    ]);
  });

  it('may be merged when CI is green on it and the Auditor approves', () => {
    const judged = [...done, theirs, ...audited(THEIRS, 'approve'), ciSaid(THEIRS, 'green')];
    expect(types(given(rules, ...judged).when())).toEqual(['promotion-verified']);
    const { run } = given(rules, ...judged, ...eventsIn(given(rules, ...judged).when()));
    expect(run).toMatchObject({ promotion: 'eligible', snapshot: THEIRS });
  });

  it.each([
    ['red', 'approve', 'head_red'],
    ['green', 'revise', 'head_not_approved'],
  ] as const)('is blocked with CI %s and audit %s', (verdict, audit, reason) => {
    const judged = [...done, theirs, ...audited(THEIRS, audit), ciSaid(THEIRS, verdict)];
    expect(eventsIn(given(rules, ...judged).when())).toMatchObject([
      { type: 'promotion-blocked', reason },
    ]);
  });

  it('never makes a run that succeeded fail', () => {
    const judged = given(rules, ...done, theirs, ...audited(THEIRS, 'escalate'));
    expect(types(judged.when())).toEqual(['promotion-blocked']);
    const conflicting = given(rules, ...done, theirs);
    const seen = { pull: pull(THEIRS, { mergeable: 'no' }), ci: ci(THEIRS, null) };
    expect(eventsIn(conflicting.when(seen))).toMatchObject([{ reason: 'base_conflict' }]);
  });

  it('is not judged by what was said of another head', () => {
    const judged = given(rules, ...done, theirs, ...audited(THEIRS, 'approve'));
    expect(types(judged.when({ ci: ci(HEAD, 'success') }))).toEqual([]);
  });
});

describe('a tier that is not clean', () => {
  const minor = (n: number) => ({
    ...{ id: `F-${n}`, key: `k${n}`, source: 'auditor', severity: 'minor', category: 'style' },
    ...{ title: `Style ${n}`, reason: 'r', phase: 'T1.P1', path: null, line: null, status: 'open' },
  });
  const complete = (count: number): readonly RunEvent[] => [
    ...[begun, ...pushed(HEAD), ciSaid(HEAD, 'green')],
    ...audited(HEAD, 'approve').map((event) =>
      event.type === 'audit-finished'
        ? ({ ...event, findings: [1, 2, 3].slice(0, count).map(minor) } as RunEvent)
        : event,
    ),
    { type: 'phase-completed', at: 0, phase: 'T1.P1', head: HEAD },
  ];

  it('blocks the promotion, one finding over its tolerance', () => {
    expect(types(given(rules, ...complete(2)).when())).toEqual(['run-succeeded']);
    const over = given(rules, ...complete(3)).when();
    expect(eventsIn(over)).toMatchObject([
      { type: 'run-succeeded' },
      { type: 'promotion-blocked', reason: 'tier_not_clean' },
    ]);
    expect(eventsIn(over)[1]).toMatchObject({
      detail: '3 minor findings are open in tier T1, 2 are tolerated. Open: F-1, F-2, F-3.',
    });
  });

  it('lets it go on when a person dismisses what is in the way', () => {
    const blockedRun = [...complete(3), ...eventsIn(given(rules, ...complete(3)).when())];
    expect(given(rules, ...blockedRun).run.promotion).toBe('blocked');
    const dismissed: RunEvent = {
      ...{ type: 'finding-dismissed', at: 0, finding: 'F-2', by: 'alice', reason: 'fine' },
    };
    expect(types(given(rules, ...blockedRun, dismissed).when())).toEqual(['promotion-verified']);
  });

  it('is part of the record when it goes on, at the head that was verified and not before', () => {
    const blockedRun = [...complete(3), ...eventsIn(given(rules, ...complete(3)).when())];
    const dismissed: RunEvent = {
      ...{ type: 'finding-dismissed', at: 0, finding: 'F-2', by: 'alice', reason: 'fine' },
    };
    const wrongOf = (head: string, ...events: readonly RunEvent[]): string | undefined =>
      verdictWrong(
        given(rules, ...blockedRun, ...events).run,
        { type: 'promotion-verified', at: 0, head },
        rules,
      )?.expected;
    expect(wrongOf(HEAD, dismissed)).toBeUndefined();
    expect(wrongOf(sha(99), dismissed)).toContain('the last verified head');
    expect(wrongOf(HEAD)).toBe('clean tiers and bearable debt');
  });

  it('fails a safety-critical run', () => {
    const strict = { ...rules, safetyProfile: 'safety_critical' as const };
    expect(eventsIn(given(strict, ...complete(3)).when())).toMatchObject([
      { failure: { reason: 'tier_not_clean', state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW' } },
    ]);
    expect(types(given(strict, ...complete(2)).when())).toEqual(['run-succeeded']);
  });
});

describe('a base that conflicts', () => {
  const blocked = eventsIn(given(rules, ...done).when({ pull: pull(HEAD, { mergeable: 'no' }) }));

  it('that does so no more leaves a record that holds', () => {
    const verified = (head: string): RunEvent => ({ type: 'promotion-verified', at: 0, head });
    const { run } = given(rules, ...done, ...blocked);
    expect(verdictWrong(run, verified(HEAD), rules)).toBeNull();
    expect(verdictWrong(run, verified(sha(99)), rules)).toMatchObject({ rule: 'verdicts' });
  });

  it('blocks the promotion at once', () => {
    expect(blocked).toMatchObject([{ type: 'promotion-blocked', reason: 'base_conflict' }]);
  });

  it('and no longer than it does: the head was verified', () => {
    const after = given(rules, ...done, ...blocked);
    expect(types(after.when({ pull: pull(HEAD, { mergeable: 'unknown' }) }))).toEqual([
      'record-artefacts',
    ]);
    const solved = after.when({ pull: pull(HEAD) });
    expect(types(solved)).toEqual(['promotion-verified']);
    expect(given(rules, ...done, ...blocked, ...eventsIn(solved)).run.promotion).toBe('eligible');
  });

  it('ends a run at work, whose CI would never start', () => {
    const waiting = given(rules, begun, ...pushed(HEAD));
    const seen = { pull: pull(HEAD, { mergeable: 'no' }) };
    expect(eventsIn(waiting.when(seen))).toMatchObject([{ failure: { reason: 'base_conflict' } }]);
  });
});

describe('a base that moved', () => {
  const NEW = sha(6);
  const behind = { pull: pull(HEAD, { base: NEW }) };
  const asked: RunEvent = { type: 'base-merge-asked', at: 0, base: NEW };
  const merged = { is: 'ahead', head: sha(7), commits: [], merged: NEW } as const;

  it('is merged in before the merge, once for each of its commits', () => {
    expect(given(rules, ...done).when(behind)).toEqual([
      { do: 'merge-base', head: HEAD, base: NEW },
    ]);
    expect(types(given(rules, ...done, asked).when(behind))).toEqual(['record-artefacts']);
  });

  it('is not chased for ever', () => {
    const bases = [sha(20), sha(21), sha(22)];
    const chased = bases.map((base): RunEvent => ({ type: 'base-merge-asked', at: 0, base }));
    expect(types(given(rules, ...done, ...chased.slice(1)).when(behind))).toEqual(['merge-base']);
    expect(types(given(rules, ...done, ...chased).when(behind))).toEqual(['record-artefacts']);
  });

  it('makes a head that CI has to judge, and nobody has to review', () => {
    const moved = eventsIn(given(rules, ...done, asked).when({ branch: merged }));
    expect(moved).toMatchObject([{ type: 'base-merged', before: HEAD, head: sha(7), base: NEW }]);
    const verifying = given(rules, ...done, asked, ...moved);
    expect(verifying.run.promotion).toBe('verifying');
    expect(verifying.when({ ci: ci(sha(7), null) })).toEqual([]);
    const green = given(rules, ...done, asked, ...moved, ciSaid(sha(7), 'green'));
    expect(types(green.when())).toEqual(['promotion-verified']);
  });

  it('that somebody merged in unasked for, while a head is verified, is a commit of people', () => {
    expect(types(given(rules, ...done, theirs).when({ branch: merged }))).toEqual([
      'branch-advanced',
    ]);
  });
});

describe('a merge that nobody has to make', () => {
  const auto = { ...rules, promotion: { autoMerge: true, deleteBranch: true } };
  const ready = { pull: pull(HEAD) };

  it('is asked for once, for the verified head', () => {
    expect(given(auto, ...done).when(ready)).toEqual([{ do: 'merge', head: HEAD }]);
    const asked: RunEvent = { type: 'merge-asked', at: 0, head: HEAD };
    expect(types(given(auto, ...done, asked).when(ready))).toEqual(['record-artefacts']);
  });

  it.each([
    ['without the setting', { ...auto, promotion: { autoMerge: false, deleteBranch: false } }],
    ['in a safety-critical run', { ...auto, safetyProfile: 'safety_critical' as const }],
    [
      'with a high-risk phase',
      { ...auto, phases: auto.phases.map((p) => ({ ...p, highRisk: true })) },
    ],
    [
      'without auto-apply',
      { ...auto, phases: auto.phases.map((p) => ({ ...p, autoApply: false })) },
    ],
  ])('is left to a person %s', (_name, own) => {
    expect(types(given(own, ...done).when(ready))).toEqual(['record-artefacts']);
  });

  it('is left to a person where one pushed, or the pull request is no more than a draft', () => {
    const judged = [...done, theirs, ...audited(THEIRS, 'approve'), ciSaid(THEIRS, 'green')];
    const both = [...judged, ...eventsIn(given(auto, ...judged).when())];
    expect(types(given(auto, ...both).when({ pull: pull(THEIRS) }))).toEqual(['record-artefacts']);
    expect(types(given(auto, ...done).when({ pull: pull(HEAD, { draft: true }) }))).toEqual([
      'record-artefacts',
    ]);
  });

  it('takes the branch away afterwards where that is wanted, when the issue is closed', () => {
    const merged: RunEvent = {
      ...{ type: 'run-promoted', at: 0, head: HEAD, merge: sha(9), verified: true },
    };
    const seen = { pull: pull(HEAD, { state: 'merged', mergeCommit: sha(9) }) };
    const after = given(auto, ...done, merged);
    expect(after.when(seen)).toEqual([{ do: 'close-issue' }]);
    // With tiers of the plan left, the issue waits for its next label.
    const half = { ...auto, tiersLeft: ['T2'] };
    expect(types(given(half, ...done, merged).when(seen))).toEqual(['delete-branch']);
    const closed = { ...seen, issueOpen: false };
    expect(after.when(closed)).toEqual([{ do: 'delete-branch', head: HEAD }]);
    expect(types(after.when({ ...closed, branch: { is: 'gone' } }))).toEqual(['record-artefacts']);
    expect(types(given(rules, ...done, merged).when(closed))).toEqual(['record-artefacts']);
  });
});
