/** A base that moves: GitHub merges it in, for whoever asks with the right head. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pullVerdicts } from '../../src/core/report/pull-verdict.ts';
import { forgeActs } from './forge-acts.ts';
import type { ContractWorld } from './world.ts';

export function forgeBaseSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  const { run, look, openPull } = forgeActs(() => world);

  describe('the base of a pull request', () => {
    it('is told as it stands now, and merged in on top of the head that is named', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      expect((await look(at, at.head, number)).pull?.base).toBe(await world.tip('main'));
      // Nothing to merge: refused, and nothing moves.
      expect(await world.forge.updateBranch(number, at.head)).toBe(false);
      const base = await world.push('main', { [`of-${number}.txt`]: 'theirs\n' });
      expect((await look(at, at.head, number)).pull?.base).toBe(base);
      expect(await world.forge.updateBranch(number, base)).toBe(false);
      expect(await world.forge.updateBranch(number, at.head)).toBe(true);

      const { branch } = await look(at, at.head, number);
      const { parents } = await world.commit(at.branch);
      expect(parents).toEqual([at.head, base]);
      expect(branch).toMatchObject({ is: 'ahead', merged: base });
    });

    it('that a person merges in is a commit like any other', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      const head = await world.push(at.branch, { 'by-hand.txt': 'x\n' });
      const { branch } = await look(at, at.head, number);
      expect(branch).toMatchObject({ is: 'ahead', head });
      expect(branch).not.toHaveProperty('merged');
    });

    it('takes the head when asked to merge, and only the one that is named', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      // A draft is not to be merged yet.
      expect(await world.forge.merge(number, at.head)).toBe(false);
      await world.forge.markReady(number);
      expect(await world.forge.merge(number, world.base)).toBe(false);
      expect(await world.forge.merge(number, at.head)).toBe(true);
      const { pull } = await look(at, at.head, number);
      expect(pull).toMatchObject({ state: 'merged', mergeCommit: await world.tip('main') });
      expect(await world.forge.merge(number, at.head)).toBe(false);
    });

    it('and what a merge queue makes of it are seen with our check', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      const seen = () => world.forge.pullHeads(number);
      const none = { open: true, head: at.head, runId: at.runId, queued: [], known: [] };
      expect(await seen()).toEqual(none);
      await world.force(`gh-readonly-queue/main/pr-${number}-${at.head}`, at.head);
      await world.force(`gh-readonly-queue/main/pr-${number}0-${at.head}`, at.head);
      expect(await seen()).toEqual({ ...none, queued: [at.head] });
      const [wanted] = pullVerdicts({ ...none, queued: [at.head] }, null);
      if (wanted === undefined) throw new Error('no verdict');
      await world.forge.createCheck(wanted);
      expect(new Set((await seen())?.known)).toEqual(new Set([wanted.externalId]));
      expect(await world.forge.pullHeads(98_765)).toBeUndefined();
    });

    it('is not merged in where it conflicts', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      const head = await world.push(at.branch, { 'README.md': 'ours\n' });
      await world.push('main', { 'README.md': 'theirs\n' });
      expect(await world.forge.updateBranch(number, head)).toBe(false);
      expect(await world.tip(at.branch)).toBe(head);
    });
  });
}
