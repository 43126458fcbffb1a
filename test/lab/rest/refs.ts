/** Refs by REST: no compare-and-swap here, `force: false` asks only for ancestry. */
import type { Core } from '../core.ts';
import { ZERO, type MoveOutcome, type RefMove } from '../git/repository.ts';
import { HttpError, json, noContent, notFound, requiredText } from '../http.ts';
import type { Json, LabRequest, RepoRow } from '../internals.ts';
import { moveRefs } from '../moves.ts';
import { asActor, at } from './git-data.ts';

export function registerRefs(core: Core): void {
  const { lab } = core;
  lab.route('GET', '/repos/:owner/:repo/git/ref/:ref*', (request) => {
    const { repo, git } = at(core, request);
    const ref = `refs/${request.params['ref'] ?? ''}`;
    const sha = git.ref(ref);
    if (sha === undefined) throw notFound();
    return json(showRef(core, repo, ref, sha));
  });
  lab.route('GET', '/repos/:owner/:repo/git/matching-refs/:ref*', (request) => {
    const { repo, git } = at(core, request);
    const prefix = `refs/${request.params['ref'] ?? ''}`;
    const found = [...git.refs()].filter(([ref]) => ref.startsWith(prefix)).sort(byName);
    return json(found.map(([ref, sha]) => showRef(core, repo, ref, sha)));
  });
  lab.route('POST', '/repos/:owner/:repo/git/refs', async (request) => {
    const ref = requiredText(request.body, 'ref', 'Reference');
    const after = requiredText(request.body, 'sha', 'Reference');
    const { repo, git } = at(core, request);
    const named = await git.run(['check-ref-format', ref]);
    if (!ref.startsWith('refs/') || ref.split('/').length < 3 || named.code !== 0)
      throw new HttpError(
        422,
        'Reference name must start with "refs/" and have at least two slashes.',
      );
    if (git.ref(ref) !== undefined) throw new HttpError(422, 'Reference already exists');
    assertMoved(await move(core, request, { ref, before: ZERO, after }));
    return json(showRef(core, repo, ref, after), 201);
  });
  lab.route('PATCH', '/repos/:owner/:repo/git/refs/:ref*', async (request) => {
    const { repo, git } = at(core, request);
    const ref = `refs/${request.params['ref'] ?? ''}`;
    const after = requiredText(request.body, 'sha', 'Reference');
    if (git.ref(ref) === undefined) throw new HttpError(422, 'Reference does not exist');
    const force = request.body['force'] === true;
    assertMoved(await move(core, request, { ref, after, force }));
    return json(showRef(core, repo, ref, after));
  });
  lab.route('DELETE', '/repos/:owner/:repo/git/refs/:ref*', async (request) => {
    const { git } = at(core, request);
    const ref = `refs/${request.params['ref'] ?? ''}`;
    if (git.ref(ref) === undefined) throw new HttpError(422, 'Reference does not exist');
    assertMoved(await move(core, request, { ref, after: ZERO }));
    return noContent();
  });
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : 1;

function move(
  core: Core,
  request: LabRequest,
  wanted: RefMove & { readonly force?: boolean },
): Promise<MoveOutcome> {
  const { repo } = at(core, request);
  return moveRefs(core, { repo, actor: asActor(request.caller), moves: [wanted] });
}

/** REST's answer to a move that did not happen. */
export function assertMoved(outcome: MoveOutcome): void {
  if (outcome.is === 'mismatch') throw new HttpError(422, 'Reference already exists');
  if (outcome.is === 'refused') throw new HttpError(422, outcome.reason);
}

function showRef(core: Core, repo: RepoRow, ref: string, sha: string): Json {
  const api = `${core.lab.url}/repos/${repo.full_name}/git`;
  return {
    ref,
    node_id: Buffer.from(`REF:${repo.id}:${ref}`).toString('base64'),
    url: `${api}/${ref}`,
    object: { sha, type: 'commit', url: `${api}/commits/${sha}` },
  };
}
