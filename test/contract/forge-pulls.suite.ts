/** What every forge does with pull requests, checks and CI, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.ts';
import type { Sha } from '../../src/core/ids.ts';
import { CHECKS } from '../../src/core/names.ts';
import type { CheckDraft } from '../../src/ports.ts';
import { firstEntry } from './a-run.ts';
import { forgeActs } from './forge-acts.ts';
import type { ContractWorld } from './world.ts';

export function forgePullsSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  const { issue, run, look, openPull } = forgeActs(() => world);

  describe('a pull request', () => {
    it('is opened once, as a draft, and found by branch and by number', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      expect(await openPull(at.runId)).toBe(number);
      const seen = await look(at, at.head, number);
      expect(seen.pull).toMatchObject({
        number,
        state: 'open',
        draft: true,
        head: at.head,
        title: 'A title',
        body: 'A body',
        mergeCommit: null,
        baseName: 'main',
        ontoDefault: true,
      });
      expect((await look(at, at.head)).pull?.number).toBe(number);
    });

    it('is refused while there is nothing to pull', async () => {
      const number = await issue();
      const runId = `${number}-1`;
      await world.ledger.create(runId, world.base, firstEntry(runId, world));
      await expect(openPull(runId)).rejects.toBeInstanceOf(UserError);
    });

    it('is edited, marked ready, follows its branch and is merged', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      await world.forge.editPull(number, { body: 'Another body' });
      await world.forge.editPull(number, { title: 'Another title' });
      await world.forge.markReady(number);
      await world.forge.markReady(number);
      const head = await world.push(at.branch, { 'more.txt': `${number}` });
      expect((await look(at, head, number)).pull).toMatchObject({
        title: 'Another title',
        body: 'Another body',
        draft: false,
        head,
      });
      await world.merge(number);
      const merged = (await look(at, head, number)).pull;
      expect(merged?.state).toBe('merged');
      expect(merged?.mergeCommit).toBe(await world.tip('main'));
    });

    it('is told apart when somebody makes a draft of it again', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      expect((await look(at, at.head, number)).pull?.draftedAgain).toBeUndefined();
      await world.forge.markReady(number);
      await world.draft(number);
      const pull = { draft: true, draftedAgain: true };
      expect((await look(at, at.head, number)).pull).toMatchObject(pull);
      await world.forge.markReady(number);
      expect((await look(at, at.head, number)).pull?.draftedAgain).toBeUndefined();
    });

    it('is closed without a merge', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      await world.closePull(number);
      expect((await look(at, at.head, number)).pull).toMatchObject({
        state: 'closed',
        mergeCommit: null,
      });
    });

    it('has a conversation, in which commands are those of others', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      await world.comment(number, '/autopack hold');
      await world.comment(number, 'looks good, /autopack run');
      const ours = await world.forge.comment(number, 'Here we are');
      await world.comment(at.number, '/autopack resume');
      const { pullTalk, issue: seen } = await look(at, at.head, number);
      expect(pullTalk?.commands.map(({ body, author }) => [body, author.login])).toEqual([
        ['/autopack hold', 'ada'],
      ]);
      expect(pullTalk?.ours).toEqual([ours]);
      expect(seen?.commands.map(({ body }) => body)).toEqual(['/autopack resume']);
      expect(seen?.ours).toEqual([]);
      await world.forge.editComment(ours, 'There');
      await world.forge.react(pullTalk?.commands[0]?.id ?? '', 'ROCKET');
      expect((await look(at, at.head, number)).pullTalk?.ours).toMatchObject([{ body: 'There' }]);
      // Without its number nobody has recorded it as the run's.
      expect((await look(at, at.head)).pullTalk).toBeUndefined();
    });

    it('carries reviews of ours on a head', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      const body = '<!-- autopack:review -->\nLooks fine';
      const comments = [{ path: 'src/b.ts', line: 2, body: 'why?' }];
      await world.forge.review(number, { head: at.head, body, comments });
      const { reviews } = await look(at, at.head, number);
      expect(reviews).toEqual([{ id: expect.any(Number), head: at.head, body }]);
    });

    it('refuses a review whole for one line that is not in its diff, and takes it without lines', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      const body = '<!-- autopack:review -->\nOne thing';
      const comments = [
        { path: 'src/b.ts', line: 2, body: 'why?' },
        { path: 'src/b.ts', line: 4_000, body: 'and this?' },
      ];
      await expect(
        world.forge.review(number, { head: at.head, body, comments }),
      ).rejects.toMatchObject({ code: 'github/rejected' });
      expect((await look(at, at.head, number)).reviews).toEqual([]);
      await world.forge.review(number, { head: null, body, comments: [] });
      expect((await look(at, at.head, number)).reviews).toMatchObject([{ head: at.head, body }]);
    });

    it('loses the comments and the marker of a review that was posted twice', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      const comments = [{ path: 'src/b.ts', line: 2, body: 'why?' }];
      for (const body of ['the first', 'the second'])
        await world.forge.review(number, { head: at.head, body, comments });
      const { reviews } = await look(at, at.head, number);
      const double = reviews.find(({ body }) => body === 'the second');
      if (double === undefined) throw new Error('there is no second review');
      await world.forge.retireReview(number, double, 'posted twice');
      await world.forge.retireReview(number, double, 'posted twice');
      const after = (await look(at, at.head, number)).reviews.map(({ body }) => body);
      expect(after).toEqual(['the first', 'posted twice']);
    });

    it('refuses a review of a line that it does not show', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      const comments = [{ path: 'README.md', line: 1, body: 'why?' }];
      const review = world.forge.review(number, { head: at.head, body: 'x', comments });
      await expect(review).rejects.toBeInstanceOf(UserError);
      expect((await look(at, at.head, number)).reviews).toEqual([]);
    });
  });

  describe('checks', () => {
    const draft = (head: Sha, more: Partial<CheckDraft> = {}): CheckDraft => ({
      name: CHECKS.audit,
      head,
      externalId: `x:${head}`,
      status: 'in_progress',
      conclusion: null,
      title: 'At work',
      summary: 'Soon.',
      ...more,
    });

    it('of ours are made, changed and seen on the recorded head', async () => {
      const at = await run();
      await world.forge.createCheck(draft(at.head));
      const [made] = (await look(at, at.head)).checks;
      const { id, ...shown } = made ?? { id: 0 };
      expect(shown).toEqual(draft(at.head));
      const done = draft(at.head, {
        status: 'completed',
        conclusion: 'action_required',
        title: 'Done',
      });
      await world.forge.updateCheck(id, done);
      expect((await look(at, at.head)).checks).toEqual([{ id, ...done }]);
      expect((await look(at, world.base)).checks).toEqual([]);
      expect((await look(at, at.head)).otherChecks).toEqual([]);
    });

    it('of one name are all seen, and told apart by their external id', async () => {
      const at = await run();
      await world.forge.createCheck(draft(at.head, { externalId: 'one' }));
      await world.forge.createCheck(draft(at.head, { externalId: 'two' }));
      const { checks } = await look(at, at.head);
      expect(checks.map(({ externalId }) => externalId).toSorted()).toEqual(['one', 'two']);
    });
  });

  describe('CI', () => {
    it('says nothing on a head that it has not seen', async () => {
      const at = await run();
      expect(await world.forge.ci(at.head)).toEqual([]);
    });

    it.each(['success', 'failure'] as const)(
      'tells workflow runs and jobs: %s',
      async (conclusion) => {
        const at = await run();
        const head = await world.runCi(at.branch, conclusion);
        const runs = await world.forge.ci(head);
        expect(runs).toMatchObject([
          {
            workflow: '.github/workflows/ci.yml',
            name: 'CI',
            event: 'push',
            attempt: 1,
            status: 'completed',
            conclusion,
            jobs: [
              {
                job: 'test',
                workflow: '.github/workflows/ci.yml',
                status: 'completed',
                conclusion,
              },
            ],
          },
        ]);
        const jobs = runs.flatMap((each) => each.jobs);
        expect(jobs[0]?.workflowRun).toBe(runs[0]?.id);
        const excerpt = await world.forge.ciExcerpt(jobs, 2_000);
        expect(excerpt).toContain('## test');
        expect(excerpt).toContain('the reason');
        // Neither ours nor another app's.
        expect(await look(at, head)).toMatchObject({ checks: [], otherChecks: [] });
      },
    );
  });
}
