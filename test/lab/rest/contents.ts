/** Files and folders at a ref, and single-file commits. */
import { showGitCommit, writeCommit } from '../commits.ts';
import type { Core } from '../core.ts';
import { changeTree, entryAt, readTree, typeOfMode, type TreeEntry } from '../git/tree.ts';
import { HttpError, json, notFound, requiredText, text } from '../http.ts';
import type { Json, LabRequest, RepoRow } from '../internals.ts';
import { moveRefs } from '../moves.ts';
import { resolved } from './commits.ts';
import { asActor, at, ident, wrapped } from './git-data.ts';
import { assertMoved } from './refs.ts';

export function registerContents(core: Core): void {
  const get = (request: LabRequest): Promise<Response> => getContents(core, request);
  core.lab.route('GET', '/repos/:owner/:repo/contents', get);
  core.lab.route('GET', '/repos/:owner/:repo/contents/:path*', get);
  for (const method of ['PUT', 'DELETE'])
    core.lab.route(method, '/repos/:owner/:repo/contents/:path*', (request) =>
      change(core, request),
    );
}

async function getContents(core: Core, request: LabRequest): Promise<Response> {
  const { repo, git } = at(core, request);
  const ref = request.query.get('ref') ?? repo.default_branch;
  const commit = await git.commit(await resolved(git, ref));
  const path = (request.params['path'] ?? '').replace(/\/$/, '');
  const entry = commit === undefined ? undefined : await entryAt(git.objects, commit.tree, path);
  if (entry === undefined) throw notFound();
  if (typeOfMode(entry.mode) === 'tree') {
    const entries = (await readTree(git.objects, entry.sha)) ?? [];
    const shown = entries.map((each) =>
      showEntry(core, repo, {
        entry: each,
        path: path === '' ? each.name : `${path}/${each.name}`,
        ref,
      }),
    );
    return json(await Promise.all(shown));
  }
  const object = await git.objects.read(entry.sha);
  if (object === undefined) throw notFound();
  if (request.headers['accept']?.includes('raw')) return new Response(new Uint8Array(object.bytes));
  const shown = await showEntry(core, repo, { entry, path, ref });
  return json({ ...shown, content: wrapped(object.bytes), encoding: 'base64' });
}

async function showEntry(
  core: Core,
  repo: RepoRow,
  { entry, path, ref }: { readonly entry: TreeEntry; readonly path: string; readonly ref: string },
): Promise<Json> {
  const type = typeOfMode(entry.mode);
  const api = `${core.lab.url}/repos/${repo.full_name}`;
  const where = path.split('/').map(encodeURIComponent).join('/');
  const self = `${api}/contents/${where}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/${type}s/${entry.sha}`;
  const html = `${core.lab.url}/${repo.full_name}/blob/${ref}/${where}`;
  const bytes =
    type === 'blob' ? (await core.lab.git(repo).objects.read(entry.sha))?.bytes : undefined;
  return {
    type: type === 'tree' ? 'dir' : entry.mode === '120000' ? 'symlink' : 'file',
    size: bytes?.length ?? 0,
    name: entry.name,
    path,
    sha: entry.sha,
    url: self,
    git_url: git,
    html_url: html,
    download_url: type === 'blob' ? `${core.lab.url}/${repo.full_name}/raw/${ref}/${where}` : null,
    _links: { self, git, html },
  };
}

async function change(core: Core, request: LabRequest): Promise<Response> {
  const { repo, git } = at(core, request);
  const { body, method } = request;
  const path = request.params['path'] ?? '';
  const message = requiredText(body, 'message', 'Commit');
  const branch = text(body, 'branch') ?? repo.default_branch;
  const before = git.branch(branch);
  const parent = before === undefined ? undefined : await git.commit(before);
  if (before === undefined || parent === undefined)
    throw new HttpError(404, `Branch ${branch} not found`);
  const old = await entryAt(git.objects, parent.tree, path);
  if (method === 'DELETE' && old === undefined) throw notFound();
  if (old !== undefined && old.sha !== text(body, 'sha'))
    throw text(body, 'sha') === undefined
      ? new HttpError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
      : new HttpError(409, `${path} does not match ${text(body, 'sha')}`);
  const sha =
    method === 'DELETE'
      ? null
      : await git.objects.write(
          'blob',
          Buffer.from(requiredText(body, 'content', 'Content'), 'base64'),
        );
  const tree = await changeTree(git.objects, parent.tree, [
    { path, mode: old?.mode ?? '100644', sha },
  ]);
  if (tree === undefined) throw notFound();
  const actor = asActor(request.caller);
  const author = ident(body['author']);
  const committer = ident(body['committer']);
  const after = await writeCommit(core, git, {
    actor,
    commit: { tree, parents: [before], message, author, committer },
  });
  assertMoved(
    await moveRefs(core, { repo, actor, moves: [{ ref: `refs/heads/${branch}`, before, after }] }),
  );
  const commit = await git.commit(after);
  const entry = await entryAt(git.objects, tree, path);
  const content =
    entry === undefined ? null : await showEntry(core, repo, { entry, path, ref: branch });
  const shown = commit === undefined ? null : showGitCommit(core, repo, commit);
  return json({ content, commit: shown }, old === undefined ? 201 : 200);
}
