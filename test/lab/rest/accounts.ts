/** Repositories, collaborators' permissions, and what an installation sees. */
import { levelOf } from '../access.ts';
import type { Core } from '../core.ts';
import { HttpError, json, notAccessible, notFound, paged } from '../http.ts';
import type { LabRequest, Level, RepoRow } from '../internals.ts';
import { showUser } from '../show.ts';

/** The repository of a route under `/repos/:owner/:repo`. */
export function repoOf(core: Core, request: LabRequest): RepoRow {
  const { owner = '', repo = '' } = request.params;
  const row = core.lab.repo(`${owner}/${repo}`);
  if (row === undefined) throw notFound();
  return row;
}

/** `permission` knows four words, `role_name` all of them. */
const COARSE: Readonly<Record<Level, string>> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

export function registerAccounts(core: Core): void {
  const { lab } = core;
  lab.route('GET', '/repos/:owner/:repo', (request) => json(lab.show.repo(repoOf(core, request))));

  lab.route('GET', '/repos/:owner/:repo/collaborators/:login/permission', (request) => {
    const repo = repoOf(core, request);
    const user = lab.gh.users.findOneBy('login', request.params['login']);
    if (user === undefined) throw notFound();
    const level = levelOf(lab.gh, repo, user.id);
    const shown = { ...showUser(lab, user), role_name: level };
    return json({ permission: COARSE[level], role_name: level, user: shown });
  });

  lab.route('GET', '/installation/repositories', (request) => {
    const { caller } = request;
    if (caller.is !== 'installation')
      throw new HttpError(
        403,
        'You must authenticate with an installation access token in order to list repositories for an installation.',
      );
    const row = lab.gh.appInstallations
      .all()
      .find((each) => each.installation_id === caller.installationId);
    const repos = lab.gh.repos.all().filter((repo) => repo.owner_id === row?.account_id);
    return paged(
      request,
      repos.map((repo) => lab.show.repo(repo)),
      {
        url: lab.url,
        wrap: 'repositories',
      },
    );
  });

  lab.route('GET', '/user', ({ caller }) => {
    if (caller.is !== 'person') throw notAccessible();
    return json(showUser(lab, caller.user));
  });
}
