/** The forge port over the fake's memory: what GitHub would say. */
import { ASKED_PAST, type PastCommit } from '../../src/core/context/past.ts';
import { CHECKS, codeBranch, findingIn, ledgerBranch, RUN_LABEL } from '../../src/core/names.ts';
import type { Sha } from '../../src/core/ids.ts';
import type { BranchSeen, IssueSeen, Talk, ThreadSeen } from '../../src/core/run/observation.ts';
import type { ConfigPull, Forge } from '../../src/ports.ts';
import { fakeBacklog } from './fake-backlog.ts';
import { pullSeen } from './fake-pull-seen.ts';
import { forgeTalk } from './fake-forge-talk.ts';
import { fakeCi, otherChecks } from './fake-ci.ts';
import { fakeRequired } from './fake-required.ts';
import type { PullHeads } from '../../src/core/report/pull-verdict.ts';
import type { FakeIssue, FakePull, FakeState } from './fake-state.ts';

export function fakeForge(state: FakeState): Forge {
  const { git } = state;
  return {
    ...forgeTalk(state),
    ...fakeBacklog(state),
    repo: async () => {
      const head = git.branches.get(state.defaultBranch);
      if (head === undefined) throw new Error('fake: no default branch');
      const { files } = git.at(head);
      const config = files.get('.github/autopack.yml')?.text ?? null;
      const misnamed = config === null && files.has('.github/autopack.yaml');
      const { repoId: id, defaultBranch, archived } = state;
      return {
        ...{ id, defaultBranch, head, archived, config },
        ...(misnamed ? { misnamedConfig: true } : {}),
      };
    },
    issue: async (number) => {
      const issue = state.issues.get(number);
      return issue === undefined ? undefined : issueSeen(state, issue);
    },
    permission: async (login) => state.permissions.get(login) ?? 'read',
    world: async ({ issue: number, runId, recorded, pr, required: asked }) => {
      const issue = state.issues.get(number);
      const branch = codeBranch(runId);
      const pulls = [...state.pulls.values()];
      const pull =
        pr === null ? pulls.findLast((one) => one.branch === branch) : state.pulls.get(pr);
      const required = asked === true && pr !== null ? fakeRequired(state, recorded) : undefined;
      return {
        issue: issue === undefined ? undefined : issueSeen(state, issue),
        otherChecks: otherChecks(state, recorded),
        ...(required === undefined ? {} : { required }),
        ledger: git.branches.get(ledgerBranch(runId)) ?? null,
        branch: branchSeen(state, branch, recorded),
        pull: pull === undefined ? null : pullSeen(state, pull),
        ...(pull === undefined || pr === null ? {} : { pullTalk: pullTalk(state, pull) }),
        reviews: (pull?.reviews ?? [])
          .filter((review) => review.author.id === state.bot.id)
          .map(({ id, head, body }) => ({ id, head, body })),
        ...(pull === undefined ? {} : { threads: threadsSeen(state, pull) }),
        checks: state.checks
          .filter((check) => check.head === recorded)
          .map((check) => ({ ...check })),
      };
    },
    ...fakeCi(state),
    tree: async (commit) =>
      [...git.at(commit).files]
        .map(([path, { mode, sha, text }]) => ({ path, mode, sha, size: Buffer.byteLength(text) }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    files: async (_commit, entries) =>
      entries.flatMap(({ path, sha, mode }) => {
        const text = git.blob(sha);
        if (text === undefined || text.includes('\0')) return [];
        return mode === '100644' || mode === '100755' ? [{ path, sha, mode, text }] : [];
      }),
    fileHistory: async (commit, paths) => fileHistory(state, commit, paths),
    sources: async ({ owner, name }, commit, paths) => {
      if (owner !== state.repo.owner || name !== state.repo.name) return null;
      const { files } = git.has(commit) ? git.at(commit) : { files: new Map() };
      const texts = paths.map((path) => [path, files.get(path)?.text] as const);
      return new Map(texts.flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
    },
    configPull: async (number) => {
      const pull = state.pulls.get(number);
      return pull === undefined ? undefined : configPull(state, pull);
    },
    pullHeads: async (number) => {
      const pull = state.pulls.get(number);
      return pull === undefined ? undefined : pullHeads(state, pull);
    },
    configPulls: async () =>
      [...state.pulls.values()]
        .filter((pull) => pull.state === 'open')
        .filter((pull) => {
          const { changesConfig, checks } = configPull(state, pull);
          return changesConfig && checks.length === 0;
        })
        .map(({ number }) => number),
    labelledIssues: async () =>
      [...state.issues.values()]
        .filter((issue) => issue.open && issue.labels.has(RUN_LABEL))
        .map((issue) => issue.number),
  };
}

const CONFIG = '.github/autopack.yml';

function threadsSeen(state: FakeState, { reviews, threads }: FakePull): readonly ThreadSeen[] {
  return reviews
    .filter((review) => review.author.id === state.bot.id)
    .flatMap((review) =>
      review.comments.flatMap(({ body }, n) => {
        const [id, finding] = [`${review.id}.${n}`, findingIn(body)];
        const { resolved = false, replies = [] } = threads?.get(id) ?? {};
        const answered = replies.some(
          ({ author, body: text }) => author.id !== state.bot.id && !text.startsWith('/autopack'),
        );
        return finding === null ? [] : [{ id, finding, resolved, answered }];
      }),
    );
}

function configPull({ git, defaultBranch, checks }: FakeState, pull: FakePull): ConfigPull {
  const base = git.at(git.branches.get(defaultBranch) ?? pull.head);
  const config = git.at(pull.head).files.get(CONFIG)?.text ?? null;
  return {
    open: pull.state === 'open',
    head: pull.head,
    changesConfig: config !== (base.files.get(CONFIG)?.text ?? null),
    config,
    checks: checks.filter(({ head, name }) => head === pull.head && name === CHECKS.config),
  };
}

function pullHeads({ git, checks }: FakeState, pull: FakePull): PullHeads {
  const queued = [...git.branches]
    .filter(
      ([name]) => name.startsWith('gh-readonly-queue/') && name.includes(`/pr-${pull.number}-`),
    )
    .map(([, sha]) => sha);
  const heads = [pull.head, ...queued];
  return {
    ...{ open: pull.state === 'open', head: pull.head, queued },
    runId: /^autonomous\/(\d+-\d+)$/.exec(pull.branch)?.[1] ?? null,
    known: checks
      .filter(({ head, name }) => heads.includes(head) && name === CHECKS.run)
      .map(({ externalId }) => externalId),
  };
}

function fileHistory(
  { git }: FakeState,
  commit: Sha,
  paths: readonly string[],
): readonly PastCommit[] {
  const found = new Map<Sha, PastCommit>();
  for (const path of paths.slice(0, ASKED_PAST.paths))
    for (const { sha, message } of git.history(commit, path).slice(0, ASKED_PAST.each)) {
      const known = found.get(sha)?.paths ?? [];
      found.set(sha, { id: sha, message, paths: [...known, path] });
    }
  return [...found.values()].sort((a, b) => git.numberOf(b.id) - git.numberOf(a.id));
}

function issueSeen(state: FakeState, issue: FakeIssue): IssueSeen {
  const { number, nodeId, title, body, open, locked, textEditedAt } = issue;
  const last = issue.labelled.findLast((event) => event.label === RUN_LABEL);
  return {
    number,
    nodeId,
    title,
    body,
    open,
    locked,
    textEditedAt,
    labels: [...issue.labels],
    labelled:
      last === undefined || last.actor.bot
        ? null
        : { id: last.id, kind: 'label', at: last.at, actor: actor(last.actor) },
    ...talkSeen(state, issue),
  };
}

function talkSeen(state: FakeState, { comments }: Pick<FakeIssue, 'comments'>): Talk {
  const isOurs = (comment: FakeIssue['comments'][number]): boolean =>
    comment.author.id === state.bot.id;
  return {
    commands: comments
      .filter((one) => !isOurs(one) && !one.author.bot && one.body.startsWith('/autopack'))
      .map((one) => ({
        id: one.nodeId,
        databaseId: one.id,
        at: one.at,
        edited: one.edited,
        body: one.body,
        author: actor(one.author),
      })),
    ours: comments
      .filter(isOurs)
      .map(({ id, nodeId: node, body: text }) => ({ id, nodeId: node, body: text })),
  };
}

/** In the conversation, and in threads, where those of our findings have a name. */
function pullTalk(state: FakeState, pull: FakePull): Talk {
  const inThreads = pull.reviews.flatMap(({ id, author, comments }) =>
    comments.flatMap(({ body }, n) => {
      const about = author.id === state.bot.id ? findingIn(body) : null;
      const replies = [...(pull.threads?.get(`${id}.${n}`)?.replies ?? [])];
      return talkSeen(state, { comments: replies }).commands.map((said) => ({
        ...said,
        ...(about === null ? {} : { finding: about }),
      }));
    }),
  );
  const { commands, ours } = talkSeen(state, pull);
  return { ours, commands: [...commands, ...inThreads].sort((a, b) => a.at - b.at) };
}

const actor = ({ id, login }: { id: number; login: string }): { id: number; login: string } => ({
  id,
  login,
});

function branchSeen({ git, bot }: FakeState, branch: string, recorded: Sha): BranchSeen {
  const head = git.branches.get(branch);
  if (head === undefined) return { is: 'gone' };
  if (head === recorded) return { is: 'as-recorded' };
  if (!git.has(recorded) || !git.isAncestor(recorded, head)) return { is: 'moved-back', head };
  const commits = git.between(recorded, head).map(({ sha, author }) => ({ sha, by: author.login }));
  const { parents, author, signed } = git.at(head);
  const ours = parents.length === 2 && parents[0] === recorded && author.id === bot.id && signed;
  const merged = ours ? parents[1] : undefined;
  return { is: 'ahead', head, commits, ...(merged === undefined ? {} : { merged }) };
}
