import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { FileMode, ServedFile } from '../core/edits/edits.ts';
import type { Sha } from '../core/ids.ts';
import type { Forge, TreeEntry } from '../ports.ts';
import { BlobsAnswer, TreeAnswer } from './answers.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { inHalves } from './in-halves.ts';
import { blobs } from './queries.ts';
import { readings } from './readings.ts';

/** Of one request: GitHub gives an answer up that takes it more than ten seconds. */
const AT_ONCE = { blobs: 100, bytes: 1_000_000 };
const BlobAnswer = z.object({ content: z.string(), encoding: z.literal('base64') });

type Reading = Pick<ForgeDeps, 'client' | 'repo' | 'readings'>;

/** Trees by commit and texts by blob: both are named by their content, so what was read once is read. */
export const forgeFiles = (deps: ForgeDeps): Pick<Forge, 'tree' | 'files'> => ({
  tree: treeReader(deps),
  files: fileReader(deps),
});

function treeReader({
  client,
  repo,
  treeIds,
  readings: { trees } = readings(),
}: ForgeDeps): Forge['tree'] {
  return async (commit) => {
    const known = trees.get(repo, commit);
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
    // Some answers name the commit that was asked for instead of its tree.
    if (answer.sha !== commit) treeIds?.set(commit, answer.sha);
    const entries = answer.tree
      .filter((entry) => entry.type !== 'tree')
      .map(({ path, mode, sha, size }) => ({ path, mode, sha, size: size ?? 0 }));
    trees.set(repo, commit, entries);
    return entries;
  };
}

/** Texts by their own names, exactly as they are in the repository. */
export function fileReader(deps: Reading): Forge['files'] {
  const { repo, readings: { texts } = readings() } = deps;
  return async (_commit, entries) => {
    const wanted = [...new Set(entries.filter(isText).map((entry) => entry.sha))];
    const found = new Map(wanted.map((sha) => [sha, texts.get(repo, sha)?.text]));
    const missing = wanted.filter((sha) => found.get(sha) === undefined);
    const sizes = new Map(entries.map(({ sha, size }) => [sha, size]));
    for (const batch of batches(missing, (sha) => sizes.get(sha) ?? 0))
      for (const [sha, text] of await inHalves(batch, (some) => fetchTexts(deps, some))) {
        found.set(sha, text);
        texts.set(repo, sha, { text });
      }
    return entries.filter(isText).flatMap(({ path, sha, mode }): ServedFile[] => {
      const text = found.get(sha);
      return typeof text === 'string' ? [{ path, sha, mode, text }] : [];
    });
  };
}

function batches(shas: readonly Sha[], sizeOf: (sha: Sha) => number): readonly (readonly Sha[])[] {
  const made: Sha[][] = [];
  let bytes = 0;
  for (const sha of shas) {
    const last = made.at(-1);
    bytes += sizeOf(sha);
    if (last === undefined || last.length >= AT_ONCE.blobs || bytes > AT_ONCE.bytes) {
      made.push([sha]);
      bytes = sizeOf(sha);
    } else last.push(sha);
  }
  return made;
}

async function fetchTexts(
  deps: Reading,
  shas: readonly Sha[],
): Promise<readonly (readonly [Sha, string | null])[]> {
  const variables = Object.fromEntries(shas.map((sha, index) => [`o${index}`, sha]));
  const query = blobs(shas.length);
  const answer = await deps.client.query(query, { ...deps.repo, ...variables }, BlobsAnswer);
  const found: (readonly [Sha, string | null])[] = [];
  for (const [index, sha] of shas.entries()) {
    const blob = answer.repository[`b${index}`];
    const text = blob?.isBinary === true ? null : (blob?.text ?? null);
    const exact = text === null || blobSha(text) === sha;
    found.push([sha, exact ? text : await wholeText(deps, sha)]);
  }
  return found;
}

/** What GraphQL cut, or turned into characters that are not in the file. */
async function wholeText({ client, repo }: Reading, sha: Sha): Promise<string | null> {
  const route = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
  const params = { owner: repo.owner, repo: repo.name, file_sha: sha };
  const { content } = await client.read(route, params, BlobAnswer);
  const text = Buffer.from(content, 'base64').toString('utf8');
  return blobSha(text) === sha && !text.includes('\0') ? text : null;
}

/** The name that git gives a text: an answer that has another one is not what is in the repository. */
const blobSha = (text: string): Sha =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');

const isText = (entry: TreeEntry): entry is TreeEntry & { readonly mode: FileMode } =>
  entry.mode === '100644' || entry.mode === '100755';
