import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { Run } from '../core/run/run.ts';
import { Strategy } from '../core/strategy/strategy.ts';
import type { KeptAnswer, LedgerTip } from '../ports.ts';
import { decodeMessage } from './encode.ts';

const BlobText = z
  .object({ object: z.object({ text: z.string().nullable() }).nullable() })
  .nullable();

export const TipCommit = z.object({
  __typename: z.literal('Commit'),
  oid: z.string(),
  tree: z.object({ oid: z.string() }),
  message: z.string(),
  parents: z.object({ totalCount: z.int() }),
  signature: z.object({ isValid: z.boolean(), wasSignedByGitHub: z.boolean() }).nullable(),
  author: z
    .object({
      email: z.string().nullable(),
      user: z.object({ databaseId: z.int().nullable() }).nullable(),
    })
    .nullable(),
  state: BlobText,
  strategy: BlobText,
  plan: BlobText,
  answers: z
    .object({
      object: z
        .object({
          entries: z
            .array(
              z.object({
                name: z.string(),
                object: z.object({ text: z.string().nullable() }).nullable(),
              }),
            )
            .nullable(),
        })
        .nullable(),
    })
    .nullable(),
});
export type TipCommit = z.infer<typeof TipCommit>;

/** Whom the ledger's commits have to come from; null where every workflow shares the identity. */
export type Trusted = { readonly botId: number } | null;

/** Reads what a ledger's tip says, and whether it can be believed. */
export function readTip(commit: TipCommit, runId: string, trusted: Trusted): LedgerTip {
  const run = parse(Run, commit.state, runId, 'state.json');
  const strategy = parse(Strategy, commit.strategy, runId, 'strategy.json');
  return {
    runId,
    oid: commit.oid,
    run,
    strategy,
    plan: textOf(commit.plan) ?? '',
    answer: answerOf(commit, run),
    broken: brokenBecause(commit, run, trusted),
  };
}

/** The attacker has write access and pushes a ledger commit by hand: GitHub did not sign it for our App. */
function brokenBecause(commit: TipCommit, run: Run, trusted: Trusted): string | null {
  const decoded = decodeMessage(commit.message);
  if (decoded === null) return 'its last commit is not one of ours (no canonical message)';
  if (decoded.seq !== run.seq)
    return `its state counts ${run.seq} events and its last commit ${decoded.seq}`;
  if (commit.parents.totalCount > 1) return 'its last commit is a merge';
  if (trusted === null) return null;
  const { signature, author } = commit;
  if (signature === null || !signature.isValid || !signature.wasSignedByGitHub)
    return 'its last commit is not signed by GitHub for the app';
  const ours =
    author?.user?.databaseId === trusted.botId ||
    author?.email?.startsWith(`${trusted.botId}+`) === true;
  return ours ? null : 'its last commit is not by the app';
}

function answerOf(commit: TipCommit, run: Run): KeptAnswer | null {
  const hold = run.call?.hold.id;
  if (hold === undefined) return null;
  const entries = commit.answers?.object?.entries ?? [];
  const text = entries.find((entry) => entry.name === `${hold}.json`)?.object?.text;
  return text === undefined || text === null ? null : { hold, text };
}

function parse<T>(
  schema: z.ZodType<T>,
  blob: z.infer<typeof BlobText>,
  runId: string,
  file: string,
): T {
  const text = textOf(blob);
  const parsed = text === null ? null : schema.safeParse(json(text));
  if (parsed?.success === true) return parsed.data;
  throw new UserError(
    'ledger/unreadable',
    `${file} of the ledger autopack/state/${runId} cannot be read.`,
    'Somebody changed it by hand. Delete the branch to give the run up, then start again.',
    parsed === null ? {} : { cause: parsed.error },
  );
}

const textOf = (blob: z.infer<typeof BlobText>): string | null => blob?.object?.text ?? null;

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
