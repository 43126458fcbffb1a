import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { FileMode, ServedFile } from '../core/edits/edits.ts';
import type { Sha } from '../core/ids.ts';
import type { Forge, TreeEntry } from '../ports.ts';
import { BlobsAnswer, TreeAnswer } from './answers.ts';
import type { ForgeDeps } from './forge.ts';
import { blobs } from './queries.ts';

const AT_ONCE = 40;
const KEPT_BYTES = 20_000_000;
const BlobAnswer = z.object({ content: z.string(), encoding: z.string() });

/** Trees by commit and texts by blob: both are named by their content, so what was read once is read. */
export function forgeFiles({ client, repo }: ForgeDeps): Pick<Forge, 'tree' | 'files'> {
  const trees = new Map<Sha, readonly TreeEntry[]>();
  const texts = new Map<Sha, string | null>();
  let kept = 0;

  const keep = (sha: Sha, text: string | null): void => {
    if (kept > KEPT_BYTES) {
      texts.clear();
      kept = 0;
    }
    kept += text?.length ?? 0;
    texts.set(sha, text);
  };

  const fetchTexts = async (shas: readonly Sha[]): Promise<void> => {
    const variables = Object.fromEntries(shas.map((sha, index) => [`o${index}`, sha]));
    const { repository } = await client.query(
      blobs(shas.length),
      { ...repo, ...variables },
      BlobsAnswer,
    );
    for (const [index, sha] of shas.entries()) {
      const blob = repository[`b${index}`];
      if (blob?.isTruncated === true) keep(sha, await whole(sha));
      else keep(sha, blob?.isBinary === true ? null : (blob?.text ?? null));
    }
  };

  const whole = async (sha: Sha): Promise<string | null> => {
    const route = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
    const { content } = await client.read(
      route,
      { owner: repo.owner, repo: repo.name, file_sha: sha },
      BlobAnswer,
    );
    const bytes = Buffer.from(content, 'base64');
    const text = bytes.toString('utf8');
    return Buffer.from(text).equals(bytes) && !text.includes('\0') ? text : null;
  };

  return {
    tree: async (commit) => {
      const known = trees.get(commit);
      if (known !== undefined) return known;
      const route = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
      const params = { owner: repo.owner, repo: repo.name, tree_sha: commit, recursive: 'true' };
      const answer = await client.read(route, params, TreeAnswer);
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
      const wanted = entries.filter((entry) => isFile(entry.mode));
      const missing = [...new Set(wanted.map((entry) => entry.sha))].filter(
        (sha) => !texts.has(sha),
      );
      for (let at = 0; at < missing.length; at += AT_ONCE)
        await fetchTexts(missing.slice(at, at + AT_ONCE));
      return wanted.flatMap((entry): ServedFile[] => {
        const text = texts.get(entry.sha);
        if (text === undefined || text === null || !isFile(entry.mode)) return [];
        return [{ path: entry.path, sha: entry.sha, mode: entry.mode, text }];
      });
    },
  };
}

const isFile = (mode: string): mode is FileMode => mode === '100644' || mode === '100755';
