import { NO_OBJECT, type RunId, type Sha } from '../core/ids.ts';
import { codeBranch, ledgerBranch } from '../core/names.ts';
import type { CodeCommit, Ledger } from '../ports.ts';
import { findLedgers } from './find-ledgers.ts';
import type { TreeChange } from './objects.ts';
import { rememberCommit } from './remember.ts';
import { encodeStep, moveBoth, record, ref, tipAfter, treeOf, type Workshop } from './workshop.ts';

/** What moves the code branch, alone or together with the ledger; and what takes either away. */
export function codeMoves(
  shop: Workshop,
): Pick<Ledger, 'prepareCode' | 'prepareUndo' | 'dropCode' | 'drop' | 'appendWithCode'> {
  const { client, repo, known, random } = shop;
  const drop = async (runId: RunId, branch: string, before: Sha): Promise<void> => {
    const ask = { part: runId, guess: runId };
    known.repositoryId ??= (await findLedgers(client, repo, ask)).repository.id;
    const move = { ref: ref(branch), before, after: NO_OBJECT };
    await shop.objects.moveRefs(known.repositoryId, [move]);
  };
  return {
    prepareCode: async (code) => {
      const tree = await shop.objects.tree(await treeOf(shop, code.before), codeChanges(code));
      const head = await shop.objects.commit(code.message, tree, [code.before]);
      known.trees.set(head, tree);
      const { before, edits } = code;
      if (shop.readings !== undefined)
        rememberCommit(shop.readings, { repo: shop.repo, before, head, tree, edits });
      return { tree, head };
    },
    dropCode: (runId, head) => drop(runId, codeBranch(runId), head),
    drop: (runId, oid) => drop(runId, ledgerBranch(runId), oid),
    prepareUndo: async ({ before, to, message }) => {
      const tree = await treeOf(shop, to);
      const head = await shop.objects.commit(message, tree, [before]);
      known.trees.set(head, tree);
      return { tree, head };
    },
    appendWithCode: async (tip, entry, code) => {
      const nonce = random.nonce();
      const made = await record(shop, encodeStep(tip, entry, nonce), tip.oid);
      const before = { ledger: tip.oid, code: code.before };
      const after = { ledger: made, code: code.head };
      const oid = await moveBoth(shop, { runId: tip.runId, nonce, before, after });
      return tipAfter(tip, entry, oid);
    },
  };
}

const codeChanges = ({ edits }: CodeCommit): readonly TreeChange[] =>
  edits.changes.map((change) => ({
    path: change.path,
    mode: change.mode,
    content: change.op === 'delete' ? null : change.after,
  }));
