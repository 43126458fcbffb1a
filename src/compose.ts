import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { loadDefaults } from './config/load.ts';
import { planning } from './config/planning.ts';
import { UserError } from './core/errors.ts';
import { sha256Hex } from './core/hash.ts';
import type { RepoName, RunKey } from './core/ids.ts';
import { runSummary, type RunSummary } from './core/report/run-summary.ts';
import { findSecrets, redact } from './core/text/redact.ts';
import type { EnginePorts } from './engine/ports.ts';
import type { Log, PassResult } from './ports.ts';
import { reconcile } from './engine/reconcile.ts';
import type { Settings } from './env.ts';
import { gitLedger } from './git/ledger.ts';
import { type GithubAuth, githubClient } from './github/client.ts';
import { githubForge } from './github/forge.ts';
import { openaiModels } from './llm/openai.ts';

/** The product, wired: the same for the App, the Action and the demo. */
export interface Autopack {
  /** One pass over one issue's run. */
  reconcile(key: RunKey): Promise<PassResult>;
  /** Issues of a repository that have a run or ask for one. */
  openKeys(repo: RepoName): Promise<readonly RunKey[]>;
  /** The newest run of each of these issues that has one. */
  summaries(repo: RepoName, issues: readonly number[]): Promise<readonly RunSummary[]>;
  /** Repositories that the App is installed on. */
  repositories(): Promise<readonly RepoName[]>;
  /** The id of the bot that we act as. */
  botId(): Promise<number>;
}

interface Identity {
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

export function compose(settings: Settings, log: Log): Autopack {
  const worker = randomBytes(8).toString('hex');
  const models = openaiModels(settings.model);
  const clock = { now: () => Date.now() };
  const plan = planning(loadDefaults(), clock);
  const known = new Map<string, Promise<EnginePorts>>();
  const secrets = secretsOf(settings);
  let identity: Promise<Identity> | undefined;

  const ports = async (repo: RepoName): Promise<EnginePorts> => {
    const { botId, appId } = await (identity ??= whoAmI(settings));
    const client = githubClient({ baseUrl: settings.apiUrl, auth: await authFor(settings, repo) });
    const random = { nonce: () => randomBytes(16).toString('hex') };
    const treeIds = new Map<string, string>();
    const isApp = settings.identity.is === 'app';
    return {
      repo,
      forge: githubForge({ client, repo, treeIds, identity: { botId, appId } }),
      ledger: gitLedger({ client, repo, random, treeIds, trusted: isApp ? { botId } : null }),
      models,
      planning: plan,
      clock,
      random,
      log,
      worker,
      tips: new Map(),
      leaseMs: settings.leaseMs,
      identity: settings.identity.is,
      server: settings.serverUrl,
      sealKey:
        settings.identity.is === 'app'
          ? sha256Hex(`autopack snapshot\n${settings.identity.privateKey}`)
          : null,
      redact: (text) => redact(text, secrets),
      secretsIn: (text) => findSecrets(text, secrets).map((found) => found.kind),
    };
  };
  const portsOf = (repo: RepoName): Promise<EnginePorts> => {
    const name = `${repo.owner}/${repo.name}`.toLowerCase();
    const made = known.get(name) ?? ports(repo);
    known.set(name, made);
    // What could not be wired is wired anew next time.
    made.catch(() => known.delete(name));
    return made;
  };

  return {
    reconcile: async (key) => reconcile(await portsOf({ owner: key.owner, name: key.name }), key),
    openKeys: async (repo) => {
      const { ledger, forge } = await portsOf(repo);
      const runs = (await ledger.list()).map((run) => run.issue);
      const issues = new Set([...runs, ...(await forge.labelledIssues())]);
      return [...issues].map((issue) => ({ ...repo, issue }));
    },
    summaries: async (repo, issues) => {
      const { ledger } = await portsOf(repo);
      const found: RunSummary[] = [];
      for (const issue of issues) {
        const tip = await ledger.latest(issue);
        if (tip !== undefined) found.push(runSummary(tip.run));
      }
      return found;
    },
    repositories: () => repositories(settings),
    botId: async () => (await (identity ??= whoAmI(settings))).botId,
  };
}

function secretsOf({ identity, model }: Settings): readonly string[] {
  const own =
    identity.is === 'app'
      ? identity.privateKey
          .split('\n')
          .filter((line) => line.length > 40 && !line.startsWith('-----'))
      : [identity.token];
  return [model.apiKey, ...own];
}

function appClient(settings: Settings) {
  if (settings.identity.is !== 'app') throw new Error('only an App has an installation');
  const { appId, privateKey } = settings.identity;
  return githubClient({ baseUrl: settings.apiUrl, auth: { is: 'jwt', appId, privateKey } });
}

async function authFor(settings: Settings, repo: RepoName): Promise<GithubAuth> {
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

async function whoAmI(settings: Settings): Promise<Identity> {
  const { identity } = settings;
  if (identity.is === 'token') return { botId: ACTIONS_BOT_ID, appId: null };
  const client = appClient(settings);
  const { slug } = await client.read('GET /app', {}, AppAnswer);
  const bot = githubClient({ baseUrl: settings.apiUrl, auth: { is: 'nobody' } });
  const { id } = await bot.read('GET /users/{username}', { username: `${slug}[bot]` }, WithId);
  return { botId: id, appId: identity.appId };
}

async function repositories(settings: Settings): Promise<readonly RepoName[]> {
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

async function installed(client: ReturnType<typeof githubClient>): Promise<readonly RepoName[]> {
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
