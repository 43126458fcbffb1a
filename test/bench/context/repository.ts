/** A clone's trees, contents and history, read with git's plumbing and remembered by their names. */
import { nameTerms, type Known } from '../../../src/core/context/rank.ts';
import type { Past } from '../../../src/core/context/past.ts';
import { hasReadableText } from '../../../src/core/context/kinds.ts';
import { type Terms, termsOf } from '../../../src/core/context/terms-of.ts';
import { tokeniser, type Tokeniser } from '../../../src/core/context/terms.ts';
import { git } from './git.ts';
import { type History, openHistory } from './history.ts';

/** What is known of a repository at one commit. */
export interface AtRev {
  readonly files: readonly Known[];
  readonly past: readonly Past[];
  readonly blobs: ReadonlyMap<string, Blob>;
}

interface Blob {
  readonly sha: string;
  readonly size: number;
}

export interface Repository {
  readonly tokens: Tokeniser;
  /** Brings what is known to a commit: its tree, and the commits that lead to it, itself included. */
  at(rev: string): Promise<AtRev>;
  texts(shas: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
}

const MAX_BYTES = 1_000_000;
const CHUNK_BYTES = 2_000_000;

export function openRepository(dir: string): Repository {
  const tokens = tokeniser();
  const contents = new Map<string, Terms | null>();
  const names = new Map<string, Pick<Known, 'path' | 'name'>>();
  const history: History = openHistory(dir, tokens);
  // One text of each path, however many trees it stands in.
  const nameOf = (path: string): Pick<Known, 'path' | 'name'> => {
    const found = names.get(path) ?? { path, name: nameTerms(tokens, path) };
    names.set(path, found);
    return found;
  };
  return {
    tokens,
    at: async (rev) => {
      const blobs = await treeAt(dir, rev);
      forget(contents, blobs);
      await readNew(dir, blobs, { tokens, contents });
      const files = [...blobs].map(([path, { sha }]) => ({
        ...nameOf(path),
        content: contents.get(sha) ?? null,
      }));
      return { files, past: await history.before(rev), blobs };
    },
    texts: async (shas) => new Map(await readBlobs(dir, shas)),
  };
}

/** What stands in other trees goes once there is more of it than of this one. */
function forget(contents: Map<string, Terms | null>, blobs: ReadonlyMap<string, Blob>): void {
  if (contents.size <= blobs.size * 1.2) return;
  const here = new Set([...blobs.values()].map(({ sha }) => sha));
  for (const sha of contents.keys()) if (!here.has(sha)) contents.delete(sha);
}

async function treeAt(dir: string, rev: string): Promise<Map<string, Blob>> {
  const { stdout } = await git(dir, ['ls-tree', '-r', '-z', '-l', rev]);
  const blobs = new Map<string, Blob>();
  for (const line of stdout.toString('utf8').split('\0')) {
    const [, mode = '', sha = '', size = '', path = ''] =
      /^(\d+) \w+ (\w+) +(\S+)\t([^]*)$/.exec(line) ?? [];
    if (mode.startsWith('1007') || mode === '100644') blobs.set(path, { sha, size: Number(size) });
  }
  return blobs;
}

async function readNew(
  dir: string,
  blobs: ReadonlyMap<string, Blob>,
  {
    tokens,
    contents,
  }: { readonly tokens: Tokeniser; readonly contents: Map<string, Terms | null> },
): Promise<void> {
  let [wanted, bytes] = [[] as string[], 0];
  const take = async (): Promise<void> => {
    for (const [sha, text] of await readBlobs(dir, wanted))
      contents.set(sha, text === null ? null : termsOf(tokens, text));
    [wanted, bytes] = [[], 0];
  };
  for (const [path, { sha, size }] of blobs) {
    if (contents.has(sha) || size > MAX_BYTES || !hasReadableText(path)) continue;
    wanted.push(sha);
    bytes += size;
    if (bytes > CHUNK_BYTES) await take();
  }
  if (wanted.length > 0) await take();
}

/** Null: not a text. */
async function readBlobs(
  dir: string,
  shas: readonly string[],
): Promise<readonly (readonly [string, string | null])[]> {
  const input = shas.map((sha) => `${sha}\n`).join('');
  const { stdout } = await git(dir, ['cat-file', '--batch'], input);
  const found: (readonly [string, string | null])[] = [];
  for (let at = 0; at < stdout.length;) {
    const line = stdout.indexOf(10, at);
    const [sha = '', , size = '0'] = stdout.toString('latin1', at, line).split(' ');
    const bytes = stdout.subarray(line + 1, line + 1 + Number(size));
    found.push([sha, bytes.includes(0) ? null : bytes.toString('utf8')]);
    at = line + 2 + Number(size);
  }
  return found;
}
