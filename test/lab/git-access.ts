/** Who may clone and push, and what a push leads to. */
import { atLeast, levelOf } from './access.ts';
import type { Core } from './core.ts';
import { httpBackend } from './git/http-backend.ts';
import type { Caller, RepoRow } from './internals.ts';
import { callerOf } from './middleware.ts';
import { afterMoves } from './moves.ts';

const GIT_PATH = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/;

/** Undefined: not a path of git's smart HTTP. */
export function gitAccess(core: () => Core) {
  return (request: Request, url: URL): Promise<Response> | undefined => {
    const [, name = '', service = ''] = GIT_PATH.exec(url.pathname) ?? [];
    return service === '' ? undefined : serve(core(), { request, url, name, service });
  };
}

async function serve(
  core: Core,
  asked: {
    readonly request: Request;
    readonly url: URL;
    readonly name: string;
    readonly service: string;
  },
): Promise<Response> {
  const { request, url, name, service } = asked;
  const repo = core.lab.repo(name);
  if (repo === undefined) return new Response('Repository not found.', { status: 404 });
  const caller = callerOfBasic(core, request);
  const pushes =
    service === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  if (caller === undefined || (caller.is === 'nobody' && (pushes || repo.private)))
    return new Response('Authentication required.', {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="GitHub"' },
    });
  if (!mayGit(core, { repo, caller, pushes })) return new Response('Forbidden.', { status: 403 });
  const { dir } = core.lab.git(repo);
  const user = 'user' in caller ? caller.user : null;
  const answer = (): Promise<Response> =>
    httpBackend({ dir, service, request, url, user: user?.login ?? null });
  if (service !== '/git-receive-pack' || user === null) return answer();
  const { result, moves } = await core.lab.git(repo).receive(answer);
  afterMoves(core, { repo, actor: user, moves });
  return result;
}

function callerOfBasic(core: Core, request: Request): Caller | undefined {
  const header = request.headers.get('authorization');
  if (header === null) return { is: 'nobody' };
  const pair = Buffer.from(header.replace(/^Basic /i, ''), 'base64').toString('utf8');
  return callerOf(core.lab, core.tokens.get(pair.slice(pair.indexOf(':') + 1)));
}

function mayGit(
  core: Core,
  { repo, caller, pushes }: { repo: RepoRow; caller: Caller; pushes: boolean },
): boolean {
  switch (caller.is) {
    case 'nobody':
      return !pushes && !repo.private;
    case 'person':
      return atLeast(levelOf(core.lab.gh, repo, caller.user.id), pushes ? 'write' : 'read');
    // Reading with an installation token is fine; our App never pushes by git, so that the
    // workflows guard has one place.
    case 'installation':
      return !pushes;
    case 'app':
      return false;
  }
}
