import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { AS_SERVER, Environment, missingIn, parseEnvironment } from '../../src/environment.ts';

const refusal = (env: Readonly<Record<string, string>>): string => {
  try {
    parseEnvironment(env, missingIn(env, AS_SERVER));
  } catch (error) {
    return String(error);
  }
  return '';
};

describe('the environment', () => {
  it('is told what may stand there, and what is missing besides', () => {
    const message = refusal({ APP_ID: 'twelve', PORT: '70000' });
    expect(message).toContain('APP_ID: it has to be a number; PORT: it has to be at most 65535.');
    expect(message).toContain(
      'Missing as well: PRIVATE_KEY or PRIVATE_KEY_PATH, OPENAI_API_KEY, WEBHOOK_SECRET.',
    );
    expect(refusal({ LOG_LEVEL: 'loud' })).toContain(
      'LOG_LEVEL: it has to be one of `debug`, `info`, `warn`, `error`.',
    );
    expect(refusal({ DATABASE_URL: 'http://x' })).toContain(
      'DATABASE_URL: it has to be an address that begins with postgres://',
    );
  });

  it('says for whom models are paid, and never for everybody by a slip', () => {
    const paid = (given: string) =>
      parseEnvironment({ AUTOPACK_REPOSITORIES: given }).AUTOPACK_REPOSITORIES;
    expect(parseEnvironment({}).AUTOPACK_REPOSITORIES).toBeUndefined();
    expect(paid('acme, globex/shop\nInitech,')).toEqual(['acme', 'globex/shop', 'Initech']);
    for (const wrong of [',', ' ', '*', 'https://github.com/acme', 'acme/*', 'acme;globex'])
      expect(refusal({ AUTOPACK_REPOSITORIES: wrong })).toContain('AUTOPACK_REPOSITORIES');
  });

  it('has a row for every variable that is read, with its default, and for no other', async () => {
    const docs = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
    const rows = [...docs.matchAll(/^\| `([A-Z][A-Z_]+)` +\|([^|]*)\|([^|]*)\|/gm)];
    const names = rows.map(([, name]) => name ?? '');
    expect([...names].sort()).toEqual(Object.keys(Environment.shape).sort());
    const defaults = Object.entries(Environment.parse({}));
    for (const [name, value] of defaults) {
      const row = rows.find(([, one]) => one === name);
      expect(row?.[3]).toContain(`\`${String(value)}\``);
    }
  });
});
