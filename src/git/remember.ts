import { createHash } from 'node:crypto';
import type { GovernedEdits } from '../core/govern/governed.ts';
import type { RepoName, Sha } from '../core/ids.ts';
import type { TreeEntry } from '../ports.ts';
import type { Readings } from '../github/readings.ts';

interface Made {
  readonly repo: RepoName;
  readonly before: Sha;
  readonly head: Sha;
  /** As GitHub names it. */
  readonly tree: Sha;
  readonly edits: GovernedEdits;
}

/**
 * What we have just written need not be read again: the listing and the texts of our own commit follow from those of
 * the commit before. Only where all of it comes to the very tree that GitHub made.
 */
export function rememberCommit({ trees, texts }: Readings, made: Made): void {
  const { repo, before, head, tree, edits } = made;
  const known = trees.get(repo, before);
  if (known === undefined) return;
  const paths = new Map(known.map((entry) => [entry.path, entry]));
  const written = new Map<Sha, string>();
  for (const change of edits.changes) {
    paths.delete(change.path);
    if (change.op === 'delete') continue;
    const { path, mode, after } = change;
    const sha = objectSha('blob', Buffer.from(after));
    written.set(sha, after);
    paths.set(path, { path, mode, sha, size: Buffer.byteLength(after) });
  }
  const entries = [...paths.values()].sort((a, b) => byBytes(a.path, b.path));
  if (treeSha(entries) !== tree) return;
  trees.set(repo, head, entries);
  for (const [sha, text] of written) texts.set(repo, sha, { text });
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The name that git gives to what a listing says. */
export function treeSha(entries: readonly TreeEntry[]): Sha {
  const folders = new Map<string, TreeEntry[]>();
  const rows: { readonly name: string; readonly mode: string; readonly sha: Sha }[] = [];
  for (const entry of entries) {
    const [name = '', ...rest] = entry.path.split('/');
    if (rest.length === 0) rows.push({ name, mode: entry.mode, sha: entry.sha });
    else folders.set(name, [...(folders.get(name) ?? []), { ...entry, path: rest.join('/') }]);
  }
  for (const [name, inside] of folders) rows.push({ name, mode: '40000', sha: treeSha(inside) });
  // Git puts a folder where its name with a slash would stand.
  const place = ({ name, mode }: (typeof rows)[number]): string =>
    mode === '40000' ? `${name}/` : name;
  rows.sort((a, b) => byBytes(place(a), place(b)));
  const parts = rows.flatMap(({ name, mode, sha }) => [
    Buffer.from(`${mode} ${name}\0`),
    Buffer.from(sha, 'hex'),
  ]);
  return objectSha('tree', Buffer.concat(parts));
}

const objectSha = (kind: 'blob' | 'tree', content: Buffer): Sha =>
  createHash('sha1').update(`${kind} ${content.length}\0`).update(content).digest('hex');
