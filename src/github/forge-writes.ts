import { z } from 'zod';
import { ConflictError } from '../core/errors.ts';
import type { CheckNote } from '../core/report/checks.ts';
import type { CheckDraft, Forge } from '../ports.ts';
import { clampBody, clampTitle } from './bodies.ts';
import { NotFoundError } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { REACT } from './queries.ts';

type Talk = Pick<
  Forge,
  'react' | 'comment' | 'editComment' | 'deleteComment' | 'label' | 'closeIssue'
>;

const Any = z.unknown();
const Comment = z.object({ id: z.int(), node_id: z.string(), body: z.string() });

/** What is written on issues. */
export function forgeTalk({ client, repo }: ForgeDeps): Talk {
  const at = { owner: repo.owner, repo: repo.name };
  const issues = '/repos/{owner}/{repo}/issues';
  const labels = `${issues}/{issue_number}/labels`;
  return {
    // Who deletes a command has still given it, and looks for no answer.
    react: (subjectId, content) =>
      unlessGone(client.mutate(REACT, { input: { subjectId, content } }, Any)),
    comment: async (number, text) => {
      const params = { ...at, issue_number: number, body: clampBody(text) };
      const made = await client.write(`POST ${issues}/{issue_number}/comments`, params, Comment);
      return { id: made.id, nodeId: made.node_id, body: made.body };
    },
    editComment: async ({ id }, text) => {
      const params = { ...at, comment_id: id, body: clampBody(text) };
      try {
        await client.write(`PATCH ${issues}/comments/{comment_id}`, params, Any);
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error;
        throw new ConflictError('the comment was deleted meanwhile', { cause: error });
      }
    },
    deleteComment: ({ id }) =>
      unlessGone(
        client.write(`DELETE ${issues}/comments/{comment_id}`, { ...at, comment_id: id }, Any),
      ),
    label: async (number, add, remove) => {
      const issue = { ...at, issue_number: number };
      if (add.length > 0) await client.write(`POST ${labels}`, { ...issue, labels: [...add] }, Any);
      for (const name of remove)
        await unlessGone(client.write(`DELETE ${labels}/{name}`, { ...issue, name }, Any));
    },
    closeIssue: async (number) => {
      const closed = { issue_number: number, state: 'closed', state_reason: 'completed' };
      await client.write(`PATCH ${issues}/{issue_number}`, { ...at, ...closed }, Any);
    },
  };
}

/** Check runs can be made by Apps only, and changed only by the one that made them. */
export function forgeCheckWrites({
  client,
  repo,
}: ForgeDeps): Pick<Forge, 'createCheck' | 'updateCheck'> {
  const at = { owner: repo.owner, repo: repo.name };
  const fields = (draft: CheckDraft): object => ({
    name: draft.name,
    external_id: draft.externalId,
    status: draft.status,
    ...(draft.conclusion === null ? {} : { conclusion: draft.conclusion }),
    output: {
      title: clampTitle(draft.title),
      summary: clampBody(draft.summary),
      ...(draft.annotations === undefined
        ? {}
        : { annotations: draft.annotations.map(noteFields) }),
    },
  });
  return {
    createCheck: async (draft) => {
      const route = 'POST /repos/{owner}/{repo}/check-runs';
      await client.write(route, { ...at, head_sha: draft.head, ...fields(draft) }, Any);
    },
    updateCheck: async (id, draft) => {
      const route = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
      await client.write(route, { ...at, check_run_id: id, ...fields(draft) }, Any);
    },
  };
}

const noteFields = ({ path, line, level, title, message }: CheckNote): object => ({
  ...{ path, title, message },
  ...{ start_line: line, end_line: line, annotation_level: level },
});

/** What is already gone needs no removing. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}
