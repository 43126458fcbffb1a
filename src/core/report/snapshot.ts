import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { canonicalJson } from '../canonical.ts';
import { RunId, Sha } from '../ids.ts';
import { marker } from '../names.ts';

/** How far the ledger had come when the comment was written: a high-water mark that people cannot make up. */
export const Snapshot = z.strictObject({
  repoId: z.int(),
  issue: z.int().positive(),
  runId: RunId,
  seq: z.int().positive(),
  oid: Sha,
});
export type Snapshot = z.infer<typeof Snapshot>;

/** The hidden last line of the status comment; without a key it carries no seal. */
export function snapshotBlock(snapshot: Snapshot, key: string | null): string {
  const json = canonicalJson(snapshot);
  return `<!-- autopack:v1:state ${json} mac=${key === null ? 'none' : seal(json, key)} -->`;
}

const BLOCK = /<!-- autopack:v1:state (\{[^\n]{1,400}\}) mac=([0-9a-f]{64}|none) -->\s*$/;

/** The newest snapshot in a comment whose seal is ours; null when there is none or it was changed. */
export function readSnapshot(body: string, key: string): Snapshot | null {
  const [, json, mac] = BLOCK.exec(body) ?? [];
  return json === undefined || seal(json, key) !== mac ? null : snapshotIn(json);
}

/** The newest mark of a run in its status comments, as far as their seals are ours. */
export function sealedIn(
  comments: readonly { readonly body: string }[],
  runId: RunId,
  key: string | null,
): Snapshot | null {
  if (key === null) return null;
  return comments
    .filter(({ body }) => body.includes(marker.status(runId)))
    .flatMap(({ body }) => readSnapshot(body, key) ?? [])
    .filter((one) => one.runId === runId)
    .reduce<Snapshot | null>((a, b) => (a !== null && a.seq >= b.seq ? a : b), null);
}

/** What a comment says, by whomever: for readers without the key, who cannot see whether it was changed. */
export function unsealedSnapshot(body: string): Snapshot | null {
  const [, json] = BLOCK.exec(body) ?? [];
  return json === undefined ? null : snapshotIn(json);
}

function snapshotIn(json: string): Snapshot | null {
  try {
    return Snapshot.safeParse(JSON.parse(json)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Bound to repository, issue and run, because they are part of what is sealed. */
const seal = (json: string, key: string): string =>
  bytesToHex(hmac(sha256, utf8ToBytes(key), utf8ToBytes(json)));
