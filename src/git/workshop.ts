import type { RunId, Sha } from '../core/ids.ts';
import { codeBranch, ledgerBranch } from '../core/names.ts';
import type { LedgerEntry, LedgerTip } from '../ports.ts';
import { encodeEntry, keptAfter, withAnswer, type Encoded } from './encode.ts';
import { findLedgers } from './find-ledgers.ts';
import type { LedgerDeps } from './ledger-deps.ts';
import type { GitObjects, RefMove, TreeChange } from './objects.ts';
import { settleMove } from './settle-move.ts';

export const ref = (branch: string): string => `refs/heads/${branch}`;

/** What was learned on the way and never changes: it saves requests and nothing depends on it. */
export interface Known {
  repositoryId: string | null;
  /** The run that an issue had last. */
  readonly runs: Map<number, RunId>;
  /** The tree of a commit. */
  readonly trees: Map<Sha, Sha>;
}

export interface Workshop extends LedgerDeps {
  readonly objects: GitObjects;
  readonly known: Known;
}

export const treeOf = async ({ objects, known }: Workshop, commit: Sha): Promise<Sha> =>
  known.trees.get(commit) ?? objects.treeOf(commit);

/** Tree and commit of one transition; nothing points at them yet. */
export async function record(shop: Workshop, encoded: Encoded, parent: Sha | null): Promise<Sha> {
  const { headline, body, files } = encoded;
  const changes = [...files].map(([path, content]): TreeChange => ({
    path,
    mode: '100644',
    content,
  }));
  const base = parent === null ? null : await treeOf(shop, parent);
  const tree = await shop.objects.tree(base, changes);
  const parents = parent === null ? [] : [parent];
  const commit = await shop.objects.commit(`${headline}\n\n${body}`, tree, parents);
  shop.known.trees.set(commit, tree);
  return commit;
}

export interface BothMove {
  readonly runId: RunId;
  readonly nonce: string;
  readonly before: { readonly ledger: Sha; readonly code: Sha };
  readonly after: { readonly ledger: Sha; readonly code: Sha };
}

/** Ledger and code branch in one step: neither can be ahead of the other. */
export async function moveBoth(
  { client, repo, objects, known }: Workshop,
  { runId, nonce, before, after }: BothMove,
): Promise<Sha> {
  const ask = { part: runId, guess: runId };
  known.repositoryId ??= (await findLedgers(client, repo, ask)).repository.id;
  const id = known.repositoryId;
  const moves: readonly RefMove[] = [
    { ref: ref(ledgerBranch(runId)), before: before.ledger, after: after.ledger },
    { ref: ref(codeBranch(runId)), before: before.code, after: after.code },
  ];
  return settleMove({ client, repo, runId, nonce, before }, async () => {
    await objects.moveRefs(id, moves);
    return after.ledger;
  });
}

export const encodeStep = (tip: LedgerTip, entry: LedgerEntry, nonce: string): Encoded =>
  withAnswer(encodeEntry(entry, { parent: tip.oid, nonce }), entry, tip.answer);

export const tipAfter = (tip: LedgerTip, entry: LedgerEntry, oid: Sha): LedgerTip => ({
  ...tip,
  ...entry.frozen,
  oid,
  run: entry.run,
  answer: keptAfter(tip.answer, entry),
});
