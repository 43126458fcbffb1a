/** Where comments of a review can stand, and what becomes of a review one of whose comments cannot, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/core/findings.ts';
import type { Sha } from '../../src/core/ids.ts';
import { reviewsOf, type ReviewWanted } from '../../src/core/report/review.ts';
import { postReview } from '../../src/engine/post-review.ts';
import {
  finding,
  judges,
  opened,
  pushes,
  RULES,
  run as foldOf,
  starts,
} from '../unit/report/runs.ts';
import { BASE } from '../unit/run/story.ts';
import { forgeActs } from './forge-acts.ts';
import type { ContractWorld } from './world.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function reviewLinesSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  const { run, look, openPull } = forgeActs(() => world);

  const reviewOf = (head: Sha, findings: readonly Finding[]): ReviewWanted => {
    const work = { phase: 'T1.P1', before: BASE, head, minute: 1 };
    const judged = judges(work, { verdict: 'revise', findings: [...findings] });
    const [wanted] = reviewsOf(
      foldOf(starts('T1.P1', 1), ...pushes(work), opened, ...judged),
      RULES,
    );
    if (wanted === undefined) throw new Error('there is no review');
    return wanted;
  };
  /** Posts it, and tells what came of it. */
  const post = async (at: Awaited<ReturnType<typeof run>>, head: Sha, wanted: ReviewWanted) => {
    const pr = await openPull(at.runId);
    const base = await world.tip('main');
    await postReview({ forge: world.forge, log: quiet }, { pr, base }, wanted);
    const { reviews, threads = [] } = await look(at, head, pr);
    const ours = reviews.filter(({ body }) => body.startsWith(wanted.marker));
    const below = ['F-1', 'F-2', 'F-3'].filter((id) => ours[0]?.body.includes(`**${id} ·`));
    return { posted: ours.length, onLines: threads.map((one) => one.finding).sort(), below };
  };

  describe('the lines of a review', () => {
    it('are those that GitHub shows of a commit beside the base', async () => {
      const at = await run();
      expect(await world.forge.shownLines(world.base, at.head)).toEqual([
        { path: 'src/b.ts', hunks: [{ old: expect.anything(), now: { from: 1, lines: 2 } }] },
      ]);
      expect(await world.forge.shownLines(world.base, world.base)).toEqual([]);
      expect(await world.forge.shownLines('0'.repeat(40), at.head)).toEqual([]);
    });

    it('stay where they can, although a later phase put back what an earlier one had changed', async () => {
      const at = await run();
      await world.push(at.branch, { 'README.md': 'bye\n' });
      const head = await world.push(at.branch, { 'README.md': 'hello\n', 'src/c.ts': 'c;\nc;\n' });
      const wanted = reviewOf(head, [
        finding(1, { path: 'README.md', line: 1 }),
        finding(2, { path: 'src/c.ts', line: 2 }),
        finding(3, { path: 'src/c.ts', line: 1, endLine: 2 }),
      ]);
      expect(wanted.draft.comments).toHaveLength(3);
      expect(await post(at, head, wanted)).toEqual({
        ...{ posted: 1, onLines: ['F-2', 'F-3'], below: ['F-1'] },
      });
    });

    it('are all taken where all are shown', async () => {
      const at = await run();
      const wanted = reviewOf(at.head, [finding(1, { path: 'src/b.ts', line: 2 })]);
      expect(await post(at, at.head, wanted)).toEqual({
        ...{ posted: 1, onLines: ['F-1'], below: [] },
      });
    });

    it('are told in the text where none is shown, or the commit is gone', async () => {
      const at = await run();
      const none = reviewOf(at.head, [finding(1, { path: 'README.md', line: 1 })]);
      expect(await post(at, at.head, none)).toEqual({
        ...{ posted: 1, onLines: [], below: ['F-1'] },
      });
      const gone = reviewOf('9'.repeat(40), [finding(1, { path: 'src/b.ts', line: 1 })]);
      expect(await post(at, at.head, gone)).toEqual({
        ...{ posted: 1, onLines: [], below: ['F-1'] },
      });
    });
  });
}
