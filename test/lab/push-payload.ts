import type { StoredCommit } from './git/commit.ts';
import { ZERO, type RefMoved } from './git/repository.ts';
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
    const range =
      move.before === ZERO
        ? [
            move.after,
            '--not',
            ...[...git.refs()].filter(([ref]) => ref !== move.ref).map(([, sha]) => sha),
          ]
        : [`${move.before}..${move.after}`];
    const log = await git.run(['rev-list', '--reverse', `--max-count=${MAX_COMMITS}`, ...range]);
    for (const sha of log.text.split('\n').filter((line) => line !== '')) {
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

async function commitPayload(
  lab: LabInternals,
  repo: RepoRow,
  commit: StoredCommit,
): Promise<Json> {
  const run = await lab
    .git(repo)
    .run(['diff-tree', '--root', '-r', '-z', '--no-commit-id', '--name-status', commit.sha]);
  const words = run.text.split('\0').filter((word) => word !== '');
  const named = (letter: string): string[] =>
    words.filter((_, at) => at % 2 === 1 && words[at - 1] === letter);
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
    added: named('A'),
    removed: named('D'),
    modified: named('M'),
  };
}
