import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { RUN_LABEL } from '../core/names.ts';
import type { Forge, RepoSeen } from '../ports.ts';
import { RepoAnswer } from './answers.ts';
import { NotFoundError } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { REPO } from './queries.ts';
import { LABELLED } from './queries-pages.ts';

const PermissionAnswer = z.object({ role_name: z.string(), permission: z.string() });
const Permission = z.enum(['none', 'read', 'triage', 'write', 'maintain', 'admin']);
const LabelledAnswer = z.object({
  repository: z.object({
    issues: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(z.object({ number: z.int() })),
    }),
  }),
});

type Labelled = z.infer<typeof LabelledAnswer>;
/** The label goes when an issue is answered: what is beyond them has its turn later. */
const MAX_PAGES = 10;

/** What is asked of the repository as a whole. */
export function forgeReads({
  client,
  repo,
}: ForgeDeps): Pick<Forge, 'repo' | 'permission' | 'labelledIssues'> {
  return {
    repo: async () => repoSeen(await client.query(REPO, { ...repo }, RepoAnswer)),
    permission: async (login) => {
      const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
      const params = { owner: repo.owner, repo: repo.name, username: login };
      try {
        const { role_name: role, permission } = await client.read(route, params, PermissionAnswer);
        // A custom role has a name of its own; `permission` then says what it is based on.
        return Permission.safeParse(role).data ?? Permission.parse(permission);
      } catch (error) {
        // An account that is gone may do nothing.
        if (error instanceof NotFoundError) return 'none';
        throw error;
      }
    },
    labelledIssues: async () => {
      const found: number[] = [];
      let after: string | null = null;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const variables = { ...repo, labels: [RUN_LABEL], after };
        const answer: Labelled = await client.query(LABELLED, variables, LabelledAnswer);
        const { nodes, pageInfo } = answer.repository.issues;
        found.push(...nodes.map((node) => node.number));
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      return found;
    },
  };
}

function repoSeen({ repository }: z.infer<typeof RepoAnswer>): RepoSeen {
  const { defaultBranchRef: branch } = repository;
  if (branch === null)
    throw new UserError(
      'github/empty-repository',
      'The repository has no commit yet.',
      'Push a first commit to the default branch.',
    );
  return {
    id: repository.databaseId,
    defaultBranch: branch.name,
    head: branch.target.oid,
    archived: repository.isArchived,
    config: repository.config?.text ?? null,
    ...(repository.config === null && repository.misnamed ? { misnamedConfig: true } : {}),
  };
}
