import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { Sha } from '../core/ids.ts';
import { ledgerBranch } from '../core/names.ts';
import { Run } from '../core/run/run.ts';
import { Strategy } from '../core/strategy/strategy.ts';
import type { KeptAnswer, LedgerTip } from '../ports.ts';
import { decodeMessage } from './encode.ts';

const Blob = z
  .object({ text: z.string().nullish(), isTruncated: z.boolean().optional() })
  .nullable();
const File = z.object({ object: Blob }).nullable();
const Entries = z.array(z.object({ name: z.string(), object: Blob }));

/** A ledger's last commit, as GitHub tells it. */
export const TipCommit = z.object({
  __typename: z.literal('Commit'),
  oid: Sha,
  message: z.string(),
  tree: z.object({ oid: Sha }),
  parents: z.object({ totalCount: z.int(), nodes: z.array(z.object({ oid: Sha })) }),
  signature: z.object({ isValid: z.boolean(), wasSignedByGitHub: z.boolean() }).nullable(),
  author: z
    .object({
      email: z.string().nullable(),
      user: z.object({ databaseId: z.int().nullable() }).nullable(),
    })
    .nullable(),
  state: File,
  strategy: File,
  plan: File,
  answers: z.object({ object: z.object({ entries: Entries.nullish() }).nullable() }).nullable(),
});
export type TipCommit = z.infer<typeof TipCommit>;

/** Whom the ledger's commits have to come from; null where every workflow shares the identity. */
export type Trusted = { readonly botId: number } | null;

/** Reads what a ledger's tip says, and whether it can be believed. */
export function readTip(
  commit: TipCommit,
  at: { readonly runId: string; readonly repoId: number },
  trusted: Trusted,
): LedgerTip {
  const { runId } = at;
  const run = parse(Run, commit.state, { runId, file: 'state.json' });
  const strategy = strategyIn(commit.strategy, runId);
  return {
    runId,
    oid: commit.oid,
    run,
    strategy,
    plan: textOf(commit.plan?.object) ?? '',
    answer: answerOf(commit, run),
    broken: misplaced(run, at) ?? brokenBecause(commit, run, trusted),
  };
}

/** A frozen strategy is read with every step of its run and never changes. */
let lastStrategy: { readonly text: string; readonly strategy: Strategy } | null = null;

function strategyIn(file: TipCommit['strategy'], runId: string): Strategy {
  const text = textOf(file?.object);
  if (lastStrategy !== null && lastStrategy.text === text) return lastStrategy.strategy;
  const strategy = parse(Strategy, file, { runId, file: 'strategy.json' });
  if (text !== null) lastStrategy = { text, strategy };
  return strategy;
}

/** The attacker has the app in a repository of their own, and pushes a ledger that it wrote there. */
function misplaced(
  { runId, issue, repo }: Run,
  at: { readonly runId: string; readonly repoId: number },
): string | null {
  if (runId !== at.runId || issue.number !== Number(runId.split('-')[0]))
    return 'it is of another run';
  return repo.id === at.repoId ? null : 'it is of another repository';
}

/** The attacker may write to the repository and pushes a commit onto a ledger by hand. */
function brokenBecause(commit: TipCommit, run: Run, trusted: Trusted): string | null {
  const { message, parents, signature, author } = commit;
  const decoded = decodeMessage(message);
  if (decoded === null) return 'the message of its last commit is not one of ours';
  if (parents.totalCount > 1) return 'its last commit is a merge';
  if (!decoded.isKeyOf(parents.nodes[0]?.oid))
    return 'the key of its last commit does not fit its events';
  if (decoded.seq !== run.seq)
    return `its state counts ${run.seq} events and its last commit ${decoded.seq}`;
  if (trusted === null) return null;
  if (signature === null || !signature.isValid || !signature.wasSignedByGitHub)
    return 'its last commit is not signed by GitHub';
  return authorId(author) === trusted.botId ? null : 'its last commit is not by the app';
}

/** GitHub has no `user` for some bots, but it fills in their address, which begins with the id. */
export function authorId(author: TipCommit['author']): number | null {
  const id = author?.user?.databaseId ?? null;
  if (id !== null) return id;
  const [, number] = /^(\d+)\+[^@]+@users\.noreply\./.exec(author?.email ?? '') ?? [];
  return number === undefined ? null : Number(number);
}

function answerOf(commit: TipCommit, run: Run): KeptAnswer | null {
  const hold = (run.call?.mends ?? run.call)?.hold.id;
  const entries = commit.answers?.object?.entries ?? [];
  const text = textOf(entries.find(({ name }) => name === `${hold}.json`)?.object);
  return hold === undefined || text === null ? null : { hold, text };
}

function parse<T>(
  schema: z.ZodType<T>,
  file: z.infer<typeof File>,
  at: { readonly runId: string; readonly file: string },
): T {
  const text = textOf(file?.object);
  const result = text === null ? null : schema.safeParse(json(text));
  if (result?.success === true) return result.data;
  throw new UserError(
    'ledger/unreadable',
    `${at.file} on the branch ${ledgerBranch(at.runId)} cannot be read.`,
    'Where the App and a workflow use different versions of Autopack, give both the newer one: the run then goes on. Otherwise somebody changed it by hand: delete the branch to give the run up, then start again.',
    result === null ? {} : { cause: result.error },
  );
}

const textOf = (blob: z.infer<typeof Blob> | undefined): string | null =>
  blob?.isTruncated === true ? null : (blob?.text ?? null);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
