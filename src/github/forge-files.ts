import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { FileMode, ServedFile } from '../core/edits/edits.ts';
import type { Sha } from '../core/ids.ts';
import type { Forge, TreeEntry } from '../ports.ts';
import { BlobsAnswer, TreeAnswer } from './answers.ts';
import type { ForgeDeps } from './forge.ts';
import { blobs } from './queries.ts';

const AT_ONCE = 40;
const KEPT_CHARS = 20_000_000;
const BlobAnswer = z.object({ content: z.string(), encoding: z.literal('base64') });

/** Trees by commit and texts by blob: both are named by their content, so what was read once is read. */
export function forgeFiles({ client, repo, treeIds }: ForgeDeps): Pick<Forge, 'tree' | 'files'> {
  const trees = new Map<Sha, readonly TreeEntry[]>();
  const texts = new Map<Sha, string | null>();
  let kept = 0;

  const keep = (sha: Sha, text: string | null): void => {
    if (kept > KEPT_CHARS) {
      texts.clear();
      kept = 0;
    }
    kept += text?.length ?? 0;
    texts.set(sha, text);
  };

  const fetchTexts = async (shas: readonly Sha[]): Promise<readonly (string | null)[]> => {
    const variables = Object.fromEntries(shas.map((sha, index) => [`o${index}`, sha]));
    const query = blobs(shas.length);
    const { repository } = await client.query(query, { ...repo, ...variables }, BlobsAnswer);
    const found: (string | null)[] = [];
    for (const [index, sha] of shas.entries()) {
      const blob = repository[`b${index}`];
      const text = blob?.isBinary === true ? null : (blob?.text ?? null);
      const exact = text === null || blobSha(text) === sha;
      found.push(exact ? text : await whole(sha));
    }
    return found;
  };

  /** What GraphQL cut, or turned into characters that are not in the file. */
  const whole = async (sha: Sha): Promise<string | null> => {
    const route = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
    const params = { owner: repo.owner, repo: repo.name, file_sha: sha };
    const { content } = await client.read(route, params, BlobAnswer);
    const text = Buffer.from(content, 'base64').toString('utf8');
    return blobSha(text) === sha && !text.includes('\0') ? text : null;
  };

  return {
    tree: async (commit) => {
      const known = trees.get(commit);
      if (known !== undefined) return known;
      const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
      const params = { owner: repo.owner, repo: repo.name, tree_sha: commit, recursive: 'true' };
      const answer = await client.read(route, params, TreeAnswer);
      treeIds?.set(commit, answer.sha);
      if (answer.truncated)
        throw new UserError(
          'github/tree-too-large',
          'The repository has more files than GitHub lists at once.',
          'Autopack cannot work on a repository of this size.',
        );
      const entries = answer.tree
        .filter((entry) => entry.type !== 'tree')
        .map(({ path, mode, sha, size }) => ({ path, mode, sha, size: size ?? 0 }));
      if (trees.size > 50) trees.clear();
      trees.set(commit, entries);
      return entries;
    },
    files: async (_commit, entries) => {
      const wanted = [...new Set(entries.filter(isText).map((entry) => entry.sha))];
      const found = new Map(wanted.map((sha) => [sha, texts.get(sha)]));
      const missing = wanted.filter((sha) => !texts.has(sha));
      for (let at = 0; at < missing.length; at += AT_ONCE) {
        const shas = missing.slice(at, at + AT_ONCE);
        for (const [index, text] of (await fetchTexts(shas)).entries()) {
          const sha = shas[index];
          if (sha === undefined) continue;
          found.set(sha, text);
          keep(sha, text);
        }
      }
      return entries.filter(isText).flatMap(({ path, sha, mode }): ServedFile[] => {
        const text = found.get(sha);
        return typeof text === 'string' ? [{ path, sha, mode, text }] : [];
      });
    },
  };
}

/** The name that git gives a text: an answer that has another one is not what is in the repository. */
const blobSha = (text: string): Sha =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

const isText = (entry: TreeEntry): entry is TreeEntry & { readonly mode: FileMode } =>
  entry.mode === '100644' || entry.mode === '100755';
