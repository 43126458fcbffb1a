import { z } from 'zod';
import { codeBranch } from '../core/names.ts';
import { clamp } from '../core/text/neutralise.ts';
import type { CheckDraft, Forge } from '../ports.ts';
import { NotFoundError, RejectedError } from './failures.ts';
import type { ForgeDeps } from './forge.ts';
import { MARK_READY, PULL_ID, REACT } from './queries.ts';

/** GitHub refuses bodies above 65,536 characters; ours stay well below. */
const MAX_BODY = 60_000;
const body = (text: string): string => clamp(text, MAX_BODY);
const MAX_TITLE = 250;
const title = (text: string): string => text.slice(0, MAX_TITLE);

type Writes = Omit<
  Forge,
  | 'repo'
  | 'issue'
  | 'permission'
  | 'world'
  | 'labelledIssues'
  | 'ci'
  | 'ciExcerpt'
  | 'tree'
  | 'files'
>;

const Any = z.unknown();
const Comment = z.object({ id: z.int(), node_id: z.string(), body: z.string() });
const Numbered = z.object({ number: z.int() });
const PullId = z.object({
  repository: z.object({
    pullRequest: z.object({ id: z.string(), isDraft: z.boolean() }).nullable(),
  }),
});

export function forgeWrites({ client, repo }: ForgeDeps): Writes {
  const at = { owner: repo.owner, repo: repo.name };
  return {
    react: async (subjectId, content) => {
      await client.mutate(REACT, { input: { subjectId, content } }, Any);
    },
    comment: async (issue, text) => {
      const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
      const made = await client.write(
        route,
        { ...at, issue_number: issue, body: body(text) },
        Comment,
      );
      return { id: made.id, nodeId: made.node_id, body: made.body };
    },
    editComment: async ({ id }, text) => {
      const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
      await client.write(route, { ...at, comment_id: id, body: body(text) }, Any);
    },
    deleteComment: async ({ id }) => {
      const route = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}';
      await unlessGone(client.write(route, { ...at, comment_id: id }, Any));
    },
    label: async (issue, add, remove) => {
      const labels = 'repos/{owner}/{repo}/issues/{issue_number}/labels';
      if (add.length > 0)
        await client.write(
          `POST /${labels}`,
          { ...at, issue_number: issue, labels: [...add] },
          Any,
        );
      for (const name of remove)
        await unlessGone(
          client.write(`DELETE /${labels}/{name}`, { ...at, issue_number: issue, name }, Any),
        );
    },
    closeIssue: async (issue) => {
      const route = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
      await client.write(
        route,
        { ...at, issue_number: issue, state: 'closed', state_reason: 'completed' },
        Any,
      );
    },
    openPull: async ({ runId, base, title: name, body: text }) => {
      const head = codeBranch(runId);
      const draft = { ...at, head, base, title: title(name), body: body(text) };
      const open = (isDraft: boolean): Promise<{ number: number }> =>
        client.write('POST /repos/{owner}/{repo}/pulls', { ...draft, draft: isDraft }, Numbered);
      try {
        return (await open(true)).number;
      } catch (error) {
        if (!(error instanceof RejectedError)) throw error;
        const there = await findPull(head, base);
        if (there !== undefined) return there;
        // Drafts are not available on every plan.
        return (await open(false)).number;
      }
    },
    editPull: async (number, change) => {
      const fields = {
        ...change,
        ...(change.title === undefined ? {} : { title: title(change.title) }),
        ...(change.body === undefined ? {} : { body: body(change.body) }),
      };
      await client.write(
        'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
        { ...at, pull_number: number, ...fields },
        Any,
      );
    },
    markReady: async (number) => {
      const { repository } = await client.query(PULL_ID, { ...repo, number }, PullId);
      const pull = repository.pullRequest;
      if (pull?.isDraft === true)
        await client.mutate(MARK_READY, { input: { pullRequestId: pull.id } }, Any);
    },
    review: async (pull, { head, body: text, comments }) => {
      const lines = comments.map((comment) => ({
        ...comment,
        side: 'RIGHT',
        body: body(comment.body),
      }));
      await client.write(
        'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
        {
          ...at,
          pull_number: pull,
          commit_id: head,
          event: 'COMMENT',
          body: body(text),
          comments: lines,
        },
        Any,
      );
    },
    createCheck: async (draft) => {
      const route = 'POST /repos/{owner}/{repo}/check-runs';
      await client.write(route, { ...at, head_sha: draft.head, ...checkFields(draft) }, Any);
    },
    updateCheck: async (id, draft) => {
      const route = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
      await client.write(route, { ...at, check_run_id: id, ...checkFields(draft) }, Any);
    },
  };

  async function findPull(branch: string, base: string): Promise<number | undefined> {
    const params = { ...at, head: `${repo.owner}:${branch}`, base, state: 'open' };
    const pulls = await client.read('GET /repos/{owner}/{repo}/pulls', params, z.array(Numbered));
    return pulls[0]?.number;
  }
}

const checkFields = (draft: CheckDraft): object => ({
  name: draft.name,
  external_id: draft.externalId,
  status: draft.status,
  ...(draft.conclusion === null ? {} : { conclusion: draft.conclusion }),
  output: { title: title(draft.title), summary: body(draft.summary) },
});

/** What is already gone needs no removing. */
async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}
