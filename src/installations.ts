import { z } from 'zod';
import { UserError } from './core/errors.ts';
import type { RepoName } from './core/ids.ts';
import type { Settings } from './env.ts';
import { type GithubAuth, type GithubClient, githubClient } from './github/client.ts';

export interface Identity {
  /** Database id of the bot that comments and reviews. */
  readonly botId: number;
  readonly appId: number | null;
}

/** `github-actions[bot]`, as which every workflow's token acts. */
const ACTIONS_BOT_ID = 41_898_282;

const AppAnswer = z.object({ slug: z.string() });
const WithId = z.object({ id: z.int() });
const Installations = z.array(WithId);
const Repositories = z.object({
  repositories: z.array(z.object({ name: z.string(), owner: z.object({ login: z.string() }) })),
});

function appClient(settings: Settings): GithubClient {
  if (settings.identity.is !== 'app') throw new Error('only an App has an installation');
  const { appId, privateKey } = settings.identity;
  return githubClient({ baseUrl: settings.apiUrl, auth: { is: 'jwt', appId, privateKey } });
}

/** Whom to speak as in a repository: a token minted for it alone, or the one that was given. */
export async function authFor(settings: Settings, repo: RepoName): Promise<GithubAuth> {
  const { identity } = settings;
  if (identity.is === 'token') return identity;
  const at = { owner: repo.owner, repo: repo.name };
  const installation = await appClient(settings).read(
    'GET /repos/{owner}/{repo}/installation',
    at,
    WithId,
  );
  return { ...identity, installationId: installation.id, repository: repo.name };
}

export async function whoAmI(settings: Settings): Promise<Identity> {
  const { identity } = settings;
  if (identity.is === 'token') return { botId: ACTIONS_BOT_ID, appId: null };
  const client = appClient(settings);
  const { slug } = await client.read('GET /app', {}, AppAnswer);
  const bot = githubClient({ baseUrl: settings.apiUrl, auth: { is: 'nobody' } });
  const { id } = await bot.read('GET /users/{username}', { username: `${slug}[bot]` }, WithId);
  return { botId: id, appId: identity.appId };
}

/** All repositories that the App is installed on. */
export async function repositories(settings: Settings): Promise<readonly RepoName[]> {
  if (settings.identity.is !== 'app')
    throw new UserError(
      'github/not-an-app',
      'Only an App knows where it is installed.',
      'Use APP_ID and PRIVATE_KEY.',
    );
  const { appId, privateKey } = settings.identity;
  const app = appClient(settings);
  const found: RepoName[] = [];
  for (let page = 1, more = true; more; page += 1) {
    const installations = await app.read(
      'GET /app/installations',
      { per_page: 100, page },
      Installations,
    );
    more = installations.length === 100;
    for (const { id } of installations) {
      const auth: GithubAuth = {
        is: 'app',
        appId,
        privateKey,
        installationId: id,
        repository: null,
      };
      found.push(...(await installed(githubClient({ baseUrl: settings.apiUrl, auth }))));
    }
  }
  return found;
}

async function installed(client: GithubClient): Promise<readonly RepoName[]> {
  const found: RepoName[] = [];
  for (let page = 1, more = true; more; page += 1) {
    const { repositories: list } = await client.read(
      'GET /installation/repositories',
      { per_page: 100, page },
      Repositories,
    );
    found.push(...list.map((repo) => ({ owner: repo.owner.login, name: repo.name })));
    more = list.length === 100;
  }
  return found;
}
