import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { PullSeen } from '../../../src/core/run/observation.ts';
import { headline } from '../../../src/core/report/headline.ts';
import { BASE, ciSaid, given, sha, strategy, world } from './story.ts';
import { succeeded } from './stories.ts';
import { eventsIn, types } from './told.ts';

const HEAD = sha(2);
const MERGED = sha(7);
const NEW = sha(6);
const rules = strategy();
const auto = { ...rules, promotion: { autoMerge: true, deleteBranch: false } };
const done = succeeded(HEAD);
const pull = (head: string, base: string, more: Partial<PullSeen> = {}): PullSeen => ({
  ...{ number: 8, state: 'open', draft: false, head, title: '', body: '' },
  ...{ mergeCommit: null, mergeable: 'yes', base },
  ...more,
});
const asked = (base: string): RunEvent => ({ type: 'base-merge-asked', at: 0, base });
const behind = { pull: pull(HEAD, NEW) };

/** The base as it was when it was merged in, and CI green on that merge. */
const mergedIn = (rounds: readonly string[]): readonly RunEvent[] => {
  let events: readonly RunEvent[] = done;
  let head = HEAD;
  rounds.forEach((base, index) => {
    const next = sha(100 + index);
    const before = [...events, asked(base)];
    const branch = { is: 'ahead', head: next, commits: [], merged: base } as const;
    const moved = eventsIn(given(auto, ...before).when({ branch }));
    const judged = [...before, ...moved, ciSaid(next, 'green')];
    events = [...judged, ...eventsIn(given(auto, ...judged).when())];
    head = next;
  });
  expect(given(auto, ...events).run).toMatchObject({ promotion: 'eligible', head });
  return events;
};

describe('a base that nobody verified the head with', () => {
  it('is merged into by nobody but people: not while GitHub is at work on the merge that was asked for', () => {
    expect(types(given(auto, ...done, asked(NEW)).when(behind))).toEqual(['record-artefacts']);
  });

  it('nor after three merges, when it has moved once more', () => {
    const chased = mergedIn([sha(20), sha(21), sha(22)]);
    const seen = { pull: pull(sha(102), sha(22)) };
    expect(given(auto, ...chased).when(seen)).toEqual([{ do: 'merge', head: sha(102) }]);
    const moved = { pull: pull(sha(102), sha(23)) };
    expect(types(given(auto, ...chased).when(moved))).toEqual(['record-artefacts']);
  });

  it('is told of, with what to do', () => {
    const chased = given(auto, ...mergedIn([sha(20), sha(21), sha(22)]));
    const next = (base: string): string =>
      headline(chased.run, auto, world({ pull: pull(sha(102), base) })).next;
    expect(next(sha(23))).toContain('`main` has moved');
    expect(next(sha(23))).toContain('Update branch');
    expect(next(sha(22))).not.toContain('has moved');
  });

  it('is merged in first as long as that is done at all', () => {
    expect(types(given(auto, ...done).when(behind))).toEqual(['merge-base']);
    expect(given(auto, ...done).when({ pull: pull(HEAD, BASE) })).toEqual([
      { do: 'merge', head: HEAD },
    ]);
  });

  it('may be newer than what was asked for: what GitHub did merge in is what counts', () => {
    const before = [...done, asked(NEW)];
    const branch = { is: 'ahead', head: MERGED, commits: [], merged: sha(8) } as const;
    const moved = eventsIn(given(auto, ...before).when({ branch }));
    const judged = [...before, ...moved, ciSaid(MERGED, 'green')];
    const after = given(auto, ...judged, ...eventsIn(given(auto, ...judged).when()));
    expect(after.when({ pull: pull(MERGED, sha(8)) })).toEqual([{ do: 'merge', head: MERGED }]);
  });
});
