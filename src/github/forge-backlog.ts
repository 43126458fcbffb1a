import { z } from 'zod';
import type { DebtIssueSeen } from '../core/backlog/issues.ts';
import { DEBT_LABEL } from '../core/backlog/writes.ts';
import { ConflictError } from '../core/errors.ts';
import type { Forge } from '../ports.ts';
import { ActorNode } from './answers.ts';
import { clampBody, clampTitle } from './bodies.ts';
import { NotFoundError } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { DEBTS } from './queries-backlog.ts';

/** Pages of a hundred issues; a project with more debt than that is not helped by a list. */
const MAX_PAGES = 10;

const Any = z.unknown();
const Made = z.object({
  number: z.int(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
});
const DebtsAnswer = z.object({
  repository: z.object({
    issues: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(
        z.object({
          number: z.int(),
          title: z.string(),
          body: z.string(),
          state: z.string(),
          author: ActorNode,
        }),
      ),
    }),
  }),
});

/** The project's backlog as issues. */
export function forgeBacklog(
  deps: ForgeDeps,
): Pick<Forge, 'debtIssues' | 'createIssue' | 'editIssue'> {
  const { client, repo } = deps;
  const at = { owner: repo.owner, repo: repo.name };
  const issues = '/repos/{owner}/{repo}/issues';
  return {
    debtIssues: () => debtIssues(deps),
    createIssue: async ({ title, body, labels }) => {
      const draft = { title: clampTitle(title), body: clampBody(body), labels: [...labels] };
      const made = await client.write(`POST ${issues}`, { ...at, ...draft }, Made);
      const there = made.labels.map((label) => (typeof label === 'string' ? label : label.name));
      const missing = labels.filter((label) => !there.includes(label));
      // GitHub drops labels without a word where the identity may not set them on a new issue.
      if (missing.length > 0) {
        const params = { ...at, issue_number: made.number, labels: missing };
        await client.write(`POST ${issues}/{issue_number}/labels`, params, Any);
      }
      return made.number;
    },
    editIssue: async (number, { title, body, open }) => {
      const params = {
        ...{ ...at, issue_number: number },
        ...(title === undefined ? {} : { title: clampTitle(title) }),
        ...(body === undefined ? {} : { body: clampBody(body) }),
        ...(open === undefined ? {} : { state: open ? 'open' : 'closed' }),
      };
      try {
        await client.write(`PATCH ${issues}/{issue_number}`, params, Any);
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        throw new ConflictError('the issue was deleted meanwhile', { cause: error });
      }
    },
  };
}

async function debtIssues({
  client,
  repo,
  identity,
}: ForgeDeps): Promise<readonly DebtIssueSeen[]> {
  const found: DebtIssueSeen[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const variables = { ...repo, labels: [DEBT_LABEL], after };
    const answer: z.infer<typeof DebtsAnswer> = await client.query(DEBTS, variables, DebtsAnswer);
    const { nodes, pageInfo } = answer.repository.issues;
    // Anybody may put the label on an issue of theirs.
    const ours = nodes.filter(({ author }) => author?.databaseId === identity.botId);
    found.push(
      ...ours.map(({ number, title, body, state }) => ({
        number,
        title,
        body,
        open: state === 'OPEN',
      })),
    );
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  return found;
}
