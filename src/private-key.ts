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

/** A key as PEM. Keys often come through environments that cannot hold line ends. */
export function pem(key: string, name: string): string {
  const text = key.replaceAll('\\n', '\n').trim();
  if (/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return `${text}\n`;
  throw new UserError(
    'env/private-key',
    `${name} is not a private key in PEM.`,
    'Paste the whole .pem file that GitHub gave you, with its first and last line.',
  );
}
