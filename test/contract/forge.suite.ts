/** What every forge does, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.ts';
import type { RunId, Sha } from '../../src/core/ids.ts';
import { CHECKS, codeBranch, ledgerBranch, RUN_LABEL } from '../../src/core/names.ts';
import type { CheckDraft, RunWorld } from '../../src/ports.ts';
import { firstEntry } from './a-run.ts';
import type { ContractWorld } from './world.ts';

export function forgeSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());

  const issue = (body = 'A plan'): Promise<number> => world.openIssue('Build it', body);
  /** A run whose branch has one commit of a person on it. */
  const run = async (): Promise<{ number: number; runId: RunId; head: Sha; branch: string }> => {
    const number = await issue();
    const runId = `${number}-1`;
    await world.ledger.create(runId, world.base, firstEntry(runId, world.base));
    const branch = codeBranch(runId);
    const head = await world.push(branch, { 'src/b.ts': `export const b = ${number};\nb;\n` });
    return { number, runId, head, branch };
  };
  const look = (
    at: { number: number; runId: RunId },
    recorded: Sha,
    pr: number | null = null,
  ): Promise<RunWorld> => world.forge.world({ issue: at.number, runId: at.runId, recorded, pr });
  const openPull = (runId: RunId): Promise<number> =>
    world.forge.openPull({ runId, base: 'main', title: 'A title', body: 'A body' });

  describe('the repository', () => {
    it('is seen with its default branch and configuration', async () => {
      const { id, ...seen } = await world.forge.repo();
      expect(id).toBeGreaterThan(0);
      expect(seen).toEqual({
        defaultBranch: 'main',
        head: world.base,
        archived: false,
        config: null,
      });
    });

    it('lists files with modes and blobs, and reads them exactly', async () => {
      const tree = await world.forge.tree(world.base);
      expect(tree.map(({ path, mode, size }) => ({ path, mode, size }))).toEqual([
        { path: 'README.md', mode: '100644', size: 6 },
        { path: 'src/a.ts', mode: '100644', size: 20 },
      ]);
      const files = await world.forge.files(world.base, tree);
      expect(files.map(({ path, text }) => [path, text])).toEqual([
        ['README.md', 'hello\n'],
        ['src/a.ts', 'export const a = 1;\n'],
      ]);
      expect(files.map(({ sha }) => sha)).toEqual(tree.map(({ sha }) => sha));
    });

    it.each(['read', 'triage', 'write', 'maintain', 'admin'] as const)(
      'knows who may %s, as it is now',
      async (level) => {
        await world.permit('grace', level);
        expect(await world.forge.permission('grace')).toBe(level);
      },
    );
  });

  describe('an issue', () => {
    it('is not there when it is not, or is a pull request', async () => {
      expect(await world.forge.issue(98_765)).toBeUndefined();
      const { runId } = await run();
      expect(await world.forge.issue(await openPull(runId))).toBeUndefined();
    });

    it('is seen as people left it', async () => {
      const number = await issue('First\n');
      expect(await world.forge.issue(number)).toMatchObject({
        number,
        title: 'Build it',
        open: true,
        locked: false,
        labels: [],
        bodyEditedAt: null,
        labelled: null,
        commands: [],
        ours: [],
      });
      await world.editBody(number, 'Second');
      await world.closeIssue(number);
      const later = await world.forge.issue(number);
      expect(later).toMatchObject({ body: 'Second', open: false });
      expect(later?.bodyEditedAt).toEqual(expect.any(Number));
    });

    it('tells who put the trigger label on last', async () => {
      const number = await issue();
      await world.label(number, RUN_LABEL);
      const first = await world.forge.issue(number);
      expect(first?.labels).toEqual([RUN_LABEL]);
      expect(first?.labelled).toMatchObject({ kind: 'label', actor: { login: 'ada' } });
      await world.forge.label(number, [], [RUN_LABEL]);
      await world.label(number, RUN_LABEL);
      const second = await world.forge.issue(number);
      expect(second?.labelled?.id).not.toBe(first?.labelled?.id);
      expect(await world.forge.labelledIssues()).toContain(number);
      await world.closeIssue(number);
      expect(await world.forge.labelledIssues()).not.toContain(number);
    });

    it('does not take a label of our own for a wish', async () => {
      const number = await issue();
      await world.forge.label(number, [RUN_LABEL], []);
      expect(await world.forge.issue(number)).toMatchObject({
        labels: [RUN_LABEL],
        labelled: null,
      });
    });

    it('gets labels that did not exist, and loses those it has not', async () => {
      const number = await issue();
      await world.forge.label(number, ['autopack:running', 'autopack:x y/z'], ['never-there']);
      expect((await world.forge.issue(number))?.labels.toSorted()).toEqual([
        'autopack:running',
        'autopack:x y/z',
      ]);
      await world.forge.label(number, [], ['autopack:x y/z', 'autopack:running']);
      expect((await world.forge.issue(number))?.labels).toEqual([]);
    });

    it('is closed and marked', async () => {
      const number = await issue();
      const seen = await world.forge.issue(number);
      await world.forge.react(seen?.nodeId ?? '', 'EYES');
      await world.forge.react(seen?.nodeId ?? '', 'EYES');
      expect(await world.reactions(number)).toEqual(['EYES']);
      await world.forge.closeIssue(number);
      expect((await world.forge.issue(number))?.open).toBe(false);
    });
  });

  describe('comments', () => {
    it('of ours are ours, and commands are those of others', async () => {
      const number = await issue();
      await world.comment(number, '/autopack cancel now');
      await world.comment(number, 'just talk, /autopack run');
      const ours = await world.forge.comment(number, '/autopack is my name');
      await world.comment(number, '/autopack run');
      const seen = await world.forge.issue(number);
      expect(
        seen?.commands.map(({ body, edited, author }) => [body, edited, author.login]),
      ).toEqual([
        ['/autopack cancel now', false, 'ada'],
        ['/autopack run', false, 'ada'],
      ]);
      expect(seen?.ours).toEqual([ours]);
    });

    it('are edited and deleted, twice if need be', async () => {
      const number = await issue();
      const comment = await world.forge.comment(number, 'one');
      await world.forge.editComment(comment, 'two');
      expect((await world.forge.issue(number))?.ours.map(({ body }) => body)).toEqual(['two']);
      await world.forge.deleteComment(comment);
      await world.forge.deleteComment(comment);
      expect((await world.forge.issue(number))?.ours).toEqual([]);
    });
  });

  describe('the branch of a run', () => {
    it('is as recorded, ahead, moved back or gone', async () => {
      const at = await run();
      expect((await look(at, at.head)).branch).toEqual({ is: 'as-recorded' });
      expect((await look(at, world.base)).branch).toEqual({
        is: 'ahead',
        head: at.head,
        commits: [{ sha: at.head, by: 'ada' }],
      });
      await world.force(at.branch, world.base);
      expect((await look(at, at.head)).branch).toEqual({ is: 'moved-back', head: world.base });
      const aside = await world.push(at.branch, { 'c.txt': 'c' });
      expect((await look(at, at.head)).branch).toEqual({ is: 'moved-back', head: aside });
      await world.force(at.branch, null);
      expect((await look(at, at.head)).branch).toEqual({ is: 'gone' });
    });

    it('is seen together with the issue', async () => {
      const at = await run();
      await world.comment(at.number, '/autopack cancel');
      const seen = await look(at, at.head);
      expect(seen.issue).toEqual(await world.forge.issue(at.number));
      expect(seen.issue?.commands).toHaveLength(1);
      expect(seen).toMatchObject({ pull: null, reviews: [], checks: [], otherChecks: [] });
    });

    it('is seen together with where the ledger stands', async () => {
      const at = await run();
      expect((await look(at, at.head)).ledger).toBe(await world.tip(ledgerBranch(at.runId)));
      await world.force(ledgerBranch(at.runId), null);
      expect((await look(at, at.head)).ledger).toBeNull();
    });

    it('is seen although the issue is gone', async () => {
      const at = await run();
      const seen = await look({ ...at, number: 98_765 }, at.head);
      expect(seen.issue).toBeUndefined();
      expect(seen.branch).toEqual({ is: 'as-recorded' });
    });
  });

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
      });
      expect((await look(at, at.head)).pull?.number).toBe(number);
    });

    it('is refused while there is nothing to pull', async () => {
      const number = await issue();
      const runId = `${number}-1`;
      await world.ledger.create(runId, world.base, firstEntry(runId, world.base));
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

    it('is closed without a merge', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      await world.closePull(number);
      expect((await look(at, at.head, number)).pull).toMatchObject({
        state: 'closed',
        mergeCommit: null,
      });
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
