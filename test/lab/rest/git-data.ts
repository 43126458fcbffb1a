/** Blobs, trees and commits by the Git Data API. */
import { actorOf } from '../access.ts';
import { showGitCommit, writeCommit } from '../commits.ts';
import type { Core } from '../core.ts';
import type { GitRepository } from '../git/repository.ts';
import { changeTree, readTree, typeOfMode, type TreeChange } from '../git/tree.ts';
import { HttpError, invalid, json, notFound, requiredText, text } from '../http.ts';
import type { Actor, Caller, Json, LabRequest, RepoRow } from '../internals.ts';
import { repoOf } from './accounts.ts';

export function registerGitData(core: Core): void {
  const { lab } = core;
  lab.route('POST', '/repos/:owner/:repo/git/blobs', async (request) => {
    const { repo, git } = at(core, request);
    const content = requiredText(request.body, 'content', 'Blob');
    const encoding = text(request.body, 'encoding') === 'base64' ? 'base64' : 'utf8';
    const sha = await git.objects.write('blob', Buffer.from(content, encoding));
    return json({ sha, url: `${lab.url}/repos/${repo.full_name}/git/blobs/${sha}` }, 201);
  });
  lab.route('GET', '/repos/:owner/:repo/git/blobs/:sha', async (request) => {
    const { repo, git } = at(core, request);
    const sha = request.params['sha'] ?? '';
    const object = await git.objects.read(sha);
    if (object?.type !== 'blob') throw notFound();
    if (request.headers['accept']?.includes('raw'))
      return new Response(new Uint8Array(object.bytes));
    return json({
      sha,
      node_id: `B_${sha}`,
      size: object.bytes.length,
      url: `${lab.url}/repos/${repo.full_name}/git/blobs/${sha}`,
      content: wrapped(object.bytes),
      encoding: 'base64',
    });
  });
  lab.route('POST', '/repos/:owner/:repo/git/trees', (request) => createTree(core, request));
  lab.route('GET', '/repos/:owner/:repo/git/trees/:sha*', (request) => getTree(core, request));
  lab.route('POST', '/repos/:owner/:repo/git/commits', (request) => createCommit(core, request));
  lab.route('GET', '/repos/:owner/:repo/git/commits/:sha', async (request) => {
    const { repo, git } = at(core, request);
    const commit = await git.commit(request.params['sha'] ?? '');
    if (commit === undefined) throw notFound();
    return json(showGitCommit(core, repo, commit));
  });
}

export const at = (core: Core, request: LabRequest): { repo: RepoRow; git: GitRepository } => {
  const repo = repoOf(core, request);
  return { repo, git: core.lab.git(repo) };
};

/** Base64 in lines of sixty, as GitHub sends it. */
export const wrapped = (bytes: Buffer): string =>
  bytes.toString('base64').replace(/.{60}/g, '$&\n').replace(/\n?$/, '\n');

const MODES: readonly unknown[] = ['100644', '100755', '040000', '160000', '120000'];

async function createTree(core: Core, request: LabRequest): Promise<Response> {
  const { repo, git } = at(core, request);
  const { tree, base_tree: base } = request.body;
  if (!Array.isArray(tree)) throw invalid('Tree', 'tree', 'missing_field');
  const root = typeof base === 'string' ? await rootOf(git, base) : null;
  if (tree.length === 0 && root === null) throw new HttpError(422, 'Invalid tree info');
  const changes: TreeChange[] = [];
  for (const entry of tree as readonly Json[]) changes.push(await changeOf(git, entry));
  const sha = await changeTree(git.objects, root, changes);
  if (sha === undefined) throw new HttpError(422, 'GitRPC::BadObjectState');
  return json(
    { ...(await showTree(core, repo, { sha, recursive: false })), truncated: false },
    201,
  );
}

