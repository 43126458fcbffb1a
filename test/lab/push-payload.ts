import type { StoredCommit } from './git/commit.ts';
import { commitsIn, linesOf } from './git/diff.ts';
import { changesOf, type Change } from './git/history.ts';
import { ZERO, type GitRepository, type RefMoved } from './git/repository.ts';
import type { Json, LabInternals, RepoRow, UserRow } from './internals.ts';

const MAX_COMMITS = 20;

/** The `push` event's own fields. */
export async function pushPayload(
  lab: LabInternals,
  {
    repo,
    actor,
    move,
  }: { readonly repo: RepoRow; readonly actor: UserRow; readonly move: RefMoved },
): Promise<Json> {
  const git = lab.git(repo);
  const commits: Json[] = [];
  if (move.after !== ZERO) {
    for (const sha of (await newCommits(git, move)).slice(-MAX_COMMITS)) {
      const commit = await git.commit(sha);
      if (commit !== undefined) commits.push(await commitPayload(lab, repo, commit));
    }
  }
  const head = move.after === ZERO ? undefined : await git.commit(move.after);
  const forced =
    move.before !== ZERO && move.after !== ZERO && !(await git.isAncestor(move.before, move.after));
  return {
    ref: move.ref,
    before: move.before,
    after: move.after,
    base_ref: null,
    created: move.before === ZERO,
    deleted: move.after === ZERO,
    forced,
    compare: `${lab.url}/${repo.full_name}/compare/${move.before.slice(0, 12)}...${move.after.slice(0, 12)}`,
    commits,
    head_commit: head === undefined ? null : await commitPayload(lab, repo, head),
    pusher: { name: actor.login, email: actor.email },
  };
}

/** The oldest first. */
async function newCommits(
  git: GitRepository,
  { ref, before, after }: RefMoved,
): Promise<readonly string[]> {
  if (before !== ZERO) return commitsIn(git, before, after);
  const others = [...git.refs()].filter(([name]) => name !== ref).map(([, sha]) => sha);
  if (others.includes(after)) return [];
  return linesOf(await git.run(['rev-list', '--reverse', after, '--not', ...others]));
}

async function commitPayload(
  lab: LabInternals,
  repo: RepoRow,
  commit: StoredCommit,
): Promise<Json> {
  const changes = await changesOf(lab.git(repo).objects, commit);
  const named = (status: Change['status']): readonly string[] =>
    changes.filter((change) => change.status === status).map(({ path }) => path);
  const who = ({ name, email }: { readonly name: string; readonly email: string }): Json => ({
    name,
    email,
  });
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${lab.url}/${repo.full_name}/commit/${commit.sha}`,
    author: who(commit.author),
    committer: who(commit.committer),
    added: named('added'),
    removed: named('removed'),
    modified: named('modified'),
  };
}
