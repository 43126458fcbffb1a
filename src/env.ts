import { UserError } from './core/errors.ts';
import { AS_APP, AS_SERVER, type Environment, missingIn, parseEnvironment } from './environment.ts';
import type { ModelApi } from './llm/openai.ts';
import { pem, readKey } from './private-key.ts';
import { modelTimes } from './model-times.ts';
import type { DatabasePlace } from './queue/database.ts';

/** What every way of running Autopack needs. Times in milliseconds. */
export interface Settings {
  /** `https://api.github.com`, or the API of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** Base of links that people click. */
  readonly serverUrl: string;
  readonly identity:
    | { readonly is: 'app'; readonly appId: number; readonly privateKey: string }
    | { readonly is: 'token'; readonly token: string };
  readonly model: {
    readonly apiKey: string;
    readonly baseUrl: string | undefined;
    /** How the endpoint is spoken to, which header has the key, and Azure's version of its API. */
    readonly api?: ModelApi | undefined;
    readonly keyHeader?: string | undefined;
    readonly apiVersion?: string | undefined;
    readonly timeoutMs: number;
    /** So long may nothing be heard in the middle of a call. */
    readonly idleMs?: number | undefined;
  };
  /** Files of the operator: in place of config/models.yaml and pricing.yaml, and features beside ours. */
  readonly catalog?: {
    readonly models?: string | undefined;
    readonly pricing?: string | undefined;
    readonly features?: string | undefined;
  };
  /** How long a model call may take before another process may take it for lost; longer than its timeout. */
  readonly leaseMs: number;
  /** For whom models are paid: accounts, and repositories as `owner/name`; undefined: for all that we are asked by. */
  readonly repositories?: readonly string[] | undefined;
  /** Where a workflow may have cloned the repository to, and where programs are looked for. */
  readonly checkout?: { readonly dir: string; readonly path: string };
}

/** What the App's server needs beside that. */
export interface ServerSettings extends Settings {
  readonly webhookSecret: string;
  readonly port: number;
  readonly host: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly resyncMs: number;
  /** Where hints wait; in memory they are gone with the process, and the resync finds the runs again. */
  readonly queue: DatabasePlace | { readonly is: 'memory' };
}

/** A secret that guards nothing: the word that frameworks fall back to, or one that can be guessed. */
const MIN_SECRET = 16;

/** Reads the server's settings. The only reader of the environment; throws a UserError that names everything that is missing. */
export function serverSettings(env: Readonly<Record<string, string | undefined>>): ServerSettings {
  const missing = missingIn(env, AS_SERVER);
  const known = parseEnvironment(env, missing);
  const { WEBHOOK_SECRET: webhookSecret } = known;
  if (webhookSecret === undefined || missing.length > 0) throw lacking(missing);
  if (webhookSecret === 'development' || webhookSecret.length < MIN_SECRET)
    throw new UserError(
      'env/weak-secret',
      'WEBHOOK_SECRET can be guessed.',
      `Use at least ${MIN_SECRET} random characters, the same as in the App’s settings.`,
    );
  return {
    ...asApp(known, missing),
    webhookSecret,
    port: known.PORT,
    host: known.HOST,
    logLevel: known.LOG_LEVEL,
    resyncMs: known.RESYNC_MINUTES * 60_000,
    queue: queuePlace(known),
  };
}

/** What `autopack run` needs: the same, without a server. Throws as the server does. */
export function runSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const missing = missingIn(env, AS_APP);
  return asApp(parseEnvironment(env, missing), missing);
}

function asApp(known: Environment, missing: readonly string[]): Settings {
  const { APP_ID: appId, OPENAI_API_KEY: apiKey } = known;
  const privateKey = known.PRIVATE_KEY ?? readKey(known.PRIVATE_KEY_PATH);
  if (appId === undefined || privateKey === undefined || apiKey === undefined)
    throw lacking(missing);
  const keyName = known.PRIVATE_KEY === undefined ? 'The file of PRIVATE_KEY_PATH' : 'PRIVATE_KEY';
  return {
    ...common(known, apiKey),
    identity: { is: 'app', appId, privateKey: pem(privateKey, keyName) },
    repositories: known.AUTOPACK_REPOSITORIES,
  };
}

const lacking = (missing: readonly string[]): UserError =>
  new UserError(
    'env/missing',
    `These settings are missing: ${missing.join(', ')}.`,
    'Set them in the environment; docs/operations.md says where each comes from.',
  );

