import { z } from 'zod';
import { ConflictError, UserError } from '../core/errors.ts';
import type { Forge } from '../ports.ts';
import type { ForgeDeps } from './forge-deps.ts';

const Updating = z.object({ message: z.string().optional() });

/** Merging, in either direction; both only from the head that is named. */
export const forgeUpdate = ({
  client,
  repo,
}: ForgeDeps): Pick<Forge, 'updateBranch' | 'merge'> => ({
  merge: async (pull, sha) => {
    const route = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge';
    const params = { owner: repo.owner, repo: repo.name, pull_number: pull };
    try {
      await client.write(route, { ...params, sha, merge_method: 'merge' }, Updating);
      return true;
    } catch (error) {
      // Reviews, required checks and merge methods are GitHub's to judge; a person merges then.
      if (error instanceof ConflictError || error instanceof UserError) return false;
      throw error;
    }
  },
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