async function changeOf(git: GitRepository, entry: Json): Promise<TreeChange> {
  const { path, mode, sha, content } = entry;
  if (
    typeof path !== 'string' ||
    path === '' ||
    path.startsWith('/') ||
    path.split('/').includes('..')
  )
    throw new HttpError(422, 'tree.path contains a malformed path component');
  if (!MODES.includes(mode)) throw new HttpError(422, 'Must supply a valid tree.mode');
  const given = { path, mode: String(mode) };
  if (sha === null) return { ...given, sha };
  if (typeof content === 'string')
    return { ...given, sha: await git.objects.write('blob', Buffer.from(content)) };
  if (typeof sha !== 'string')
    throw new HttpError(422, 'Must supply either tree.sha or tree.content');
  const object = await git.objects.read(sha);
  if (object?.type !== typeOfMode(given.mode))
    throw new HttpError(422, `tree.sha ${sha} is not a valid ${typeOfMode(given.mode)}`);
  return { ...given, sha };
}

/** A tree's SHA, or that of a commit's tree: GitHub takes both. */
async function rootOf(git: GitRepository, sha: string): Promise<string> {
  const commit = await git.commit(sha);
  if (commit !== undefined) return commit.tree;
  if ((await readTree(git.objects, sha)) === undefined) throw notFound();
  return sha;
}

async function getTree(core: Core, request: LabRequest): Promise<Response> {
  const { repo, git } = at(core, request);
  const name = request.params['sha'] ?? '';
  const commit = await git.resolve(name);
  const sha = await rootOf(git, commit ?? name);
  const recursive = request.query.has('recursive');
  return json(await showTree(core, repo, { sha, recursive }));
}

async function showTree(
  core: Core,
  repo: RepoRow,
  { sha, recursive }: { readonly sha: string; readonly recursive: boolean },
): Promise<Json> {
  const git = core.lab.git(repo);
  const run = await git.run(['ls-tree', '-l', '-z', ...(recursive ? ['-r', '-t'] : []), sha]);
  const lines = run.stdout
    .toString('utf8')
    .split('\0')
    .filter((line) => line !== '');
  const api = `${core.lab.url}/repos/${repo.full_name}/git`;
  const entries = lines.map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', type = '', object = '', size = '-'] = line.slice(0, tab).split(/ +/);
    const known = { path: line.slice(tab + 1), mode, type, sha: object };
    const sized = type === 'blob' ? { ...known, size: Number(size) } : known;
    return { ...sized, url: `${api}/${type}s/${object}` };
  });
  const limit = core.limits.treeEntries;
  return {
    sha,
    url: `${api}/trees/${sha}`,
    tree: entries.slice(0, limit),
    truncated: entries.length > limit,
  };
}

export function asActor(caller: Caller): Actor {
  actorOf(caller);
  return caller as Actor;
}

async function createCommit(core: Core, request: LabRequest): Promise<Response> {
  const { repo, git } = at(core, request);
  const { body } = request;
  const message = requiredText(body, 'message', 'Commit');
  const tree = requiredText(body, 'tree', 'Commit');
  if ((await readTree(git.objects, tree)) === undefined)
    throw new HttpError(422, 'Tree SHA does not exist');
  const parents = Array.isArray(body['parents']) ? body['parents'].map(String) : [];
  for (const parent of parents)
    if ((await git.commit(parent)) === undefined)
      throw new HttpError(422, 'Parent SHA does not exist or is not a commit object');
  const sha = await writeCommit(core, git, {
    actor: asActor(request.caller),
    commit: {
      tree,
      parents,
      message,
      author: ident(body['author']),
      committer: ident(body['committer']),
    },
  });
  const commit = await git.commit(sha);
  if (commit === undefined) throw new Error('lab: a commit was not written');
  return json(showGitCommit(core, repo, commit), 201);
}

export function ident(
  value: unknown,
): { readonly name: string; readonly email: string; readonly date?: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, email, date } = value as Json;
  if (typeof name !== 'string' || typeof email !== 'string') throw invalid('Commit', 'author');
  return { name, email, ...(typeof date === 'string' ? { date } : {}) };
}
