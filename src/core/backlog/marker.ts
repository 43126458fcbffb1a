import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../canonical.ts';
import { DebtEntry } from './entry.ts';

/** Hidden first line by which an issue of the backlog is found again, whatever people did to the rest. */
export const idMarker = (id: string): string => `<!-- autopack:debt:${id} -->`;
const ID = /<!-- autopack:debt:([0-9a-f]{24}) -->/;
export const idIn = (body: string): string | null => ID.exec(body)?.[1] ?? null;

/**
 * Hidden last line: the entry, sealed. The attacker may edit the issue, and would make a finding older, younger
 * or another one; without our key the seal does not fit, and the entry counts as not there. What remains is
 * putting an older entry of the same finding back, which makes it younger and nothing else.
 */
export function sealedEntry(entry: DebtEntry, key: string | null): string {
  const json = inComment(canonicalJson(entry));
  return `<!-- autopack:debt-entry:v1 ${json} mac=${key === null ? 'none' : seal(json, key)} -->`;
}

const ENTRY = /<!-- autopack:debt-entry:v1 (\{[^\n]{1,8000}\}) mac=([0-9a-f]{64}|none) -->\s*$/;

/** Null: there is none, or it is not ours. Without a key nothing can vouch for it, and it is taken as it stands. */
export function entryIn(body: string, key: string | null): DebtEntry | null {
  const [, json, mac] = ENTRY.exec(body) ?? [];
  if (json === undefined || mac !== (key === null ? 'none' : seal(json, key))) return null;
  try {
    return DebtEntry.safeParse(JSON.parse(json)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Nothing in the entry may end the comment, or be taken for a mention or a reference by GitHub. */
const inComment = (json: string): string =>
  json.replace(/[<>@#&]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

const seal = (json: string, key: string): string =>
  bytesToHex(hmac(sha256, utf8ToBytes(`debt\n${key}`), utf8ToBytes(json)));
