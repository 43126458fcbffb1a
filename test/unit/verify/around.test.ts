import { describe, expect, it } from '@jest/globals';
import { marker } from '../../../src/core/names.ts';
import { type Snapshot, snapshotBlock } from '../../../src/core/report/snapshot.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { aroundWrong } from '../../../src/core/verify/around.ts';
import type { Around } from '../../../src/core/verify/evidence.ts';
import { given, sha, strategy } from '../run/story.ts';
import { succeeded } from '../run/stories.ts';
import { eventsIn } from '../run/told.ts';

const rules = strategy();
const HEAD = sha(2);
const KEY = 'made-up-key';
const TIP = sha(90);
const done = succeeded(HEAD);
const { run } = given(rules, ...done);

const looked = (more: Partial<Around>, events: readonly RunEvent[] = done, key = KEY) => {
  const sound = { run: given(rules, ...events).run, tip: TIP, steps: new Map([[run.seq, TIP]]) };
  const around: Around = {
    ...{ branch: { is: 'as-recorded' }, later: [], pull: null, comments: [], reviews: [] },
    ...more,
  };
  return aroundWrong(sound, around, key);
};
const sealed = (more: Partial<Snapshot> = {}, key = KEY): Pick<Around, 'comments'> => {
  const { repo, issue, runId, seq } = run;
  const said = { repoId: repo.id, issue: issue.number, runId, seq, oid: TIP, ...more };
  const body = `${marker.status(runId)}\nWords.\n${snapshotBlock(said, key)}`;
  return { comments: [{ body } as Around['comments'][number]] };
};

describe('a branch that is somewhere else', () => {
  const back = { is: 'moved-back', head: sha(7) } as const;

  it('is no part of the record until the record says so', () => {
    expect(looked({ branch: back }).wrong).toMatchObject({ rule: 'branch', found: `at ${sha(7)}` });
    const blocked = eventsIn(given(rules, ...done).when({ branch: back, now: 600_000 }));
    expect(blocked).toMatchObject([{ reason: 'branch_moved_back' }]);
    const told = looked({ branch: back }, [...done, ...blocked]);
    expect(told).toMatchObject({ wrong: null, held: ['branch'] });
    expect(told.notes.join()).toContain('as the record says');
  });

  it.each<Around['branch']>([back, { is: 'gone' }])('is waited for by the record: %j', (branch) => {
    const atWork = done.slice(0, 4);
    expect(looked({ branch }, atWork).wrong).toMatchObject({ rule: 'branch' });
    const held = eventsIn(given(rules, ...atWork).when({ branch, now: 600_000 }));
    expect(held).toMatchObject([{ type: 'run-held' }]);
    expect(looked({ branch }, [...atWork, ...held])).toMatchObject({ wrong: null });
  });

  it('may be gone when the run is over', () => {
    expect(looked({ branch: { is: 'gone' } }).wrong).toBeNull();
    expect(looked({ branch: { is: 'gone' } }, done.slice(0, 3)).wrong).toMatchObject({
      ...{ rule: 'branch', found: 'no such branch' },
    });
  });
});

describe('the seal of the status comment', () => {
  it('holds where it is of this very step', () => {
    expect(looked(sealed())).toMatchObject({ wrong: null, held: ['branch', 'snapshot'] });
  });

  it.each<[string, Partial<Snapshot>]>([
    ['another run', { runId: '7-2' }],
    ['another issue', { issue: 8 }],
    ['another repository', { repoId: 99 }],
    ['a step that the record does not have', { seq: run.seq + 1 }],
    ['a step that no commit ends with', { seq: run.seq - 1 }],
    ['another commit', { oid: sha(91) }],
  ])('does not hold for %s', (_, more) => {
    expect(looked(sealed(more)).wrong).toMatchObject({ rule: 'snapshot' });
  });

  it('does not hold where somebody else made it', () => {
    expect(looked(sealed({}, 'another')).wrong).toMatchObject({
      found: 'none, or its seal is broken',
    });
  });

  it('is not missed where there is no comment', () => {
    expect(looked({})).toMatchObject({ wrong: null, held: ['branch'] });
  });
});
