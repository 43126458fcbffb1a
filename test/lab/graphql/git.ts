/** Refs, commits, trees and blobs. */
import { isVerified, userOfEmail } from '../commits.ts';
import type { Core } from '../core.ts';
import type { Ident, StoredCommit } from '../git/commit.ts';
import { commitsOf } from '../git/diff.ts';
import { entryAt, readTree, typeOfMode, type TreeEntry } from '../git/tree.ts';
import type { RepoRow } from '../internals.ts';
import { suitesField } from './checks.ts';
import { accountView } from './people.ts';
import { statusField } from './required.ts';
import { connection, textArg, type Args, type View } from './view.ts';

const gitNodeId = (kind: string, repo: RepoRow, name: string): string =>
  Buffer.from(`${kind}:${repo.id}:${name}`).toString('base64');

export function refView(core: Core, repo: RepoRow, ref: string): View {
  const [, kind = '', ...rest] = ref.split('/');
  return {
    __typename: 'Ref',
    id: gitNodeId('REF', repo, ref),
    name: rest.join('/'),
    prefix: `refs/${kind}/`,
    target: () => objectView(core, repo, core.lab.git(repo).ref(ref) ?? ''),
    repository: { __typename: 'Repository', id: repo.node_id, nameWithOwner: repo.full_name },
  };
}

/** The ref that a node id of `refView` names. */
export function refOfNodeId(core: Core, id: string): { repo: RepoRow; ref: string } | undefined {
  const [kind, repoId, ...rest] = Buffer.from(id, 'base64').toString('utf8').split(':');
  const repo = core.lab.gh.repos.get(Number(repoId));
  const ref = rest.join(':');
  if (kind !== 'REF' || repo === undefined || core.lab.git(repo).ref(ref) === undefined)
    return undefined;
  return { repo, ref };
}

export async function objectView(core: Core, repo: RepoRow, sha: string): Promise<View | null> {
  const object = await core.lab.git(repo).objects.read(sha);
  switch (object?.type) {
    case 'commit': {
      const commit = await core.lab.git(repo).commit(sha);
      return commit === undefined ? null : commitView(core, repo, commit);
    }
    case 'tree':
      return treeView(core, repo, { sha, path: '' });
    case 'blob':
      return blobView(core, repo, { sha, bytes: object.bytes });
    case 'tag':
    case undefined:
      return null;
  }
}

/** `rev`, `rev:path` or anything else that git reads as an object. */
export async function objectAt(
  core: Core,
  repo: RepoRow,
  expression: string,
): Promise<View | null> {
  const git = core.lab.git(repo);
  const colon = expression.indexOf(':');
  const rev = colon < 0 ? expression : expression.slice(0, colon);
  const sha = rev === 'HEAD' ? git.branch(repo.default_branch) : await git.resolve(rev);
  if (sha === undefined) {
    const run = await git.run(['rev-parse', '--verify', '-q', '--end-of-options', expression]);
    return run.code === 0 ? objectView(core, repo, run.text) : null;
  }
  if (colon < 0) return objectView(core, repo, sha);
  const commit = await git.commit(sha);
  const path = expression.slice(colon + 1);
  const entry = commit === undefined ? undefined : await entryAt(git.objects, commit.tree, path);
  if (entry === undefined) return null;
  return typeOfMode(entry.mode) === 'tree'
    ? treeView(core, repo, { sha: entry.sha, path })
    : objectView(core, repo, entry.sha);
}

function commonView(core: Core, repo: RepoRow, { kind, sha }: { kind: string; sha: string }): View {
  return {
    __typename: kind,
    id: gitNodeId(kind, repo, sha),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    commitUrl: `${core.lab.url}/${repo.full_name}/commit/${sha}`,
    repository: { __typename: 'Repository', id: repo.node_id, nameWithOwner: repo.full_name },
  };
}

