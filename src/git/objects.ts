import { z } from 'zod';
import { Sha, type RepoName } from '../core/ids.ts';
import type { GithubClient } from '../github/client.ts';
import { UPDATE_REFS } from './queries.ts';

const Made = z.object({ sha: Sha });
const MadeCommit = z.object({ sha: Sha, tree: z.object({ sha: Sha }) });
const RefsMoved = z.object({ updateRefs: z.object({}) });

/** A file to write (with its text) or to remove (null), with its mode. */
export interface TreeChange {
  readonly path: string;
  readonly mode: '100644' | '100755';
  readonly content: string | null;
}

export interface RefMove {
  readonly ref: string;
  readonly before: Sha;
  readonly after: Sha;
}

/** Git objects by REST, refs by compare-and-swap. */
export function gitObjects(client: GithubClient, repo: RepoName) {
  const at = { owner: repo.owner, repo: repo.name };
  return {
    /** One tree with all contents inline, on top of a base or (null) from nothing. */
    tree: async (base: Sha | null, changes: readonly TreeChange[]): Promise<Sha> => {
      const tree = changes.map(({ path, mode, content }) =>
        content === null
          ? { path, mode, type: 'blob', sha: null }
          : { path, mode, type: 'blob', content },
      );
      const body = base === null ? { tree } : { tree, base_tree: base };
      return (await client.write('POST /repos/{owner}/{repo}/git/trees', { ...at, ...body }, Made))
        .sha;
    },
    /** Without author and committer, so that GitHub signs it as ours. */
    commit: async (message: string, tree: Sha, parents: readonly Sha[]): Promise<Sha> =>
      (
        await client.write(
          'POST /repos/{owner}/{repo}/git/commits',
          { ...at, message, tree, parents },
          Made,
        )
      ).sha,
    treeOf: async (commit: Sha): Promise<Sha> =>
      (
        await client.read(
          'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
          { ...at, commit_sha: commit },
          MadeCommit,
        )
      ).tree.sha,
    /** All refs or none, each only from where it is expected. NO_OBJECT: must not exist. */
    moveRefs: async (repositoryId: string, moves: readonly RefMove[]): Promise<void> => {
      const refUpdates = moves.map(({ ref, before, after }) => ({
        name: ref,
        beforeOid: before,
        afterOid: after,
      }));
      await client.mutate(UPDATE_REFS, { input: { repositoryId, refUpdates } }, RefsMoved);
    },
  };
}

export type GitObjects = ReturnType<typeof gitObjects>;
