import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UserError } from './core/errors.ts';

/** The text of a key's file; undefined: none is named. Throws UserError. */
export function readKey(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // Neither the path nor the cause, which holds it: some put the key itself there.
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UserError(
      'env/private-key',
      `PRIVATE_KEY_PATH names a file that cannot be read${code}.`,
      'Name the .pem file that GitHub gave you, or put its text into PRIVATE_KEY.',
    );
  }
}

/**
 * A key as PEM. Keys often come through environments that cannot hold line ends, or from Windows. One key has one
 * text: seals are made with it, and its lines are taken out of what is told.
 */
export function pem(key: string, name: string): string {
  const text = key
    .replaceAll('\\r', '')
    .replaceAll('\\n', '\n')
    .replace(/[^\S\n]+$/gm, '')
    .trim();
  const begins = /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text);
  if (begins && keyOf(text)?.asymmetricKeyType === 'rsa') return `${text}\n`;
  throw new UserError(
    'env/private-key',
    begins
      ? `${name} begins like a private key and cannot be read as the RSA key that GitHub gives.`
      : `${name} is not a private key in PEM.`,
    'Paste the whole .pem file that GitHub gave you, with its first and last line.',
  );
}

/** Undefined: cut, changed, or under a password. What the parser says of it is not told: it is about a secret. */
function keyOf(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}
