import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../src/core/errors.ts';
import {
  type ActionSecrets,
  actionSettings,
  processEnv,
  serverSettings,
  verifySettings,
} from '../../src/env.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = String(privateKey.export({ type: 'pkcs1', format: 'pem' })).trim();
const NO_KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIsecret\n-----END RSA PRIVATE KEY-----';
const MIDDLE = KEY.split('\n')[3] ?? '';
const GOOD = {
  ...{ APP_ID: '12', PRIVATE_KEY: KEY, WEBHOOK_SECRET: 'x9f-webhook-secret-of-ours' },
  OPENAI_API_KEY: 'sk-made-up-key-of-a-test-0000',
} as const;
const SECRETS = ['MIIsecret', MIDDLE, GOOD.WEBHOOK_SECRET, GOOD.OPENAI_API_KEY, 'ghs_made_up'];

type Env = Readonly<Record<string, string | undefined>>;

/** What is thrown, with everything of it that may be logged. */
function refusal(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const told = [error.message, error.fix, String(error.stack), String(error.cause)].join('\n');
    for (const secret of SECRETS) expect(told).not.toContain(secret);
    return error;
  }
  throw new Error('it was accepted');
}
const refused = (more: Env): UserError => refusal(() => serverSettings({ ...GOOD, ...more }));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'autopack-env-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the settings of the server', () => {
  it('need four values, all others have defaults', () => {
    expect(serverSettings(GOOD)).toMatchObject({
      ...{ apiUrl: 'https://api.github.com', serverUrl: 'https://github.com' },
      identity: { is: 'app', appId: 12, privateKey: `${KEY}\n` },
      model: { apiKey: GOOD.OPENAI_API_KEY, baseUrl: undefined, timeoutMs: 290_000 },
      ...{ leaseMs: 350_000, port: 3000, host: 'localhost', logLevel: 'info', resyncMs: 300_000 },
    });
  });

  it('are what the environment says', () => {
    const settings = serverSettings({
      ...GOOD,
      ...{ GITHUB_API_URL: 'https://ghe.test/api/v3/', GITHUB_SERVER_URL: 'https://ghe.test/' },
      ...{ OPENAI_BASE_URL: 'https://llm.test/v1', MODEL_TIMEOUT_SECONDS: '20', PORT: '0' },
      ...{ HOST: '0.0.0.0', LOG_LEVEL: 'debug', RESYNC_MINUTES: '0.5', LEASE_SECONDS: '90' },
      AUTOPACK_REPOSITORIES: 'acme',
    });
    expect(settings).toMatchObject({
      ...{ apiUrl: 'https://ghe.test/api/v3', serverUrl: 'https://ghe.test', port: 0 },
      model: { baseUrl: 'https://llm.test/v1', timeoutMs: 20_000 },
      ...{ host: '0.0.0.0', logLevel: 'debug', resyncMs: 30_000, leaseMs: 90_000 },
      repositories: ['acme'],
    });
  });

  it.each(['1', '290', '3600'])('lease a call for longer than its %s s', (seconds) => {
    const { leaseMs, model } = serverSettings({ ...GOOD, MODEL_TIMEOUT_SECONDS: seconds });
    expect(leaseMs).toBeGreaterThan(model.timeoutMs);
  });

  it.each([
    [{ LEASE_SECONDS: '90' }, 'LEASE_SECONDS (90)'],
    [{ LEASE_SECONDS: '20', MODEL_TIMEOUT_SECONDS: '20' }, 'MODEL_TIMEOUT_SECONDS (20)'],
  ])('refuse a lease that ends before its call: %p', (given, said) => {
    const { code, message } = refusal(() => serverSettings({ ...GOOD, ...given }));
    expect([code, message]).toEqual(['env/short-lease', expect.stringContaining(said)]);
  });

  it('name all that is missing at once', () => {
    const { code, message } = refusal(() => serverSettings({}));
    expect(code).toBe('env/missing');
    for (const name of [
      'APP_ID',
      'PRIVATE_KEY',
      'PRIVATE_KEY_PATH',
      'WEBHOOK_SECRET',
      'OPENAI_API_KEY',
    ])
      expect(message).toContain(name);
  });

  it.each(Object.keys(GOOD))('name %s when only it is missing, or empty', (name) => {
    for (const value of [undefined, '']) {
      const { code, message } = refused({ [name]: value });
      expect(code).toBe('env/missing');
      expect(message).toContain(name);
      for (const other of Object.keys(GOOD).filter((each) => !name.includes(each)))
        expect(message).not.toContain(other);
    }
  });

  it.each([
    ...[
      ['APP_ID', 'twelve'],
      ['APP_ID', '-1'],
      ['APP_ID', '1.5'],
      ['PORT', '70000'],
      ['PORT', 'http'],
    ],
    ...[
      ['GITHUB_API_URL', 'github'],
      ['GITHUB_SERVER_URL', '//'],
      ['LOG_LEVEL', 'loud'],
    ],
    ...[
      ['MODEL_TIMEOUT_SECONDS', '0'],
      ['MODEL_TIMEOUT_SECONDS', 'soon'],
      ['LEASE_SECONDS', '-5'],
    ],
    ...[
      ['RESYNC_MINUTES', '0'],
      ['HOST', ' '],
      ['OPENAI_API_KEY', '  '],
      ['WEBHOOK_SECRET', '\t'],
    ],
  ] as const)('name %s when it is %j', (name, value) => {
    const { code, message } = refused({ [name]: value });
    expect(code).toBe('env/bad-value');
    expect(message).toContain(`${name}:`);
  });

  it('name every value that cannot be used', () => {
    const { message } = refused({ PORT: 'x', LOG_LEVEL: 'y' });
    expect(message).toContain('PORT:');
    expect(message).toContain('LOG_LEVEL:');
  });

  it('do not tell a secret that was put into the wrong place', () => {
    for (const name of ['APP_ID', 'GITHUB_API_URL', 'PORT', 'LOG_LEVEL', 'RESYNC_MINUTES'])
      for (const secret of [KEY, GOOD.OPENAI_API_KEY]) refused({ [name]: secret });
  });

  it.each(['development', 'short', 'fifteen-letters'])('refuse the webhook secret %s', (secret) => {
    expect(refused({ WEBHOOK_SECRET: secret })).toMatchObject({ code: 'env/weak-secret' });
    expect(refused({ WEBHOOK_SECRET: secret }).message).toContain('WEBHOOK_SECRET');
  });
});

