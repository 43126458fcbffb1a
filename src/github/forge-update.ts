import { z } from 'zod';
import { ConflictError, UserError } from '../core/errors.ts';
import type { Forge } from '../ports.ts';
import type { ForgeDeps } from './forge.ts';

const Updating = z.object({ message: z.string().optional() });

/** Bringing a pull request's branch up to date with its base. */
export const forgeUpdate = ({ client, repo }: ForgeDeps): Pick<Forge, 'updateBranch'> => ({
  updateBranch: async (pull, head) => {
    const route = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch';
    const params = { owner: repo.owner, repo: repo.name, pull_number: pull };
    try {
      await client.write(route, { ...params, expected_head_sha: head }, Updating);
      return true;
    } catch (error) {
      // What is in the way is seen on the pull request, or a person merges the base in.
      if (error instanceof ConflictError || error instanceof UserError) return false;
      throw error;
    }
  },
});
