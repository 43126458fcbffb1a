import { z } from 'zod';
import { canonicalJson } from '../core/canonical.ts';
import { NO_OBJECT, type RepoName, type RunId, type Sha } from '../core/ids.ts';
import { codeBranch, LEDGER_PREFIX, ledgerBranch } from '../core/names.ts';
import type { GithubClient } from '../github/client.ts';
import type { CodeCommit, KeptAnswer, Ledger, LedgerEntry, LedgerTip, Random } from '../ports.ts';
import { type Encoded, encodeEntry } from './encode.ts';
import { gitObjects, type TreeChange } from './objects.ts';
import { COMMIT_ON_BRANCH, LEDGER_NAMES, LEDGER_TIP } from './queries.ts';
import { readTip, TipCommit, type Trusted } from './read-tip.ts';
import { settleMove } from './settle-move.ts';

export interface LedgerDeps {
  readonly client: GithubClient;
  readonly repo: RepoName;
  readonly random: Random;
  readonly trusted: Trusted;
}

const Tip = z.object({
  repository: z.object({
    id: z.string(),
    ref: z.object({ name: z.string(), target: TipCommit }).nullable(),
  }),
});
const Names = z.object({
  repository: z.object({
    id: z.string(),
    refs: z
      .object({
        nodes: z.array(z.object({ name: z.string(), target: z.object({ oid: z.string() }) })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      })
      .nullable(),
  }),
});
const Committed = z.object({
  createCommitOnBranch: z.object({
    commit: z.object({ oid: z.string(), tree: z.object({ oid: z.string() }) }),
  }),
});

const refOf = (branch: string): string => `refs/heads/${branch}`;

/** The ledger on GitHub: a branch per run, one commit a transition, fenced by compare-and-swap of refs. */
export function gitLedger(deps: LedgerDeps): Ledger {
  const { client, repo, random, trusted } = deps;
  const objects = gitObjects(client, repo);
  const known = new Map<number, RunId>();
  let repositoryId: string | undefined;
  const trees = new Map<Sha, Sha>();
  const treeOf = async (commit: Sha): Promise<Sha> => trees.get(commit) ?? objects.treeOf(commit);

  const read = async (runId: RunId): Promise<LedgerTip | undefined> => {
    const ref = refOf(ledgerBranch(runId));
    const { repository } = await client.query(LEDGER_TIP, { ...repo, ref }, Tip);
    repositoryId = repository.id;
    if (repository.ref === null) return undefined;
    const { target } = repository.ref;
    trees.set(target.oid, target.tree.oid);
    return readTip(target, runId, trusted);
  };
  const names = async (query: string | null) => {
    const found: { name: string; oid: Sha }[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: z.infer<typeof Names> = await client.query(
        LEDGER_NAMES,
        { ...repo, query, after },
        Names,
      );
      repositoryId = page.repository.id;
      const { refs } = page.repository;
      found.push(
        ...(refs?.nodes ?? []).map(({ name, target }) => ({
          name: name.replace(LEDGER_PREFIX, ''),
          oid: target.oid,
        })),
      );
      after = refs?.pageInfo.endCursor ?? null;
      more = refs?.pageInfo.hasNextPage === true;
    }
    return found.flatMap(({ name, oid }) => {
      const [issue, n] = name.split('/').at(-1)?.split('-').map(Number) ?? [];
      return issue && n ? [{ issue, n, runId: `${issue}-${n}`, oid }] : [];
    });
  };
  const idOf = async (): Promise<string> => {
    if (repositoryId === undefined) await names(null);
    if (repositoryId === undefined) throw new Error('the repository has no id');
    return repositoryId;
  };
  const encode = (entry: LedgerEntry, tip: LedgerTip, nonce: string): Encoded =>
    withAnswer(encodeEntry(entry, { parent: tip.oid, nonce }), entry, tip.answer);
  const after = (tip: LedgerTip, entry: LedgerEntry, oid: Sha): LedgerTip => ({
    ...tip,
    oid,
    run: entry.run,
    answer: entry.run.call === null ? null : (entry.answer ?? tip.answer),
  });

  return {
    latest: async (issue) => {
      const guess = known.get(issue);
      const tip = guess === undefined ? undefined : await read(guess);
      if (tip !== undefined && !tip.run.state.startsWith('DONE_')) return tip;
      const all = (await names(`${issue}-`)).filter((one) => one.issue === issue);
      const newest = all.sort((a, b) => a.n - b.n).at(-1);
      if (newest === undefined) return undefined;
      known.set(issue, newest.runId);
      return newest.runId === tip?.runId ? tip : read(newest.runId);
    },
    list: async () => names(null),
    create: async (runId, base, entry) => {
      const nonce = random.nonce();
      const { headline, body, files } = encodeEntry(entry, { parent: NO_OBJECT, nonce });
      const all = new Map([
        ...files,
        ['plan.md', entry.plan],
        ['strategy.json', canonicalJson(entry.strategy)],
      ]);
      const tree = await objects.tree(null, treeChanges(all));
      const oid = await objects.commit(`${headline}\n\n${body}`, tree, []);
      const moves = [
        { ref: refOf(ledgerBranch(runId)), before: NO_OBJECT, after: oid },
        { ref: refOf(codeBranch(runId)), before: NO_OBJECT, after: base },
      ];
      const id = await idOf();
      await settleMove({ client, repo, runId, nonce, from: NO_OBJECT }, async () => {
        await objects.moveRefs(id, moves);
        return oid;
      });
      known.set(entry.run.issue.number, runId);
      return {
        runId,
        oid,
        run: entry.run,
        strategy: entry.strategy,
        plan: entry.plan,
        answer: null,
        broken: null,
      };
    },
    append: async (tip, entry) => {
      const nonce = random.nonce();
      const { headline, body, files } = encode(entry, tip, nonce);
      const input = {
        branch: {
          repositoryNameWithOwner: `${repo.owner}/${repo.name}`,
          branchName: ledgerBranch(tip.runId),
        },
        expectedHeadOid: tip.oid,
        message: { headline, body },
        fileChanges: fileChanges(files),
      };
      const oid = await settleMove(
        { client, repo, runId: tip.runId, nonce, from: tip.oid },
        async () => {
          const made = await client.mutate(COMMIT_ON_BRANCH, { input }, Committed);
          const { commit } = made.createCommitOnBranch;
          trees.set(commit.oid, commit.tree.oid);
          return commit.oid;
        },
      );
      return after(tip, entry, oid);
    },
    prepareCode: async (code) => {
      const tree = await objects.tree(await treeOf(code.before), codeChanges(code));
      const head = await objects.commit(code.message, tree, [code.before]);
      trees.set(head, tree);
      return { tree, head };
    },
    appendWithCode: async (tip, entry, code) => {
      const nonce = random.nonce();
      const { headline, body, files } = encode(entry, tip, nonce);
      const tree = await objects.tree(await treeOf(tip.oid), treeChanges(files));
      const made = await objects.commit(`${headline}\n\n${body}`, tree, [tip.oid]);
      const moves = [
        { ref: refOf(ledgerBranch(tip.runId)), before: tip.oid, after: made },
        { ref: refOf(codeBranch(tip.runId)), before: code.before, after: code.head },
      ];
      const id = await idOf();
      const oid = await settleMove(
        { client, repo, runId: tip.runId, nonce, from: tip.oid },
        async () => {
          await objects.moveRefs(id, moves);
          return made;
        },
      );
      return after(tip, entry, oid);
    },
  };
}

const answerPath = (hold: string): string => `answers/${hold}.json`;

/** An answer is in the tree for as long as its call is open; the history keeps it. */
function withAnswer(encoded: Encoded, entry: LedgerEntry, before: KeptAnswer | null): Encoded {
  const files = new Map(encoded.files);
  if (before !== null && entry.run.call === null) files.set(answerPath(before.hold), null);
  if (entry.answer !== undefined) files.set(answerPath(entry.answer.hold), entry.answer.text);
  return { ...encoded, files };
}

const treeChanges = (files: Encoded['files']): readonly TreeChange[] =>
  [...files].map(([path, content]) => ({ path, mode: '100644', content }));

function fileChanges(files: Encoded['files']): object {
  const additions = [...files].flatMap(([path, text]) =>
    text === null ? [] : [{ path, contents: Buffer.from(text).toString('base64') }],
  );
  const deletions = [...files].flatMap(([path, text]) => (text === null ? [{ path }] : []));
  return deletions.length === 0 ? { additions } : { additions, deletions };
}

function codeChanges({ edits }: CodeCommit): readonly TreeChange[] {
  return edits.changes.map((change) => ({
    path: change.path,
    mode: change.mode,
    content: change.op === 'delete' ? null : change.after,
  }));
}
