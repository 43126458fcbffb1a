/** What every forge sees and says on issues and branches, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ledgerBranch, RUN_LABEL } from '../../src/core/names.ts';
import { forgeActs } from './forge-acts.ts';
import type { ContractWorld } from './world.ts';

export function forgeSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  const { issue, run, look, openPull } = forgeActs(() => world);

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
        textEditedAt: null,
        labelled: null,
        commands: [],
        ours: [],
      });
      await world.editBody(number, 'Second');
      await world.closeIssue(number);
      const later = await world.forge.issue(number);
      expect(later).toMatchObject({ body: 'Second', open: false });
      expect(later?.textEditedAt).toEqual(expect.any(Number));
    });

    it('tells of a title that was changed as well', async () => {
      const number = await issue();
      await world.editTitle(number, 'Build something else');
      const seen = await world.forge.issue(number);
      expect(seen?.title).toBe('Build something else');
      expect(seen?.textEditedAt).toEqual(expect.any(Number));
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

    it('that are gone take no reaction, and nobody minds', async () => {
      const number = await issue();
      await world.comment(number, '/autopack hold');
      const { commands = [] } = (await world.forge.issue(number)) ?? {};
      await world.deleteComment(commands[0]?.databaseId ?? 0);
      await world.forge.react(commands[0]?.id ?? '', 'ROCKET');
      expect((await world.forge.issue(number))?.commands).toEqual([]);
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
}
