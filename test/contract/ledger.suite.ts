/** What every ledger does, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConflictError, UserError } from '../../src/core/errors.ts';
import type { RunId } from '../../src/core/ids.ts';
import { codeBranch, ledgerBranch } from '../../src/core/names.ts';
import type { LedgerTip } from '../../src/ports.ts';
import {
  ANSWER,
  answerKept,
  buildStarted,
  committed,
  firstEntry,
  governed,
  next,
  phaseStarted,
  PLAN,
  RULES,
} from './a-run.ts';
import type { ContractWorld } from './world.ts';

export function ledgerSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  let issue = 100;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());

  /** A run of its own for each test, of an issue that need not exist. */
  const begin = async (): Promise<{ runId: RunId; tip: LedgerTip }> => {
    issue += 1;
    const runId = `${issue}-1`;
    return {
      runId,
      tip: await world.ledger.create(runId, world.base, firstEntry(runId, world.base)),
    };
  };
  const readBack = (): Promise<LedgerTip | undefined> => world.otherLedger().latest(issue);
  const code = async (tip: LedgerTip): Promise<{ head: string; tree: string }> =>
    world.ledger.prepareCode({
      before: tip.run.head,
      edits: governed(
        {
          op: 'update',
          path: 'src/a.ts',
          mode: '100644',
          before: 'x',
          after: 'export const a = 2;\n',
        },
        { op: 'create', path: 'bin/run', mode: '100755', after: '#!/bin/sh\n' },
        { op: 'delete', path: 'README.md', mode: '100644', before: 'hello\n' },
      ),
      message: 'A change',
    });

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
      const again = world.otherLedger().create(runId, world.base, firstEntry(runId, world.base));
      await expect(again).rejects.toThrow(ConflictError);
      expect(await world.tip(ledgerBranch(runId))).toBe(tip.oid);
    });

    it('asks a person where only its branch is there already, and moves nothing', async () => {
      issue += 1;
      const runId = `${issue}-1`;
      const theirs = await world.push(codeBranch(runId), { 'x.txt': 'mine\n' });
      const creation = world.ledger.create(runId, world.base, firstEntry(runId, world.base));
      await expect(creation).rejects.toMatchObject({
        name: 'UserError',
        code: 'ledger/branch-taken',
      });
      expect(await world.tip(codeBranch(runId))).toBe(theirs);
      expect(await world.tip(ledgerBranch(runId))).toBeUndefined();
    });

    it('is found as the highest of its issue, counted not spelled', async () => {
      await begin();
      for (const n of [2, 10, 9]) {
        const runId = `${issue}-${n}`;
        await world.ledger.create(runId, world.base, firstEntry(runId, world.base));
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

  describe('an answer', () => {
    it('is kept while its call is open, and goes with it', async () => {
      const { runId, tip } = await begin();
      const started = await world.ledger.append(tip, next(tip, phaseStarted, buildStarted(runId)));
      const answer = { hold: `${runId}.T1.P1.builder.1`, text: ANSWER };
      const kept = await world.ledger.append(started, {
        ...next(started, answerKept(runId, ANSWER)),
        answer,
      });
      expect(kept.answer).toEqual(answer);
      expect((await readBack())?.answer).toEqual(answer);
      expect(await world.text(ledgerBranch(runId), `answers/${answer.hold}.json`)).toBe(ANSWER);

      const made = await code(kept);
      const done = await world.ledger.appendWithCode(
        kept,
        next(kept, committed(kept.run.head, made)),
        { before: kept.run.head, head: made.head },
      );
      expect(done.answer).toBeNull();
      expect(await readBack()).toEqual(done);
      expect(await world.text(ledgerBranch(runId), `answers/${answer.hold}.json`)).toBeUndefined();
    });
  });

  describe('a step with code', () => {
    const ready = async (): Promise<{ runId: RunId; tip: LedgerTip }> => {
      const { runId, tip } = await begin();
      const text = '{}';
      const started = await world.ledger.append(
        tip,
        next(tip, phaseStarted, buildStarted(runId), answerKept(runId, text)),
      );
      return { runId, tip: started };
    };
    const step = async (tip: LedgerTip, made: { head: string; tree: string }): Promise<LedgerTip> =>
      world.ledger.appendWithCode(tip, next(tip, committed(tip.run.head, made)), {
        before: tip.run.head,
        head: made.head,
      });

    it('moves both, with modes and deletions', async () => {
      const { runId, tip } = await ready();
      const made = await code(tip);
      expect(await world.tip(codeBranch(runId))).toBe(world.base);
      const after = await step(tip, made);
      expect(await world.tip(codeBranch(runId))).toBe(made.head);
      expect(await world.tip(ledgerBranch(runId))).toBe(after.oid);
      expect(await readBack()).toEqual(after);
      expect(await world.text(codeBranch(runId), 'src/a.ts')).toBe('export const a = 2;\n');
      const tree = await world.forge.tree(made.head);
      expect(tree.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
        '100755 bin/run',
        '100644 src/a.ts',
      ]);
      const { message, parents } = await world.commit(codeBranch(runId));
      expect(message.trimEnd()).toBe('A change');
      expect(parents).toEqual([world.base]);
    });

    it('moves nothing when a person moved the branch', async () => {
      const { runId, tip } = await ready();
      const made = await code(tip);
      const theirs = await world.push(codeBranch(runId), { 'x.txt': 'mine\n' });
      await expect(step(tip, made)).rejects.toThrow(ConflictError);
      expect(await world.tip(codeBranch(runId))).toBe(theirs);
      expect(await world.tip(ledgerBranch(runId))).toBe(tip.oid);
    });

    it('moves nothing when another process moved the ledger', async () => {
      const { runId, tip } = await ready();
      const made = await code(tip);
      const other = await world.otherLedger().append(
        tip,
        next(tip, {
          type: 'command-seen',
          at: 1,
          id: 'c',
          actor: { id: 1, login: 'a' },
          command: 'status',
          accepted: true,
          answer: '',
        }),
      );
      await expect(step(tip, made)).rejects.toThrow(ConflictError);
      expect(await world.tip(codeBranch(runId))).toBe(world.base);
      expect(await world.tip(ledgerBranch(runId))).toBe(other.oid);
    });

    it('never brings back a branch that a person deleted', async () => {
      const { runId, tip } = await ready();
      const made = await code(tip);
      await world.force(codeBranch(runId), null);
      await expect(step(tip, made)).rejects.toThrow(ConflictError);
      expect(await world.tip(codeBranch(runId))).toBeUndefined();
    });
  });

  describe('a ledger that somebody touched', () => {
    it('is broken by a commit that is not ours', async () => {
      const { runId, tip } = await begin();
      const state = JSON.stringify({ ...tip.run, spent: { tokens: 0, microUsd: 0, calls: 0 } });
      await world.push(ledgerBranch(runId), { 'state.json': state });
      expect((await readBack())?.broken).toMatch(/not one of ours/);
    });

    it('is unreadable when its state is no state', async () => {
      const { runId } = await begin();
      await world.push(ledgerBranch(runId), { 'state.json': '{"seq": "many"}' });
      await expect(readBack()).rejects.toMatchObject({ code: 'ledger/unreadable' });
      await expect(readBack()).rejects.toBeInstanceOf(UserError);
    });

    it('is gone when it was deleted', async () => {
      const { runId, tip } = await begin();
      await world.force(ledgerBranch(runId), null);
      expect(await readBack()).toBeUndefined();
      await expect(world.ledger.append(tip, next(tip, phaseStarted))).rejects.toThrow(
        ConflictError,
      );
    });
  });
}
