/** What every ledger does with runs and their steps, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConflictError } from '../../src/core/errors.ts';
import { codeBranch, ledgerBranch } from '../../src/core/names.ts';
import {
  ANSWER,
  answerKept,
  buildStarted,
  firstEntry,
  next,
  phaseStarted,
  PLAN,
  RULES,
} from './a-run.ts';
import { ledgerActs } from './ledger-acts.ts';
import type { ContractWorld } from './world.ts';

export function ledgerSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  const { fresh, begin, readBack } = ledgerActs(() => world);

  describe('a deleted ledger', () => {
    it('is put back from the commit that a snapshot names, with one step more', async () => {
      const { runId, tip } = await begin();
      const later = await world.ledger.append(tip, next(tip, phaseStarted));
      await world.force(ledgerBranch(runId), null);
      expect(await readBack()).toBeUndefined();
      const kept = await world.otherLedger().kept(runId, tip.oid);
      expect(kept).toEqual(tip);
      const restored = await world.otherLedger().restore(tip, next(tip, phaseStarted));
      expect((await world.commit(ledgerBranch(runId))).parents).toEqual([tip.oid]);
      expect(restored.oid).not.toBe(later.oid);
      expect(await readBack()).toEqual(restored);
    });

    it('is not put back over one that is there', async () => {
      const { runId, tip } = await begin();
      const restoring = world.otherLedger().restore(tip, next(tip, phaseStarted));
      await expect(restoring).rejects.toThrow(ConflictError);
      expect(await world.tip(ledgerBranch(runId))).toBe(tip.oid);
    });

    it('is gone where GitHub has the commit no longer', async () => {
      const { runId } = await begin();
      expect(await world.ledger.kept(runId, 'f'.repeat(40))).toBeUndefined();
    });
  });

  describe('a new run', () => {
    it('is not there before', async () => {
      expect(await world.ledger.latest(999)).toBeUndefined();
    });

    it('puts ledger and code branch there in one step', async () => {
      const { runId, tip } = await begin();
      expect(await world.tip(ledgerBranch(runId))).toBe(tip.oid);
      expect(await world.tip(codeBranch(runId))).toBe(world.base);
      expect((await world.commit(ledgerBranch(runId))).parents).toEqual([]);
      const back = await readBack();
      expect(back).toEqual(tip);
      expect(back).toMatchObject({
        runId,
        strategy: RULES,
        plan: PLAN,
        answer: null,
        broken: null,
      });
    });

    it('is refused where its ledger is there already', async () => {
      const { runId, tip } = await begin();
      const again = world.otherLedger().create(runId, world.base, firstEntry(runId, world));
      await expect(again).rejects.toThrow(ConflictError);
      expect(await world.tip(ledgerBranch(runId))).toBe(tip.oid);
    });

    it('asks a person where only its branch is there already, and moves nothing', async () => {
      const issue = fresh();
      const runId = `${issue}-1`;
      const theirs = await world.push(codeBranch(runId), { 'x.txt': 'mine\n' });
      const creation = world.ledger.create(runId, world.base, firstEntry(runId, world));
      await expect(creation).rejects.toMatchObject({
        name: 'UserError',
        code: 'ledger/branch-taken',
      });
      expect(await world.tip(codeBranch(runId))).toBe(theirs);
      expect(await world.tip(ledgerBranch(runId))).toBeUndefined();
    });

    it('is found as the highest of its issue, counted not spelled', async () => {
      const { tip } = await begin();
      const issue = Number(tip.runId.split('-')[0]);
      for (const n of [2, 10, 9]) {
        const runId = `${issue}-${n}`;
        await world.ledger.create(runId, world.base, firstEntry(runId, world));
      }
      expect((await readBack())?.runId).toBe(`${issue}-10`);
      expect((await world.ledger.latest(issue))?.runId).toBe(`${issue}-10`);
      const listed = (await world.ledger.list()).filter((one) => one.issue === issue);
      expect(listed.map((one) => one.runId).sort()).toEqual(
        ['1', '10', '2', '9'].map((n) => `${issue}-${n}`),
      );
    });
  });

  describe('a step', () => {
    it('is one commit with its events in the message', async () => {
      const { runId, tip } = await begin();
      const after = await world.ledger.append(tip, next(tip, phaseStarted));
      expect(await readBack()).toEqual(after);
      const { message, parents } = await world.commit(ledgerBranch(runId));
      expect(parents).toEqual([tip.oid]);
      expect(message).toContain('{"at":2000,"phase":"T1.P1","type":"phase-started"}');
    });

    it('is refused from a tip that is not the tip any more', async () => {
      const { tip } = await begin();
      const after = await world.ledger.append(tip, next(tip, phaseStarted));
      await expect(world.otherLedger().append(tip, next(tip, phaseStarted))).rejects.toThrow(
        ConflictError,
      );
      expect((await readBack())?.oid).toBe(after.oid);
    });

    it('never says anything that GitHub acts on', async () => {
      const { runId, tip } = await begin();
      const evil = '[skip ci] [ci skip] @ada fixes #1, GH-2 https://github.com/a/b/issues/3';
      await world.ledger.append(
        tip,
        next(tip, phaseStarted, buildStarted(runId), {
          type: 'call-refused',
          at: 3_500,
          hold: `${runId}.T1.P1.builder.1`,
          kind: 'transient',
          detail: evil,
          retryAt: 4_000,
        }),
      );
      const { message } = await world.commit(ledgerBranch(runId));
      expect(message).not.toMatch(/\[(skip|ci) |@ada|#\d|GH-\d|:\/\//);
      expect(await readBack()).toMatchObject({ broken: null, run: { refusals: 1 } });
    });

    it('puts a large event into a file that is named by its hash', async () => {
      const { runId, tip } = await begin();
      const started = await world.ledger.append(tip, next(tip, phaseStarted, buildStarted(runId)));
      const text = 'long '.repeat(1_200);
      const evidence = {
        kind: 'malformed' as const,
        attempt: 1,
        head: null,
        text: text.slice(0, 6_000),
      };
      const after = await world.ledger.append(
        started,
        next(started, answerKept(runId, ANSWER), {
          type: 'edits-refused',
          at: 6_000,
          phase: 'T1.P1',
          attempt: 1,
          evidence,
          gate: [],
        }),
      );
      expect(after.answer).toBeNull();
      const { message } = await world.commit(ledgerBranch(runId));
      const digest = /"payload":"([0-9a-f]{64})"/.exec(message)?.[1];
      const file = await world.text(ledgerBranch(runId), `payloads/${digest}.json`);
      expect(JSON.parse(file ?? '')).toMatchObject({ type: 'edits-refused', evidence });
      expect(await readBack()).toEqual(after);
    });
  });
}