describe('the private key', () => {
  const read = (more: Env): unknown =>
    serverSettings({ ...GOOD, PRIVATE_KEY: undefined, ...more }).identity;

  it('may come with its line ends written out', () => {
    expect(read({ PRIVATE_KEY: KEY.replaceAll('\n', '\\n') })).toMatchObject({
      privateKey: `${KEY}\n`,
    });
  });

  it('may come from a file', () => {
    const file = path.join(folder, 'key.pem');
    writeFileSync(file, `${KEY}\n`);
    expect(read({ PRIVATE_KEY_PATH: file })).toMatchObject({ privateKey: `${KEY}\n` });
  });

  it('is named when it is none', () => {
    expect(refused({ PRIVATE_KEY: 'MIIsecret without its first line' })).toMatchObject({
      ...{ code: 'env/private-key', message: 'PRIVATE_KEY is not a private key in PEM.' },
    });
    const file = path.join(folder, 'public.pem');
    writeFileSync(file, '-----BEGIN PUBLIC KEY-----\n');
    const { message } = refused({ PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: file });
    expect(message).toContain('PRIVATE_KEY_PATH');
  });

  it('is not told when it was put where its path belongs', () => {
    for (const PRIVATE_KEY_PATH of [KEY, folder, '/nowhere/key.pem']) {
      const error = refused({ PRIVATE_KEY: undefined, PRIVATE_KEY_PATH });
      expect(error.code).toBe('env/private-key');
      expect(error.message).toContain('PRIVATE_KEY_PATH');
    }
  });
});

describe('the settings of the Action', () => {
  const inputs = (more: Partial<ActionSecrets> = {}): ActionSecrets => ({
    ...{ appId: '', privateKey: '', token: 'ghs_made_up', apiKey: GOOD.OPENAI_API_KEY },
    ...{ baseUrl: '', leaseSeconds: '' },
    ...more,
  });

  it('says where the workflow may have put a clone', () => {
    const env = { GITHUB_WORKSPACE: '/work', PATH: '/usr/bin', HOME: '/home/runner' };
    expect(actionSettings(inputs(), env).checkout).toEqual({ dir: '/work', path: '/usr/bin' });
    expect(actionSettings(inputs(), {}).checkout).toEqual({ dir: '', path: '' });
  });

  it('are those of the token, or of the App where there is one', () => {
    expect(actionSettings(inputs(), {}).identity).toEqual({ is: 'token', token: 'ghs_made_up' });
    const app = actionSettings(inputs({ appId: '12', privateKey: KEY }), {});
    expect(app.identity).toEqual({ is: 'app', appId: 12, privateKey: `${KEY}\n` });
  });

  it('take addresses from the runner, and no secret from the environment', () => {
    const settings = actionSettings(inputs(), {
      ...GOOD,
      GITHUB_API_URL: 'https://ghe.test/api/v3',
    });
    expect(settings).toMatchObject({
      apiUrl: 'https://ghe.test/api/v3',
      identity: { is: 'token' },
    });
  });

  it.each([
    ['openai-api-key', { apiKey: '' }, 'env/missing'],
    ['github-token', { token: '' }, 'env/missing'],
    ['private-key', { appId: '12' }, 'env/half-identity'],
    ['app-id', { privateKey: KEY }, 'env/half-identity'],
    ['private-key', { appId: '12', privateKey: 'MIIsecret' }, 'env/private-key'],
    ['private-key', { appId: '12', privateKey: NO_KEY }, 'env/private-key'],
    ['app-id of the Action', { appId: 'MIIsecret', privateKey: KEY }, 'env/bad-value'],
    ['lease-seconds of the Action', { leaseSeconds: 'long' }, 'env/bad-value'],
  ])('name %s', (name, more, code) => {
    const error = refusal(() => actionSettings(inputs(more), {}));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.fix}`).toContain(name);
  });
});

it('the settings of a verification are a GitHub and a token', () => {
  expect(verifySettings({ GITHUB_TOKEN: 'ghs_made_up' })).toEqual({
    ...{ apiUrl: 'https://api.github.com', token: 'ghs_made_up' },
  });
  expect(refusal(() => verifySettings(GOOD)).message).toContain('GITHUB_TOKEN');
});

it('the environment is that of the process', () => {
  expect(processEnv()).toBe(process.env);
});
