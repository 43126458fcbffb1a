/** The ledger port over the fake's git: encoded and read back by the product's own code, fenced by the fake's refs. */
import { canonicalJson } from '../../src/core/canonical.ts';
import { ConflictError, UserError } from '../../src/core/errors.ts';
import { NO_OBJECT, type RunId, type Sha } from '../../src/core/ids.ts';
import { codeBranch, LEDGER_PREFIX, ledgerBranch } from '../../src/core/names.ts';
import { encodeEntry, keptAfter, withAnswer, type Encoded } from '../../src/git/encode.ts';
import { historyOf } from '../../src/git/history.ts';
import { readTip, type Trusted } from '../../src/git/read-tip.ts';
import type { Ledger, LedgerEntry, LedgerTip, Random } from '../../src/ports.ts';
import { fakeArchive } from './fake-archive.ts';
import { changeFiles, type FakeCommit, type FakeMove, type FakeTree } from './fake-git.ts';
import { followBranches, type FakeState } from './fake-state.ts';

/** A commit never changes, so what it says to those who trust the same App is worked out once. */
const known = new WeakMap<FakeCommit, Map<string, LedgerTip>>();

export function fakeLedger(state: FakeState, random: Random, trusted: Trusted): Ledger {
  const { git } = state;

  const read = (runId: RunId, oid: Sha): LedgerTip => {
    const commit = git.at(oid);
    const tips = known.get(commit) ?? new Map<string, LedgerTip>();
    const whose = `${runId} ${trusted?.botId ?? 'anybody'}`;
    const tip = tips.get(whose) ?? tipOf(commit, { runId, repoId: state.repoId }, trusted);
    known.set(commit, tips.set(whose, tip));
    return tip;
  };
  const all = (): { issue: number; n: number; runId: RunId; oid: Sha }[] =>
    [...git.branches].flatMap(([branch, oid]) => {
      if (!branch.startsWith(LEDGER_PREFIX)) return [];
      const runId = branch.slice(LEDGER_PREFIX.length);
      const [issue = 0, n = 0] = runId.split('-').map(Number);
      return [{ issue, n, runId, oid }];
    });
  const record = (encoded: Encoded, parent: FakeCommit | null): FakeCommit => {
    const { headline, body } = encoded;
    return git.commit({
      files: changeFiles(parent?.files ?? new Map(), encoded.files),
      parents: parent === null ? [] : [parent.sha],
      author: state.bot,
      message: `${headline}\n\n${body}`,
      signed: true,
    });
  };
  const step = (tip: LedgerTip, entry: LedgerEntry, code: readonly FakeMove[]): LedgerTip => {
    const branch = ledgerBranch(tip.runId);
    if (git.branches.get(branch) !== tip.oid)
      throw new ConflictError(`the ledger of ${tip.runId} has moved`);
    const made = record(
      withAnswer(encodeEntry(entry, { parent: tip.oid, nonce: random.nonce() }), entry, tip.answer),
      git.at(tip.oid),
    );
    git.move([{ branch, before: tip.oid, after: made.sha }, ...code]);
    followBranches(state);
    const answer = keptAfter(tip.answer, entry);
    return { ...tip, ...entry.frozen, oid: made.sha, run: entry.run, answer };
  };

  return {
    latest: async (issue) => {
      const newest = all()
        .filter((one) => one.issue === issue)
        .sort((a, b) => a.n - b.n)
        .at(-1);
      return newest === undefined ? undefined : read(newest.runId, newest.oid);
    },
    list: async () => all().map(({ issue, runId, oid }) => ({ issue, runId, oid })),
    create: async (runId, base, entry) => {
      if (!git.branches.has(ledgerBranch(runId)) && git.branches.has(codeBranch(runId)))
        throw new UserError('ledger/branch-taken', `${codeBranch(runId)} is in the way`, '');
      const encoded = encodeEntry(entry, { parent: NO_OBJECT, nonce: random.nonce() });
      const files = new Map(encoded.files)
        .set('plan.md', entry.plan)
        .set('strategy.json', canonicalJson(entry.strategy));
      const made = record({ ...encoded, files }, null);
      git.move([
        { branch: ledgerBranch(runId), before: NO_OBJECT, after: made.sha },
        { branch: codeBranch(runId), before: NO_OBJECT, after: base },
      ]);
      return read(runId, made.sha);
    },
    history: async ({ oid }) => historyOf(await fakeArchive(state).links(oid)),
    kept: async (runId, oid) => (git.has(oid) ? read(runId, oid) : undefined),
    restore: async (tip, entry) => {
      const at = { parent: tip.oid, nonce: random.nonce() };
      const made = record(withAnswer(encodeEntry(entry, at), entry, tip.answer), git.at(tip.oid));
      git.move([{ branch: ledgerBranch(tip.runId), before: NO_OBJECT, after: made.sha }]);
      return read(tip.runId, made.sha);
    },
    append: async (tip, entry) => step(tip, entry, []),
    prepareCode: async ({ before, edits, message }) => {
      const changes = edits.changes.map(
        (change) =>
          [
            change.path,
            change.op === 'delete' ? null : { text: change.after, mode: change.mode },
          ] as const,
      );
      const { sha, tree } = git.commit({
        files: changeFiles(git.at(before).files, changes),
        parents: [before],
        author: state.bot,
        message,
        signed: true,
      });
      return { head: sha, tree };
    },
    dropCode: async (runId, head) => {
      git.move([{ branch: codeBranch(runId), before: head, after: NO_OBJECT }]);
      followBranches(state);
    },
    drop: async (runId, oid) => {
      git.move([{ branch: ledgerBranch(runId), before: oid, after: NO_OBJECT }]);
    },
    prepareUndo: async ({ before, to, message }) => {
      const { files } = git.at(to);
      const made = { files, parents: [before], author: state.bot, message, signed: true };
      const { sha, tree } = git.commit(made);
      return { head: sha, tree };
    },
    appendWithCode: async (tip, entry, { before, head }) =>
      step(tip, entry, [{ branch: codeBranch(tip.runId), before, after: head }]),
  };
}

/** The commit as GitHub's GraphQL would tell it. */
function tipOf(
  commit: FakeCommit,
  at: { readonly runId: RunId; readonly repoId: number },
  trusted: Trusted,
): LedgerTip {
  const blob = (path: string): { object: { text: string } } | null => {
    const file = commit.files.get(path);
    return file === undefined ? null : { object: { text: file.text } };
  };
  return readTip(
    {
      __typename: 'Commit',
      oid: commit.sha,
      tree: { oid: commit.tree },
      message: commit.message,
      parents: { totalCount: commit.parents.length, nodes: commit.parents.map((oid) => ({ oid })) },
      signature: commit.signed ? { isValid: true, wasSignedByGitHub: true } : null,
      author: { email: null, user: { databaseId: commit.author.id } },
      state: blob('state.json'),
      strategy: blob('strategy.json'),
      plan: blob('plan.md'),
      answers: { object: { entries: answersIn(commit.files) } },
    },
    at,
    trusted,
  );
}

const answersIn = (files: FakeTree): { name: string; object: { text: string } }[] =>
  [...files].flatMap(([path, { text }]) =>
    path.startsWith('answers/') ? [{ name: path.slice('answers/'.length), object: { text } }] : [],
  );
