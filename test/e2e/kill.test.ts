import { describe, expect, it, jest } from '@jest/globals';
import { type Aftermath, killAndResume, type KillPoint } from '../support/kill.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(480_000);

const tiny = { files: TINY_FILES, plan: TINY_PLAN, script: TINY_SCRIPT };

/** What must hold whatever was killed where. */
function expectWhole(seen: Aftermath, whole: Aftermath, point: KillPoint): void {
  const where = JSON.stringify(point);
  // How often a run shows what it does depends on how soon CI answers: one may end a write before another.
  const isOver = point?.after === 'write' && point.n > seen.writes;
  expect({ where, killed: seen.killed || isOver }).toEqual({ where, killed: true });
  expect({ where, state: seen.state, tree: seen.tree }).toEqual({
    where,
    state: 'DONE_SUCCESS',
    tree: whole.tree,
  });
  expect({ where, pulls: seen.pulls, comments: seen.statusComments }).toEqual({
    where,
    pulls: 1,
    comments: 1,
  });
  expect({ where, odd: seen.oddReviews }).toEqual({ where, odd: [] });
  // Each hold was kept or lost, once; a kept reply is not asked for again.
  expect({ where, ends: seen.kept + seen.lost }).toEqual({ where, ends: seen.holds });
  expect({ where, lost: seen.lost <= 1 }).toEqual({ where, lost: true });
  expect({ where, calls: seen.calls <= seen.holds }).toEqual({ where, calls: true });
}

describe('a run whose process is killed', () => {
  let whole: Aftermath | undefined;

  // After every write: `npm run e2e:kill`.
  it('is the run that it would have been, after every third write to GitHub and in every model call', async () => {
    whole = await killAndResume(tiny, null);
    expect(whole).toMatchObject({ state: 'DONE_SUCCESS', calls: 2, holds: 2, kept: 2, lost: 0 });
    const { writes, calls } = whole;
    const points: KillPoint[] = [
      ...Array.from({ length: Math.ceil(writes / 3) }, (_, index) => ({
        ...{ after: 'write' as const, n: 3 * index + 1 },
      })),
      ...Array.from({ length: calls }, (_, index) => ({ after: 'call' as const, n: index + 1 })),
    ];
    expect(points.length).toBeGreaterThan(9);
    let killed = 0;
    for (const point of points) {
      const seen = await killAndResume(tiny, point);
      expectWhole(seen, whole, point);
      if (seen.killed) killed += 1;
    }
    expect(killed).toBeGreaterThanOrEqual(points.length - 2);
  });
});
