import { readFileSync } from 'node:fs';
import { UserError } from '../../src/core/errors.ts';
import { actionSettings, type Settings } from '../../src/env.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Who acts: an App, the owner of a token, or both. */
export interface LiveSettings {
  readonly app: Settings | null;
  readonly person: Settings | null;
}

/** From the same variables as the server and the Action; no model is called, so it needs no key. */
export function liveSettings(env: Env): LiveSettings {
  const { APP_ID: appId = '', GITHUB_TOKEN: token = '' } = env;
  const privateKey = env['PRIVATE_KEY'] ?? keyIn(env['PRIVATE_KEY_PATH']);
  const none = { appId: '', privateKey: '', token: '' };
  const rest = { apiKey: 'none', baseUrl: '', leaseSeconds: '' };
  const hasApp = appId !== '' || privateKey !== '';
  if (!hasApp && token === '')
    throw new UserError(
      'env/missing',
      'There is nobody to act as.',
      'Set GITHUB_TOKEN, or APP_ID and PRIVATE_KEY (or PRIVATE_KEY_PATH), or all of them.',
    );
  return {
    app: hasApp ? actionSettings({ ...none, ...rest, appId, privateKey }, env) : null,
    person: token === '' ? null : actionSettings({ ...none, ...rest, token }, env),
  };
}

function keyIn(path: string | undefined): string {
  if (path === undefined || path === '') return '';
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(
      'env/private-key',
      `PRIVATE_KEY_PATH names ${path}, which cannot be read.`,
      'Name the .pem file that GitHub gave you.',
      { cause: error },
    );
  }
}

/** What must not be printed. */
export const secretsOf = ({ app, person }: LiveSettings): readonly string[] =>
  [app, person].flatMap((settings) => {
    if (settings === null) return [];
    const { identity } = settings;
    if (identity.is === 'token') return [identity.token];
    return identity.privateKey
      .split('\n')
      .filter((line) => line.length > 20 && !line.startsWith('-----'));
  });
