/** What every forge does with the issues of the backlog, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEBT_LABEL } from '../../src/core/backlog/writes.ts';
import type { ContractWorld } from './world.ts';

export function backlogSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  const create = (title: string): Promise<number> =>
    world.forge.createIssue({ title, body: `the body of ${title}\n`, labels: [DEBT_LABEL] });
  const one = async (number: number) =>
    (await world.forge.debtIssues()).find((issue) => issue.number === number);

  describe('an issue of the backlog', () => {
    it('is opened with its label, and found again', async () => {
      const number = await create('First');
      expect(await one(number)).toMatchObject({ number, title: 'First', open: true });
      expect((await one(number))?.body.trimEnd()).toBe('the body of First');
      expect((await world.forge.issue(number))?.labels).toEqual([DEBT_LABEL]);
    });

    it('is edited, closed and opened again in one step', async () => {
      const number = await create('Second');
      await world.forge.editIssue(number, { title: 'Renamed', body: 'new', open: false });
      expect(await one(number)).toEqual({ number, title: 'Renamed', body: 'new', open: false });
      await world.forge.editIssue(number, { open: true });
      expect(await one(number)).toEqual({ number, title: 'Renamed', body: 'new', open: true });
    });

    it('is listed whether people closed it or not, oldest first', async () => {
      const [first, second] = [await create('Third'), await create('Fourth')];
      await world.closeIssue(first);
      const listed = await world.forge.debtIssues();
      expect(listed.filter(({ number }) => number >= first)).toMatchObject([
        { number: first, open: false },
        { number: second, open: true },
      ]);
    });

    it('of somebody else is none of ours, whatever its label', async () => {
      const number = await world.openIssue('Theirs', 'a body');
      await world.forge.label(number, [DEBT_LABEL], []);
      expect(await one(number)).toBeUndefined();
    });

    it('that people relabelled is not listed any more', async () => {
      const number = await create('Fifth');
      await world.unlabel(number, DEBT_LABEL);
      expect(await one(number)).toBeUndefined();
    });
  });
}
