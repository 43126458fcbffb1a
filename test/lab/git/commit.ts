import { createHmac } from 'node:crypto';
import type { ObjectStore } from './objects.ts';

export interface Ident {
  readonly name: string;
  readonly email: string;
  /** ISO 8601. */
  readonly date: string;
}

export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Ident;
  readonly committer: Ident;
  readonly message: string;
  /** The `gpgsig` header, if any. */
  readonly signature: string | null;
}

export interface StoredCommit extends Commit {
  readonly sha: string;
}

function encodeIdent(ident: Ident): string {
  const zone = /([+-])(\d{2}):?(\d{2})$/.exec(ident.date);
  const seconds = Math.floor(Date.parse(ident.date) / 1000);
  return `${ident.name} <${ident.email}> ${seconds} ${zone ? `${zone[1]}${zone[2]}${zone[3]}` : '+0000'}`;
}

function decodeIdent(text: string): Ident {
  const found = /^(.*?) ?<(.*)> (\d+) ([+-])(\d\d)(\d\d)$/.exec(text);
  if (found === null) throw new Error(`lab: not an identity: ${text}`);
  const [, name = '', email = '', seconds = '0', sign = '+', hours = '00', minutes = '00'] = found;
  const shift = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const local = new Date(Number(seconds) * 1000 + shift).toISOString().slice(0, 19);
  return { name, email, date: local + (shift === 0 ? 'Z' : `${sign}${hours}:${minutes}`) };
}

function payloadOf(commit: Commit): string {
  const head = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${encodeIdent(commit.author)}`,
    `committer ${encodeIdent(commit.committer)}`,
  ];
  return `${head.join('\n')}\n\n${commit.message}`;
}

/** Stands for GitHub's own key: nobody outside the lab can make it. */
export function signCommit(commit: Commit, key: string): Commit {
  const proof = createHmac('sha256', key).update(payloadOf(commit)).digest('base64');
  return {
    ...commit,
    signature: `-----BEGIN PGP SIGNATURE-----\n\n${proof}\n-----END PGP SIGNATURE-----`,
  };
}

export function isSignedWith(commit: Commit, key: string): boolean {
  return commit.signature !== null && signCommit(commit, key).signature === commit.signature;
}

export const signedPayload = payloadOf;

export function encodeCommit(commit: Commit): Buffer {
  const payload = payloadOf(commit);
  if (commit.signature === null) return Buffer.from(payload);
  const cut = payload.indexOf('\n\n');
  const header = `\ngpgsig ${commit.signature.replaceAll('\n', '\n ')}`;
  return Buffer.from(payload.slice(0, cut) + header + payload.slice(cut));
}

function decodeCommit(bytes: Buffer): Commit {
  const text = bytes.toString('utf8');
  const cut = text.indexOf('\n\n');
  const lines = text.slice(0, cut).replaceAll('\n ', '\u0000').split('\n');
  const all = (name: string): string[] =>
    lines
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1).replaceAll('\u0000', '\n'));
  const [tree = ''] = all('tree');
  const [author = ''] = all('author');
  const [committer = ''] = all('committer');
  const [signature] = all('gpgsig');
  return {
    tree,
    parents: all('parent'),
    author: decodeIdent(author),
    committer: decodeIdent(committer),
    message: text.slice(cut + 2),
    signature: signature ?? null,
  };
}

export async function readCommit(
  objects: ObjectStore,
  sha: string,
): Promise<StoredCommit | undefined> {
  const object = await objects.read(sha);
  return object?.type === 'commit' ? { sha, ...decodeCommit(object.bytes) } : undefined;
}
