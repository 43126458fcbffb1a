import { z } from 'zod';
import { ConflictError, TransientError, UserError } from '../core/errors.ts';
import { NO_OBJECT, Sha, type RepoName, type RunId } from '../core/ids.ts';
import { codeBranch, ledgerBranch } from '../core/names.ts';
import type { GithubClient } from '../github/client.ts';
import { NotFoundError } from '../github/failures.ts';
import { decodeMessage } from './encode.ts';
import { REFS_NOW } from './queries.ts';

const RefsNow = z.object({
  repository: z.object({
    ledger: z
      .object({
        target: z.object({
          oid: Sha,
          history: z.object({ nodes: z.array(z.object({ oid: Sha, message: z.string() })) }),
        }),
      })
      .nullable(),
    code: z.object({ target: z.object({ oid: Sha }) }).nullable(),
  }),
});

export interface Move {
  readonly client: GithubClient;
  readonly repo: RepoName;
  readonly runId: RunId;
  /** Stands in the commit that is being made, and in no other. */
  readonly nonce: string;
  /** Where the refs stood before; NO_OBJECT: nowhere. `code` is left out where it is not moved. */
  readonly before: { readonly ledger: Sha; readonly code?: Sha | undefined };
}

/** Replicas may lag behind our own write: the refs are read this often before "not done" is believed. */
const LOOKS = 3;
const PAUSE_MS = 700;

/**
 * Makes a move of the ledger and finds out whether it happened. A reply can be lost, and one refusal proves
 * nothing: only the refs say. Our nonce in the ancestry means done; refs that stand where they stood mean
 * that it was not done, and `make` may be called once more; anything else is somebody else's move.
 */
export async function settleMove(move: Move, make: () => Promise<Sha>): Promise<Sha> {
  const first = await attempt(move, make);
  if (first.is === 'done') return first.oid;
  const second = await attempt(move, make);
  if (second.is === 'done') return second.oid;
  throw new UserError(
    'ledger/refused',
    `GitHub refuses to move the branches of run ${move.runId}.`,
    'See that no ruleset or branch protection keeps the app from autopack/** and autonomous/**, and that the run changes nothing below .github/workflows.',
    { cause: second.refusal },
  );
}

type Attempt =
  { readonly is: 'done'; readonly oid: Sha } | { readonly is: 'refused'; readonly refusal: Error };

async function attempt(move: Move, make: () => Promise<Sha>): Promise<Attempt> {
  try {
    return { is: 'done', oid: await make() };
  } catch (error) {
    if (!isOpen(error)) throw error;
    const oid = await whatHappened(move, error);
    if (oid !== null) return { is: 'done', oid };
    if (error instanceof TransientError) throw error;
    return { is: 'refused', refusal: error };
  }
}

/** A branch that is not found may have been deleted a moment ago. */
const isOpen = (error: unknown): error is Error =>
  error instanceof TransientError ||
  error instanceof ConflictError ||
  error instanceof NotFoundError;

/** Our commit when it is there; null when nothing has moved. */
async function whatHappened(move: Move, error: Error): Promise<Sha | null> {
  const { runId, before } = move;
  for (let look = 1; ; look += 1) {
    const { ledger, code } = (await refsNow(move)).repository;
    const commits = ledger?.target.history.nodes ?? [];
    const ours = commits.find(({ message }) => decodeMessage(message)?.nonce === move.nonce);
    if (ours !== undefined) return ours.oid;
    if (hasMoved(ledger?.target.oid, before.ledger))
      throw new ConflictError(`the ledger of ${runId} was moved`, { cause: error });
    const branchMoved = hasMoved(code?.target.oid, before.code);
    if (branchMoved && before.ledger !== NO_OBJECT)
      throw new ConflictError(`the branch of ${runId} was moved`, { cause: error });
    if (look === LOOKS && branchMoved) throw leftOver(runId, error);
    if (look === LOOKS) return null;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

const hasMoved = (now: Sha | undefined, was: Sha | undefined): boolean =>
  was !== undefined && (now ?? NO_OBJECT) !== was;

/** Deciding anew would come to the same branch again: a person has to clear it away. */
const leftOver = (runId: RunId, error: Error): Error =>
  new UserError(
    'ledger/branch-taken',
    `The branch ${codeBranch(runId)} is there already, without a run that owns it.`,
    'Delete the branch, then start the run again.',
    { cause: error },
  );

const refsNow = ({ client, repo, runId }: Move): Promise<z.infer<typeof RefsNow>> =>
  client.query(
    REFS_NOW,
    {
      ...repo,
      ledger: `refs/heads/${ledgerBranch(runId)}`,
      code: `refs/heads/${codeBranch(runId)}`,
    },
    RefsNow,
  );
