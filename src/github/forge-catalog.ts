import { z } from 'zod';
import { Sha } from '../core/ids.ts';
import type { Forge } from '../ports.ts';
import { NotFoundError } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { fileReader } from './forge-files.ts';
import { namesAt } from './queries.ts';

const NamesAnswer = z.object({
  repository: z.record(z.string(), z.object({ oid: Sha.optional() }).nullable()),
});

/** Files of a repository that is not ours, by its commit: two requests. Public ones only, or those that we are installed on. */
export const forgeCatalog = ({
  client,
  readings,
}: Pick<ForgeDeps, 'client' | 'readings'>): Pick<Forge, 'sources'> => ({
  sources: async (from, commit, paths) => {
    const variables = Object.fromEntries(
      paths.map((path, index) => [`e${index}`, `${commit}:${path}`]),
    );
    try {
      const query = namesAt(paths.length);
      const { repository } = await client.query(query, { ...from, ...variables }, NamesAnswer);
      const entries = paths.flatMap((path, index) => {
        const sha = repository[`f${index}`]?.oid;
        return sha === undefined ? [] : [{ path, sha, mode: '100644', size: 0 }];
      });
      const files = await fileReader({ client, repo: from, readings })('', entries);
      return new Map(files.map(({ path, text }) => [path, text]));
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  },
});