function queuePlace(known: Environment): ServerSettings['queue'] {
  if (known.DATABASE_URL !== undefined) return { is: 'postgres', url: known.DATABASE_URL };
  if (known.AUTOPACK_DATA === 'memory') return { is: 'memory' };
  return { is: 'directory', path: known.AUTOPACK_DATA };
}

export interface ActionSecrets {
  readonly appId: string;
  readonly privateKey: string;
  readonly token: string;
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly leaseSeconds: string;
}

/** What the workflow may set as environment of its step; secrets are inputs. */
const FROM_RUNNER = [
  'GITHUB_API_URL',
  'GITHUB_SERVER_URL',
  'OPENAI_API',
  'OPENAI_KEY_HEADER',
  'OPENAI_API_VERSION',
  'MODEL_TIMEOUT_SECONDS',
  'AUTOPACK_MODELS',
  'AUTOPACK_PRICING',
  'AUTOPACK_FEATURES',
];

/** What comes as an input, by the name that the server has for it. */
const INPUTS = {
  APP_ID: 'app-id',
  OPENAI_BASE_URL: 'openai-base-url',
  LEASE_SECONDS: 'lease-seconds',
};

/** Settings of the Action: secrets come as inputs, addresses from the runner. An App identity wins over the token. */
export function actionSettings(
  inputs: ActionSecrets,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const given = {
    ...Object.fromEntries(FROM_RUNNER.map((name) => [name, env[name]])),
    APP_ID: inputs.appId || undefined,
    OPENAI_BASE_URL: inputs.baseUrl || undefined,
    LEASE_SECONDS: inputs.leaseSeconds || undefined,
  };
  const known = parseEnvironment(given, [], INPUTS);
  if (inputs.apiKey === '')
    throw new UserError(
      'env/missing',
      'The input openai-api-key is missing.',
      'Store the key as a secret and pass it as openai-api-key.',
    );
  if ((known.APP_ID === undefined) !== (inputs.privateKey === ''))
    throw new UserError(
      'env/half-identity',
      'Only one of app-id and private-key is set.',
      'Set both to act as the App, or none to act with the workflow’s token.',
    );
  const checkout = { dir: env['GITHUB_WORKSPACE'] ?? '', path: env['PATH'] ?? '' };
  const settings = { ...common(known, inputs.apiKey), checkout };
  if (known.APP_ID !== undefined)
    return {
      ...settings,
      identity: {
        is: 'app',
        appId: known.APP_ID,
        privateKey: pem(inputs.privateKey, 'private-key'),
      },
    };
  if (inputs.token === '')
    throw new UserError(
      'env/missing',
      'There is neither an App identity nor a token.',
      'Set app-id and private-key, or github-token.',
    );
  return { ...settings, identity: { is: 'token', token: inputs.token } };
}

/** What `autopack verify` needs: a GitHub, and a token that may read. */
export interface VerifySettings {
  readonly apiUrl: string;
  readonly token: string;
}

export function verifySettings(env: Readonly<Record<string, string | undefined>>): VerifySettings {
  const { GITHUB_API_URL, GITHUB_TOKEN } = env;
  const known = parseEnvironment({ GITHUB_API_URL, GITHUB_TOKEN });
  if (known.GITHUB_TOKEN === undefined)
    throw new UserError(
      'env/missing',
      'GITHUB_TOKEN is missing.',
      'Set it to a token that may read the repository; it needs no other permission.',
    );
  return { apiUrl: known.GITHUB_API_URL.replace(/\/+$/, ''), token: known.GITHUB_TOKEN };
}

/** Everything of the environment that an entry needs to know, without letting it read the environment itself. */
export const processEnv = (): Readonly<Record<string, string | undefined>> => process.env;

function common(known: Environment, apiKey: string): Omit<Settings, 'identity'> {
  const { timeoutMs, leaseMs } = modelTimes(known.MODEL_TIMEOUT_SECONDS, known.LEASE_SECONDS);
  return {
    apiUrl: known.GITHUB_API_URL.replace(/\/+$/, ''),
    serverUrl: known.GITHUB_SERVER_URL.replace(/\/+$/, ''),
    model: {
      ...{ apiKey, baseUrl: known.OPENAI_BASE_URL, api: known.OPENAI_API, timeoutMs },
      ...{ keyHeader: known.OPENAI_KEY_HEADER, apiVersion: known.OPENAI_API_VERSION },
      idleMs: known.MODEL_IDLE_SECONDS * 1_000,
    },
    catalog: {
      ...{ models: known.AUTOPACK_MODELS, pricing: known.AUTOPACK_PRICING },
      features: known.AUTOPACK_FEATURES,
    },
    leaseMs,
  };
}
