import { z } from 'zod';
import { ConflictError, TransientError } from '../core/errors.ts';
import type { RepoName, RunId, Sha } from '../core/ids.ts';
import { codeBranch, ledgerBranch } from '../core/names.ts';
import type { GithubClient } from '../github/client.ts';
import { decodeMessage } from './encode.ts';
import { REFS_NOW } from './queries.ts';

const Now = z.object({
  repository: z.object({
    ledger: z
      .object({
        target: z.object({
          oid: z.string(),
          history: z.object({ nodes: z.array(z.object({ oid: z.string(), message: z.string() })) }),
        }),
      })
      .nullable(),
    code: z.object({ target: z.object({ oid: z.string() }) }).nullable(),
  }),
});

export interface Move {
  readonly client: GithubClient;
  readonly repo: RepoName;
  readonly runId: RunId;
  /** Stands in the commit that is being made, and in no other. */
  readonly nonce: string;
  /** Where the ledger stood before. */
  readonly from: Sha;
}

/** Replicas may lag behind our own write: the refs are read this often before "not done" is believed. */
const LOOKS = 3;
const PAUSE_MS = 700;

/**
 * Makes a move of the ledger and finds out whether it happened. A reply can be lost, and one refusal proves
 * nothing: only the refs say. Our nonce in the ancestry means done; a ledger that stands where it stood
 * means not done; anything else is somebody else's move.
 */
export async function settleMove(move: Move, make: () => Promise<Sha>): Promise<Sha> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof TransientError) && !(error instanceof ConflictError)) throw error;
    return whatHappened(move, error);
  }
}

async function whatHappened(move: Move, error: Error): Promise<Sha> {
  for (let look = 1; ; look += 1) {
    const { ledger } = (await refsNow(move)).repository;
    const nodes = ledger?.target.history.nodes ?? [];
    const ours = nodes.find((commit) => decodeMessage(commit.message)?.nonce === move.nonce);
    if (ours !== undefined) return ours.oid;
    const moved = (ledger?.target.oid ?? '0'.repeat(40)) !== move.from;
    if (moved)
      throw new ConflictError(`the ledger of ${move.runId} was moved by another writer`, {
        cause: error,
      });
    if (look === LOOKS) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

const refsNow = ({ client, repo, runId }: Move): Promise<z.infer<typeof Now>> => {
  const [ledger, code] = [ledgerBranch(runId), codeBranch(runId)].map(
    (branch) => `refs/heads/${branch}`,
  );
  return client.query(REFS_NOW, { ...repo, ledger, code }, Now);
};
