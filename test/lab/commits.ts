/** Commits as GitHub makes them: signed and by the bot when an App leaves author and committer out. */
import type { Core } from './core.ts';
import {
  encodeCommit,
  isSignedWith,
  signCommit,
  signedPayload,
  type Commit,
  type Ident,
  type StoredCommit,
} from './git/commit.ts';
import type { GitRepository } from './git/repository.ts';
import type { Actor, Json, LabInternals, RepoRow, UserRow } from './internals.ts';
import { noreply } from './people.ts';
import { showUser } from './show.ts';

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author?: Partial<Ident> | undefined;
  readonly committer?: Partial<Ident> | undefined;
}

const WEB_FLOW = { name: 'GitHub', email: 'noreply@github.com' };

export async function writeCommit(
  core: Core,
  git: GitRepository,
  { actor, commit }: { readonly actor: Actor; readonly commit: NewCommit },
): Promise<string> {
  const date = `${core.lab.now().slice(0, 19)}Z`;
  const self = { name: actor.user.name ?? actor.user.login, email: noreply(actor.user), date };
  const asBot = actor.is === 'installation' && !commit.author && !commit.committer;
  const author = { ...self, ...(asBot ? { name: actor.user.login } : commit.author) };
  const committer = asBot ? { ...WEB_FLOW, date } : { ...author, ...commit.committer };
  const { tree, parents, message } = commit;
  const plain: Commit = { tree, parents, message, author, committer, signature: null };
  const final = asBot ? signCommit(plain, core.signingKey) : plain;
  return git.objects.write('commit', encodeCommit(final));
}

/** A merge made by GitHub for a person who pressed the button. */
export async function writeMergeCommit(
  core: Core,
  git: GitRepository,
  { by, commit }: { readonly by: UserRow; readonly commit: NewCommit },
): Promise<string> {
  const date = `${core.lab.now().slice(0, 19)}Z`;
  const { tree, parents, message } = commit;
  const author = { name: by.name ?? by.login, email: noreply(by), date, ...commit.author };
  const committer = { ...WEB_FLOW, date };
  const plain = { tree, parents, message, author, committer, signature: null };
  return git.objects.write('commit', encodeCommit(signCommit(plain, core.signingKey)));
}

export const isVerified = (core: Core, commit: Commit): boolean =>
  isSignedWith(commit, core.signingKey);

/** The account that an address belongs to. */
export function userOfEmail(lab: LabInternals, email: string): UserRow | undefined {
  return lab.gh.users.all().find((user) => user.email === email);
}

function verification(core: Core, commit: StoredCommit): Json {
  const verified = isVerified(core, commit);
  const reason = verified ? 'valid' : commit.signature === null ? 'unsigned' : 'unknown_key';
  const payload = commit.signature === null ? null : signedPayload(commit);
  const verified_at = verified ? commit.committer.date : null;
  return { verified, reason, signature: commit.signature, payload, verified_at };
}

/** As in `git/commits`. */
export function showGitCommit(core: Core, repo: RepoRow, commit: StoredCommit): Json {
  const api = `${core.lab.url}/repos/${repo.full_name}/git`;
  const html = `${core.lab.url}/${repo.full_name}/commit`;
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${html}/${sha}`,
    })),
    verification: verification(core, commit),
  };
}

/** As in `commits`, `compare` and a pull request's commits. */
export function showCommit(core: Core, repo: RepoRow, commit: StoredCommit): Json {
  const { lab } = core;
  const api = `${lab.url}/repos/${repo.full_name}`;
  const shown = showGitCommit(core, repo, commit);
  const account = (email: string): Json | null => {
    const user = userOfEmail(lab, email);
    return user === undefined ? null : showUser(lab, user);
  };
  const { author, committer, tree, message } = shown;
  return {
    sha: commit.sha,
    node_id: shown['node_id'],
    commit: {
      author,
      committer,
      message,
      tree,
      url: shown['url'],
      comment_count: 0,
      verification: shown['verification'],
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: shown['html_url'],
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${lab.url}/${repo.full_name}/commit/${sha}`,
    })),
  };
}
