/** The repository has to say itself that it may be written to. */
import { z } from 'zod';
import { UserError } from '../../src/core/errors.ts';
import type { RepoName } from '../../src/core/ids.ts';
import type { GithubClient } from '../../src/github/client.ts';
import { NotFoundError } from '../../src/github/failures.ts';

export const SCRATCH = 'autopack-scratch';

const Repository = z.object({ topics: z.array(z.string()).default([]), archived: z.boolean() });
const Any = z.unknown();

/** Throws unless the repository has the topic, a branch, or a file on its default branch of that name. */
export async function assertScratch(client: GithubClient, repo: RepoName): Promise<void> {
  const at = { owner: repo.owner, repo: repo.name };
  const { topics, archived } = await client.read('GET /repos/{owner}/{repo}', at, Repository);
  const there = async (route: string, more: Readonly<Record<string, string>>): Promise<boolean> => {
    try {
      await client.read(route, { ...at, ...more }, Any);
      return true;
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  };
  const marked =
    topics.includes(SCRATCH) ||
    (await there('GET /repos/{owner}/{repo}/contents/{path}', { path: SCRATCH })) ||
    (await there('GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: `heads/${SCRATCH}` }));
  if (marked && !archived) return;
  throw new UserError(
    'live/not-scratch',
    archived
      ? `${repo.owner}/${repo.name} is archived.`
      : `${repo.owner}/${repo.name} does not say that it is a scratch repository.`,
    `Give a repository that nobody needs the topic ${SCRATCH}, or a file or a branch of that name.`,
  );
}
