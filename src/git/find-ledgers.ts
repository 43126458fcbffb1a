import { z } from 'zod';
import { RunId, Sha, type RepoName } from '../core/ids.ts';
import { LEDGER_PREFIX, ledgerBranch } from '../core/names.ts';
import type { GithubClient } from '../github/client.ts';
import { LEDGER_COMMIT, LEDGER_TIP, LEDGERS } from './queries.ts';
import { TipCommit } from './read-tip.ts';

const Guess = z.object({ target: TipCommit }).nullable();
/** Its node id, which moving refs asks for, and its number, which no rename or transfer changes. */
const Repository = z.object({ id: z.string(), databaseId: z.int() });
const OneTip = z.object({ repository: Repository.extend({ guess: Guess }) });
const Page = z.object({
  repository: Repository.extend({
    guess: Guess,
    refs: z
      .object({
        nodes: z.array(z.object({ name: z.string(), target: z.object({ oid: Sha }) })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      })
      .nullable(),
  }),
});

interface LedgerRef {
  readonly issue: number;
  readonly n: number;
  readonly runId: RunId;
  readonly oid: Sha;
}

export type Repository = z.infer<typeof Repository>;

export interface Found {
  readonly repository: Repository;
  readonly refs: readonly LedgerRef[];
  /** The run that was guessed, if it is there. */
  readonly guess: TipCommit | null;
}

/** Ledgers whose name holds `part` (null: all), and one of them in full: one request as a rule. */
export async function findLedgers(
  client: GithubClient,
  repo: RepoName,
  ask: { readonly part: string | null; readonly guess: RunId },
): Promise<Found> {
  const refs: LedgerRef[] = [];
  const variables = { ...repo, part: ask.part, guess: `refs/heads/${ledgerBranch(ask.guess)}` };
  for (let after: string | null = null; ;) {
    const page: z.infer<typeof Page> = await client.query(LEDGERS, { ...variables, after }, Page);
    const { guess, refs: found, ...repository } = page.repository;
    refs.push(...(found?.nodes ?? []).flatMap(({ name, target }) => refOf(name, target.oid)));
    after = found?.pageInfo.endCursor ?? null;
    if (found?.pageInfo.hasNextPage !== true || after === null)
      return { repository, refs, guess: guess?.target ?? null };
  }
}

export async function readLedger(
  client: GithubClient,
  repo: RepoName,
  runId: RunId,
): Promise<TipCommit | null> {
  const variables = { ...repo, guess: `refs/heads/${ledgerBranch(runId)}` };
  return (await client.query(LEDGER_TIP, variables, OneTip)).repository.guess?.target ?? null;
}

const OneCommit = z.object({
  repository: Repository.extend({ commit: TipCommit.nullable() }),
});

/** Also one that no branch holds any more: GitHub keeps such commits for a while. */
export async function readCommit(
  client: GithubClient,
  repo: RepoName,
  oid: Sha,
): Promise<{ readonly repository: Repository; readonly commit: TipCommit | null }> {
  const { commit, ...repository } = (await client.query(LEDGER_COMMIT, { ...repo, oid }, OneCommit))
    .repository;
  return { repository, commit };
}

/** What people push below `autopack/state/` under other names is not a ledger. Names may come with the prefix. */
function refOf(name: string, oid: Sha): readonly LedgerRef[] {
  const own = name.startsWith(LEDGER_PREFIX) ? name.slice(LEDGER_PREFIX.length) : name;
  const runId = RunId.safeParse(own).data;
  if (runId === undefined) return [];
  const [issue = 0, n = 0] = runId.split('-').map(Number);
  return [{ issue, n, runId, oid }];
}
