import { z } from 'zod';
import { TransientError, UserError } from './core/errors.ts';
import type { RepoName } from './core/ids.ts';
import type { Settings } from './env.ts';
import { type ClientOptions, type GithubAuth, githubClient } from './github/client.ts';
import type { GithubClient } from './github/client.ts';
import { archived, RepositoryMovedError } from './github/failures.ts';
import type { Log } from './ports.ts';

export interface Identity {
  /** Database id of the bot that comments and reviews. */
  readonly botId: number;
  readonly appId: number | null;
  /** The App's page, where people install it; null: there is none. */
  readonly page: string | null;
}

/** As whom every workflow's token acts. */
const ACTIONS_BOT = 'github-actions[bot]';

const AppAnswer = z.object({
  slug: z.string(),
  html_url: z.url({ protocol: /^https?$/ }).nullish(),
});
const Bot = z.object({ id: z.int() });
const Viewer = z.object({ viewer: z.object({ login: z.string(), databaseId: z.int() }) });
const Installation = z.object({ id: z.int(), suspended_at: z.string().nullish() });
const Repository = z.object({
  id: z.int(),
  name: z.string(),
  owner: z.object({ login: z.string() }),
  archived: z.boolean(),
});
const Repositories = z.object({ repositories: z.array(Repository) });

/** The part of the settings that says where GitHub is and who we are. */
type Access = Pick<Settings, 'apiUrl' | 'identity'>;
type OnRequest = ClientOptions['onRequest'];
type AppAuth = Extract<GithubAuth, { is: 'app' }>;

/** Speaks for the App itself, by JWT. */
export function appClient({ apiUrl, identity }: Access, onRequest?: OnRequest): GithubClient {
  if (identity.is !== 'app') throw new Error('only an App has an installation');
  const { appId, privateKey } = identity;
  return clientOf(apiUrl, { is: 'jwt', appId, privateKey }, onRequest);
}

const clientOf = (baseUrl: string, auth: GithubAuth, onRequest?: OnRequest): GithubClient =>
  githubClient({ baseUrl, auth, ...(onRequest === undefined ? {} : { onRequest }) });

/** Whom to speak as in a repository: a token minted for it alone, or the one that was given. */
export async function authFor(
  settings: Access,
  repo: RepoName,
  onRequest?: OnRequest,
): Promise<GithubAuth> {
  const { identity } = settings;
  if (identity.is === 'token') return identity;
  const { id, suspended_at: suspendedAt } = await appClient(settings, onRequest).read(
    'GET /repos/{owner}/{repo}/installation',
    { owner: repo.owner, repo: repo.name },
    Installation,
  );
  if (suspendedAt)
    throw new UserError(
      'github/suspended',
      `The App is suspended on the account ${repo.owner}.`,
      'Unsuspend it in the account’s settings under Applications; its runs then go on by themselves.',
    );
  return { ...identity, installationId: id, repository: repo.name };
}

/** Where a repository really is. */
export interface Place {
  readonly auth: GithubAuth;
  readonly repo: RepoName;
  /** Null: nobody asked; names do for a workflow's token. */
  readonly id: number | null;
}

/**
 * Finds a repository and how to speak to it. Throws RepositoryMovedError when it has another name by now (GitHub
 * leads from the old one to it), UserError when nothing can be done there.
 */
export async function placeOf(
  settings: Access,
  asked: RepoName,
  onRequest?: OnRequest,
): Promise<Place> {
  const auth = await authFor(settings, asked, onRequest);
  if (auth.is !== 'app') return { auth, repo: asked, id: null };
  // The name may be an old one, for which GitHub mints no token: the whole installation's reads where it leads.
  const whole = clientOf(settings.apiUrl, { ...auth, repository: null }, onRequest);
  const at = { owner: asked.owner, repo: asked.name };
  const {
    id,
    name,
    owner,
    archived: isArchived,
  } = await whole.read('GET /repos/{owner}/{repo}', at, Repository);
  const repo = { owner: owner.login, name };
  if (!isSameName(repo, asked)) throw new RepositoryMovedError(repo);
  if (isArchived) throw archived(repo);
  return { auth: { ...auth, repository: id }, repo, id };
}

export const isSameName = (one: RepoName, other: RepoName): boolean =>
  `${one.owner}/${one.name}`.toLowerCase() === `${other.owner}/${other.name}`.toLowerCase();

export async function whoAmI(settings: Access): Promise<Identity> {
  const { identity } = settings;
  if (identity.is === 'token')
    return { botId: await workflowBot(settings, identity), appId: null, page: null };
  const client = appClient(settings);
  const { slug, html_url: page } = await client.read('GET /app', {}, AppAnswer);
  const bot = clientOf(settings.apiUrl, { is: 'nobody' });
  const { id } = await bot.read('GET /users/{username}', { username: `${slug}[bot]` }, Bot);
  return { botId: id, appId: identity.appId, page: page ?? null };
}

/**
 * A person's token, or one that somebody minted for another App, is taken for nobody's: what it writes would not be
 * known for ours again, and checks are made by Apps alone. So it is refused before anything is spent.
 */
async function workflowBot(
  { apiUrl }: Access,
  auth: Extract<GithubAuth, { is: 'token' }>,
): Promise<number> {
  const { viewer } = await clientOf(apiUrl, auth).query(
    'query Who { viewer { login databaseId } }',
    {},
    Viewer,
  );
  if (viewer.login === ACTIONS_BOT) return viewer.databaseId;
  throw new UserError(
    'env/not-the-workflow',
    'github-token is not the token of a workflow.',
    'Leave it out, which takes the token of the job. To act as an App, set app-id and private-key; a person’s token is of no use here.',
  );
}

export interface Listing {
  readonly log: Log;
  readonly onRequest?: OnRequest;
  /** Only this installation's. */
  readonly installation?: number | undefined;
}

/** All repositories that the App is installed on and can write to: what is suspended or archived waits unseen. */
export async function repositories(
  settings: Access,
  { log, onRequest, installation }: Listing,
): Promise<readonly RepoName[]> {
  const { apiUrl, identity } = settings;
  if (identity.is !== 'app')
    throw new UserError(
      'github/not-an-app',
      'Only an App knows where it is installed.',
      'Use APP_ID and PRIVATE_KEY.',
    );
  const ids =
    installation === undefined
      ? await installations(appClient(settings, onRequest))
      : [installation];
  const found: RepoName[] = [];
  for (const installationId of ids) {
    const auth: AppAuth = { ...identity, installationId, repository: null };
    try {
      found.push(...(await installed(clientOf(apiUrl, auth, onRequest))));
    } catch (error) {
      // One installation that was taken away a moment ago must not keep the others waiting.
      if (!(error instanceof UserError) && !(error instanceof TransientError)) throw error;
      log.warn({ installation: installationId, err: error }, 'an installation cannot be seen');
    }
  }
  return found;
}

async function installations(app: GithubClient): Promise<readonly number[]> {
  const found: number[] = [];
  for (let page = 1, more = true; more; page += 1) {
    const list = await app.read(
      'GET /app/installations',
      { per_page: 100, page },
      z.array(Installation),
    );
    found.push(...list.filter((one) => !one.suspended_at).map(({ id }) => id));
    more = list.length === 100;
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
    const open = list.filter((repo) => !repo.archived);
    found.push(...open.map((repo) => ({ owner: repo.owner.login, name: repo.name })));
    more = list.length === 100;
  }
  return found;
}
