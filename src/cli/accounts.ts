import { z } from 'zod';
import type { GithubClient } from '../github/client.ts';

/** The name of an App in its address. */
export const Slug = z.string().regex(/^[a-z0-9-]{1,100}$/);
const Account = z.object({ id: z.int() });

/** The account as which an App writes. */
export const botOf = async (client: GithubClient, slug: string): Promise<number> =>
  (await client.read('GET /users/{username}', { username: `${slug}[bot]` }, Account)).id;
