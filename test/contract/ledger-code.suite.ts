/** What every ledger does with answers, code and strangers, on whatever GitHub. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConflictError, UserError } from '../../src/core/errors.ts';
import type { RunId } from '../../src/core/ids.ts';
import { codeBranch, ledgerBranch } from '../../src/core/names.ts';
import type { LedgerTip } from '../../src/ports.ts';
import { ANSWER, answerKept, buildStarted, committed, next, phaseStarted } from './a-run.ts';
import { ledgerActs } from './ledger-acts.ts';
import type { ContractWorld } from './world.ts';

const held = { type: 'run-held', at: 1, by: 'ada' } as const;

export function ledgerCodeSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  const { begin, readBack, code } = ledgerActs(() => world);

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

    it('is undone by a commit with the tree of before, on top of what was there', async () => {
      const { runId, tip } = await ready();
      const after = await step(tip, await code(tip));
      const before = after.run.head;
      const made = await world.ledger.prepareUndo({ before, to: world.base, message: 'Undone' });
      await world.ledger.appendWithCode(after, next(after, held), { before, head: made.head });
      expect(await world.tip(codeBranch(runId))).toBe(made.head);
      expect(await world.forge.tree(made.head)).toEqual(await world.forge.tree(world.base));
      expect((await world.commit(codeBranch(runId))).parents).toEqual([before]);
    });

    it('takes the branch away only from where it is thought to be', async () => {
      const { runId, tip } = await ready();
      const branch = codeBranch(runId);
      const theirs = await world.push(branch, { 'y.txt': 'mine\n' });
      await expect(world.ledger.dropCode(runId, tip.run.head)).rejects.toThrow(ConflictError);
      expect(await world.tip(branch)).toBe(theirs);
      await world.ledger.dropCode(runId, theirs);
      expect(await world.tip(branch)).toBeUndefined();
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

    it('is deleted only from where it is thought to be', async () => {
      const { runId, tip } = await begin();
      const moved = await world.ledger.append(tip, next(tip, phaseStarted));
      await expect(world.ledger.drop(runId, tip.oid)).rejects.toThrow(ConflictError);
      expect((await readBack())?.oid).toBe(moved.oid);
      await world.ledger.drop(runId, moved.oid);
      expect(await readBack()).toBeUndefined();
      expect(await world.tip(codeBranch(runId))).toBe(world.base);
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
