import { expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { pem } from '../../src/private-key.ts';

const PKCS8 = { type: 'pkcs8', format: 'pem' } as const;
const KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(PKCS8).toString();

it('a private key may be written in either form of PEM', () => {
  expect(pem(KEY, 'PRIVATE_KEY')).toBe(KEY);
});

it.each(['\r\n', '\\r\\n', '\\n', ' \n'])(
  'a private key whose lines end in %j is the same key',
  (end) => {
    expect(pem(KEY.replaceAll('\n', end), 'PRIVATE_KEY')).toBe(KEY);
  },
);

it.each([
  ['cut', KEY.slice(0, 300)],
  ['without its last line', KEY.trim().split('\n').slice(0, -1).join('\n')],
  ['of another kind', generateKeyPairSync('ed25519').privateKey.export(PKCS8).toString()],
])('a private key that is %s is refused, and nothing of it is told', (_how, key) => {
  const middle = key.split('\n')[1] ?? '';
  let told = '';
  try {
    pem(key, 'PRIVATE_KEY');
  } catch (error) {
    told = [String(error), String((error as Error).stack), String((error as Error).cause)].join();
  }
  expect(told).toContain(
    'PRIVATE_KEY begins like a private key and cannot be read as the RSA key that GitHub gives.',
  );
  expect(told).not.toContain(middle);
});
