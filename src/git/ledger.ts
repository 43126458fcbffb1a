import type { LedgerDeps } from './ledger-deps.ts';
import { z } from 'zod';
import { canonicalJson } from '../core/canonical.ts';
import { NO_OBJECT, Sha } from '../core/ids.ts';
import { ledgerBranch, runIdOf } from '../core/names.ts';
import type { Strategy } from '../core/strategy/strategy.ts';
import { NotFoundError } from '../github/failures.ts';
import type { Ledger, LedgerEntry, LedgerTip } from '../ports.ts';
import { encodeEntry, keptAfter, type Encoded } from './encode.ts';
import { findLedgers, readCommit, readLedger } from './find-ledgers.ts';
import { gitObjects } from './objects.ts';
import { readHistory } from './history.ts';
import { COMMIT_ON_BRANCH, NAME_NOW } from './queries.ts';
import { readTip } from './read-tip.ts';
import { settleMove } from './settle-move.ts';
import { codeMoves } from './code-moves.ts';
import {
  encodeStep,
  moveBoth,
  record,
  ref,
  tipAfter,
  type Known,
  type Workshop,
} from './workshop.ts';

const Committed = z.object({
  createCommitOnBranch: z.object({
    commit: z.object({ oid: Sha, tree: z.object({ oid: Sha }) }),
  }),
});

/** The ledger on GitHub: a branch per run, one commit a transition, fenced by compare-and-swap of refs. */
export function gitLedger(deps: LedgerDeps): Ledger {
  const known: Known = { repositoryId: null, runs: new Map(), trees: deps.treeIds ?? new Map() };
  const shop: Workshop = { ...deps, known, objects: gitObjects(deps.client, deps.repo) };
  const { random, client, repo } = deps;
  return {
    ...ledgerReads(deps, known),
    create: async (runId, base, entry) => {
      const nonce = random.nonce();
      const encoded = encodeEntry(entry, { parent: NO_OBJECT, nonce });
      const files = firstFiles(encoded, entry);
      const made = await record(shop, { ...encoded, files }, null);
      const before = { ledger: NO_OBJECT, code: NO_OBJECT };
      const after = { ledger: made, code: base };
      const oid = await moveBoth(shop, { runId, nonce, before, after });
      known.runs.set(entry.run.issue.number, runId);
      const { run, strategy, plan } = entry;
      return { runId, oid, run, strategy, plan, answer: keptAfter(null, entry), broken: null };
    },
    restore: (tip, entry) => restore(shop, tip, entry),
    append: async (tip, entry) => {
      const nonce = random.nonce();
      const encoded = encodeStep(tip, entry, nonce);
      const move = { client, repo, runId: tip.runId, nonce, before: { ledger: tip.oid } };
      const oid = await settleMove(move, () => commitStep(shop, tip, encoded));
      return tipAfter(tip, entry, oid);
    },
    ...codeMoves(shop),
  };
}

/** Where the repository was renamed while a model was called, the paid answer is kept under its new name. */
async function commitStep(
  { client, repo, known }: Workshop,
  tip: LedgerTip,
  encoded: Encoded,
): Promise<Sha> {
  const commitTo = async (name: string): Promise<Sha> => {
    const input = commitInput(name, tip, encoded);
    const made = await client.mutate(COMMIT_ON_BRANCH, { input }, Committed);
    const { commit } = made.createCommitOnBranch;
    known.trees.set(commit.oid, commit.tree.oid);
    return commit.oid;
  };
  const name = `${repo.owner}/${repo.name}`;
  try {
    return await commitTo(name);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    // Queries and REST follow a rename; this mutation takes the name as it is.
    const { nameWithOwner } = (await client.query(NAME_NOW, { ...repo }, NameNow)).repository;
    if (nameWithOwner.toLowerCase() === name.toLowerCase()) throw error;
    return commitTo(nameWithOwner);
  }
}

const NameNow = z.object({ repository: z.object({ nameWithOwner: z.string() }) });

function ledgerReads(
  { client, repo, trusted }: LedgerDeps,
  known: Known,
): Pick<Ledger, 'latest' | 'list' | 'kept' | 'history'> {
  return {
    latest: async (issue) => {
      const guess = known.runs.get(issue) ?? runIdOf(issue, 1);
      const found = await findLedgers(client, repo, { part: `${issue}-`, guess });
      known.repositoryId = found.repository.id;
      const ledgers = found.refs.filter((one) => one.issue === issue);
      const newest = ledgers.toSorted((a, b) => a.n - b.n).at(-1);
      if (newest === undefined) return undefined;
      known.runs.set(issue, newest.runId);
      const { runId } = newest;
      const commit = runId === guess ? found.guess : await readLedger(client, repo, runId);
      // Gone between two looks: the next pass sees what is left.
      if (commit === null) return undefined;
      known.trees.set(commit.oid, commit.tree.oid);
      return readTip(commit, { runId, repoId: found.repository.databaseId }, trusted);
    },
    kept: async (runId, oid) => {
      const { repository, commit } = await readCommit(client, repo, oid);
      known.repositoryId = repository.id;
      if (commit === null) return undefined;
      known.trees.set(commit.oid, commit.tree.oid);
      return readTip(commit, { runId, repoId: repository.databaseId }, trusted);
    },
    history: (tip) => readHistory({ client, repo }, tip.oid),
    list: async () => {
      const ask = { part: null, guess: '1-1' };
      const { repository, refs } = await findLedgers(client, repo, ask);
      known.repositoryId = repository.id;
      return refs.map(({ issue, runId, oid }) => ({ issue, runId, oid }));
    },
  };
}

const firstFiles = (
  { files }: Encoded,
  { plan, strategy }: { readonly plan: string; readonly strategy: Strategy },
): Encoded['files'] =>
  new Map(files).set('plan.md', plan).set('strategy.json', canonicalJson(strategy));

/** The branch comes back together with the step that says so: nobody ever sees the one without the other. */
async function restore(shop: Workshop, tip: LedgerTip, entry: LedgerEntry): Promise<LedgerTip> {
  const { client, repo, objects, known, random } = shop;
  const { runId } = tip;
  const nonce = random.nonce();
  const made = await record(shop, encodeStep(tip, entry, nonce), tip.oid);
  const id = (known.repositoryId ??= (
    await findLedgers(client, repo, { part: runId, guess: runId })
  ).repository.id);
  const move = { client, repo, runId, nonce, before: { ledger: NO_OBJECT } };
  const oid = await settleMove(move, async () => {
    await objects.moveRefs(id, [{ ref: ref(ledgerBranch(runId)), before: NO_OBJECT, after: made }]);
    return made;
  });
  known.runs.set(entry.run.issue.number, runId);
  return tipAfter(tip, entry, oid);
}

function commitInput(
  repository: string,
  tip: LedgerTip,
  { headline, body, files }: Encoded,
): object {
  const additions = [...files].flatMap(([path, text]) =>
    text === null ? [] : [{ path, contents: Buffer.from(text).toString('base64') }],
  );
  const deletions = [...files].flatMap(([path, text]) => (text === null ? [{ path }] : []));
  return {
    branch: {
      repositoryNameWithOwner: repository,
      branchName: ledgerBranch(tip.runId),
    },
    expectedHeadOid: tip.oid,
    message: { headline, body },
    fileChanges: { additions, deletions },
  };
}
