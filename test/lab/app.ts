/** The GitHub App under test: exactly the permissions and events of the project's own app.yml. */
import { generateKeyPair, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import type { Core } from './core.ts';
import { insertUser } from './people.ts';
import type { Tables, UserRow } from './internals.ts';

export interface LabApp {
  readonly id: number;
  readonly slug: string;
  /** PEM, as GitHub hands it out (PKCS#1). */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly installationId: number;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  /** `slug[bot]`. */
  readonly bot: { readonly login: string; readonly id: number };
}

const APP_ID = 40_401;
export const ACTIONS_APP_ID = 15_368;
/** `github-actions[bot]`: as on GitHub, since ours is told by it. */
export const ACTIONS_BOT_ID = 41_898_282;
const SLUG = 'autopack';
const FIRST_INSTALLATION = 5_050_001;

interface Manifest {
  readonly name: string;
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
}

export async function readManifest(): Promise<Manifest> {
  const source = await readFile(new URL('../../app.yml', import.meta.url), 'utf8');
  return parse(source) as Manifest;
}

const generateKey = promisify(generateKeyPair);

export async function seedApp(gh: Tables, url: string, owner: UserRow): Promise<LabApp> {
  const manifest = await readManifest();
  const { privateKey } = await generateKey('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const app = {
    app_id: APP_ID,
    slug: SLUG,
    name: manifest.name,
    private_key: privateKey,
    permissions: manifest.default_permissions,
    events: manifest.default_events,
    webhook_url: null,
    webhook_secret: null,
    description: null,
  };
  gh.apps.insert(app);
  gh.apps.insert({
    ...app,
    app_id: ACTIONS_APP_ID,
    slug: 'github-actions',
    name: 'GitHub Actions',
  });
  const bot = insertUser(gh, url, { login: `${SLUG}[bot]`, type: 'Bot', name: manifest.name });
  const next = gh.users.autoId;
  gh.users.autoId = ACTIONS_BOT_ID;
  insertUser(gh, url, { login: 'github-actions[bot]', type: 'Bot', name: 'GitHub Actions' });
  gh.users.autoId = next;
  return {
    id: APP_ID,
    slug: SLUG,
    privateKey,
    webhookSecret: 'a webhook secret of the lab',
    installationId: install(gh, manifest, owner),
    permissions: manifest.default_permissions,
    events: manifest.default_events,
    bot: { login: bot.login, id: bot.id },
  };
}

/** Installs the App on all repositories of an account, once. */
export function install(
  gh: Tables,
  grants: Pick<Manifest, 'default_permissions' | 'default_events'>,
  owner: UserRow,
): number {
  const before = gh.appInstallations.all().find((row) => row.account_id === owner.id);
  if (before !== undefined) return before.installation_id;
  const id = FIRST_INSTALLATION + gh.appInstallations.all().length;
  gh.appInstallations.insert({
    installation_id: id,
    app_id: APP_ID,
    account_type: 'User',
    account_id: owner.id,
    account_login: owner.login,
    repository_selection: 'all',
    repository_ids: [],
    permissions: grants.default_permissions,
    events: grants.default_events,
    suspended_at: null,
  });
  return id;
}

/** What GitHub puts into a workflow run as `GITHUB_TOKEN`; it may always read that the repository is there. */
export function workflowToken(
  { lab, tokens }: Pick<Core, 'lab' | 'tokens'>,
  name: string,
  permissions: Readonly<Record<string, 'read' | 'write'>>,
): string {
  const repo = lab.repo(name);
  const bot = lab.gh.users.get(ACTIONS_BOT_ID);
  if (repo === undefined || bot === undefined) throw new Error(`lab: no repository ${name}`);
  const token = `ghs_${randomBytes(18).toString('hex')}`;
  const installation = {
    installationId: 0,
    appId: ACTIONS_APP_ID,
    permissions: { metadata: 'read', ...permissions },
    repositoryId: repo.id,
    // These are what the emulator's own routes go by.
    accountId: repo.owner_id,
    accountType: repo.owner_type,
    repositorySelection: 'selected',
    repositoryIds: [repo.id],
  };
  tokens.set(token, { login: bot.login, id: bot.id, scopes: [], installation });
  return token;
}
