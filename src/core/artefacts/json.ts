import { canonicalJson } from '../canonical.ts';

/**
 * JSON for people and machines: two spaces, keys sorted, a line end at the end. Whoever renders a value that was
 * read back from a ledger, where keys stand in another order, gets the same text.
 */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`;
