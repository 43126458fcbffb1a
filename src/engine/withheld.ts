import { sha256Hex } from '../core/hash.ts';

/** What stands in the record in place of an answer that held a secret. */
export const withheld = (text: string): string =>
  JSON.stringify({ withheld: `sha256:${sha256Hex(text)}` });

export const isWithheld = (text: string): boolean =>
  /^\{"withheld":"sha256:[0-9a-f]{64}"\}$/.test(text);

/** For the model whose answer it was. */
export const WITHHELD =
  'The answer held what looks like a key, a token or a password and stands in no file that was shown, so it was not kept. Write no such thing: take it from the environment, or put a placeholder like <token> where an example is needed.';