function commitView(core: Core, repo: RepoRow, commit: StoredCommit): View {
  const git = core.lab.git(repo);
  const view = async (sha: string): Promise<View | null> => objectView(core, repo, sha);
  const [headline = '', ...body] = commit.message.split('\n');
  return {
    ...commonView(core, repo, { kind: 'Commit', sha: commit.sha }),
    url: `${core.lab.url}/${repo.full_name}/commit/${commit.sha}`,
    message: commit.message,
    messageHeadline: headline,
    messageBody: body.join('\n').trim(),
    authoredDate: commit.author.date,
    committedDate: commit.committer.date,
    committedViaWeb: commit.committer.email === 'noreply@github.com',
    author: gitActorView(core, commit.author),
    committer: gitActorView(core, commit.committer),
    parents: connection('parents', () => commit.parents, view),
    tree: () => treeView(core, repo, { sha: commit.tree, path: '' }),
    signature: signatureView(core, commit),
    file: async (args: Args) => {
      const path = textArg(args, 'path');
      const entry = await entryAt(git.objects, commit.tree, path);
      return entry === undefined ? null : entryView(core, repo, { entry, path });
    },
    history: connection('history', (args) => historyOf(core, repo, { commit, args }), view),
    checkSuites: suitesField(core, repo, commit.sha),
    status: statusField(core, repo, commit.sha),
  };
}

async function historyOf(
  core: Core,
  repo: RepoRow,
  { commit, args }: { readonly commit: StoredCommit; readonly args: Args },
): Promise<readonly string[]> {
  const { path } = args;
  return commitsOf(core.lab.git(repo), commit.sha, typeof path === 'string' ? path : null);
}

function gitActorView(core: Core, ident: Ident): View {
  const user = userOfEmail(core.lab, ident.email);
  return {
    name: ident.name,
    email: ident.email,
    date: ident.date,
    user: user === undefined ? null : accountView(core, user),
  };
}

function signatureView(core: Core, commit: StoredCommit): View | null {
  if (commit.signature === null) return null;
  const isValid = isVerified(core, commit);
  return {
    __typename: 'GpgSignature',
    isValid,
    state: isValid ? 'VALID' : 'UNKNOWN_KEY',
    wasSignedByGitHub: isValid,
    signature: commit.signature,
    payload: '',
    email: commit.committer.email,
    signer: null,
    verifiedAt: isValid ? commit.committer.date : null,
    keyId: null,
  };
}

function treeView(core: Core, repo: RepoRow, { sha, path }: { sha: string; path: string }): View {
  return {
    ...commonView(core, repo, { kind: 'Tree', sha }),
    entries: async () => {
      const entries = (await readTree(core.lab.git(repo).objects, sha)) ?? [];
      return entries.map((entry) =>
        entryView(core, repo, { entry, path: path === '' ? entry.name : `${path}/${entry.name}` }),
      );
    },
  };
}

function entryView(
  core: Core,
  repo: RepoRow,
  { entry, path }: { readonly entry: TreeEntry; readonly path: string },
): View {
  const type = typeOfMode(entry.mode);
  return {
    __typename: 'TreeEntry',
    name: entry.name,
    path,
    mode: Number.parseInt(entry.mode, 8),
    type,
    oid: entry.sha,
    extension: /\.[^.]*$/.exec(entry.name)?.[0] ?? '',
    isGenerated: false,
    size: async () => (await core.lab.git(repo).objects.read(entry.sha))?.bytes.length ?? 0,
    object: () =>
      type === 'tree'
        ? treeView(core, repo, { sha: entry.sha, path })
        : objectView(core, repo, entry.sha),
  };
}

// GitHub cuts the text of large blobs; where exactly is not documented.
const MAX_TEXT = 512_000;

function blobView(core: Core, repo: RepoRow, { sha, bytes }: { sha: string; bytes: Buffer }): View {
  const text = bytes.toString('utf8');
  const isBinary = bytes.includes(0) || !Buffer.from(text).equals(bytes);
  const isTruncated = bytes.length > MAX_TEXT;
  return {
    ...commonView(core, repo, { kind: 'Blob', sha }),
    byteSize: bytes.length,
    isBinary,
    isTruncated,
    text: isBinary ? null : isTruncated ? text.slice(0, MAX_TEXT) : text,
  };
}
