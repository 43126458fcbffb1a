import { z } from 'zod';
import type { Sha } from '../core/ids.ts';
import { codeBranch } from '../core/names.ts';
import { hunksShown, type ShownFile } from '../core/report/review-lines.ts';
import type { Forge } from '../ports.ts';
import { clampBody, clampTitle } from './bodies.ts';
import { TransientError, UserError } from '../core/errors.ts';
import { NotFoundError, RejectedError } from './failures.ts';
import { unlessGone } from './forge-writes.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { MARK_READY, PULL_ID, RESOLVE_THREAD } from './queries.ts';

const Any = z.unknown();
const WithId = z.object({ id: z.int() });
const COMMENT = 'DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}';
const Numbered = z.object({ number: z.int() });
const ComparedFiles = z.object({
  files: z.array(z.object({ filename: z.string(), patch: z.string().nullish() })).optional(),
});
const PullId = z.object({
  repository: z.object({
    pullRequest: z.object({ id: z.string(), isDraft: z.boolean() }).nullable(),
  }),
});

/** What is written on pull requests. */
export function forgePulls(
  deps: ForgeDeps,
): Pick<
  Forge,
  'openPull' | 'editPull' | 'markReady' | 'review' | 'shownLines' | 'retireReview' | 'resolveThread'
> {
  const { client, repo } = deps;
  const at = { owner: repo.owner, repo: repo.name };
  return {
    openPull: (draft) => openPull(deps, draft),
    editPull: async (number, { title, body }) => {
      const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
      const change = {
        ...(title === undefined ? {} : { title: clampTitle(title) }),
        ...(body === undefined ? {} : { body: clampBody(body) }),
      };
      await client.write(route, { ...at, pull_number: number, ...change }, Any);
    },
    markReady: async (number) => {
      const { repository } = await client.query(PULL_ID, { ...repo, number }, PullId);
      const pull = repository.pullRequest;
      if (pull?.isDraft === true)
        await client.mutate(MARK_READY, { input: { pullRequestId: pull.id } }, Any);
    },
    review: async (number, draft) => {
      const route = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
      const comments = draft.comments.map(({ path, line, startLine, isOld, body }) => {
        const side = isOld === true ? 'LEFT' : 'RIGHT';
        const start = startLine === undefined ? {} : { start_line: startLine, start_side: side };
        return { path, line, side, ...start, body: clampBody(body) };
      });
      // A pull request of our own can be neither approved nor sent back by us: the verdict is a check run.
      const review = {
        event: 'COMMENT',
        ...(draft.head === null ? {} : { commit_id: draft.head }),
        body: clampBody(draft.body),
        comments,
      };
      await client.write(route, { ...at, pull_number: number, ...review }, Any);
    },
    shownLines: (base, head) => shownLines(deps, base, head),
    resolveThread: threadResolver(deps),
    retireReview: (number, { id }, body) => retire(deps, { number, id, body }),
  };
}

/** From where both parted, as the pull request is shown; GitHub tells of 300 files at most. */
async function shownLines(
  { client, repo }: ForgeDeps,
  base: Sha,
  head: Sha,
): Promise<readonly ShownFile[]> {
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
  const params = { owner: repo.owner, repo: repo.name, basehead: `${base}...${head}` };
  try {
    // The files are on the first page of commits, which need not be long.
    const { files = [] } = await client.read(route, { ...params, per_page: 1 }, ComparedFiles);
    return files.map(({ filename, patch }) => ({ path: filename, hunks: hunksShown(patch ?? '') }));
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof RejectedError) return [];
    // What GitHub cannot compare in time it cannot compare a minute later: the review goes without lines then.
    if (error instanceof TransientError && error.retryAfterMs === undefined) return [];
    throw error;
  }
}

async function retire(
  { client, repo }: ForgeDeps,
  { number, id, body }: { readonly number: number; readonly id: number; readonly body: string },
): Promise<void> {
  const at = { owner: repo.owner, repo: repo.name };
  const route = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}';
  const review = { ...at, pull_number: number, review_id: id };
  const page = { ...review, per_page: 100 };
  const comments = await client.read(`GET ${route}/comments`, page, z.array(WithId));
  for (const comment of comments)
    await unlessGone(client.write(COMMENT, { ...at, comment_id: comment.id }, Any));
  // The body goes last: until then a crash is only a repeat.
  await client.write(`PUT ${route}`, { ...review, body: clampBody(body) }, Any);
}

function threadResolver({ client }: ForgeDeps): Forge['resolveThread'] {
  /** Threads that GitHub does not let us resolve: some installations may review, and no more. */
  const kept = new Set<string>();
  return async (threadId) => {
    if (kept.has(threadId)) return;
    try {
      await client.mutate(RESOLVE_THREAD, { input: { threadId } }, Any);
    } catch (error) {
      // An open thread is no reason to stop a run.
      if (!(error instanceof UserError)) throw error;
      kept.add(threadId);
    }
  };
}

async function openPull(
  { client, repo }: ForgeDeps,
  draft: Parameters<Forge['openPull']>[0],
): Promise<number> {
  const at = { owner: repo.owner, repo: repo.name };
  const [head, { base }] = [codeBranch(draft.runId), draft];
  const route = 'POST /repos/{owner}/{repo}/pulls';
  const pull = { ...at, head, base, title: clampTitle(draft.title), body: clampBody(draft.body) };
  try {
    return (await client.write(route, { ...pull, draft: true }, Numbered)).number;
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    const open = { ...at, head: `${repo.owner}:${head}`, base, state: 'open' };
    const list = 'GET /repos/{owner}/{repo}/pulls';
    const [there] = await client.read(list, open, z.array(Numbered));
    if (there !== undefined) return there.number;
    // Drafts are not available on every plan.
    return (await client.write(route, { ...pull, draft: false }, Numbered)).number;
  }
}
