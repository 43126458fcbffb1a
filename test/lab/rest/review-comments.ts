import { actorOf, assertMayEdit } from '../access.ts';
import type { Core } from '../core.ts';
import { checkBodyLength, json, noContent, notFound, paged, requiredText, text } from '../http.ts';
import type { Json, LabRequest, PullRow, RepoRow, UserRow } from '../internals.ts';
import { nodeId } from '../people.ts';
import { placeComments } from '../review-lines.ts';
import type { ReviewCommentRow, ReviewRow } from '../reviews.ts';
import { association, showUser } from '../show.ts';
import { repoOf } from './accounts.ts';
import { pullOf } from './pulls.ts';
import { addComment } from './reviews.ts';

const PULLS = '/repos/:owner/:repo/pulls';

export function registerReviewComments(core: Core): void {
  const { lab } = core;
  lab.route('GET', `${PULLS}/comments`, (request) => {
    const repo = repoOf(core, request);
    const rows = core.reviews.comments.filter((row) => row.repoId === repo.id);
    return paged(
      request,
      rows.map((row) => showReviewComment(core, row)),
      { url: lab.url },
    );
  });
  lab.route('GET', `${PULLS}/:number/comments`, (request) => {
    const { repo, pull } = pullOf(core, request);
    const rows = core.reviews.comments.filter(
      (row) => row.repoId === repo.id && row.pullNumber === pull.number,
    );
    return paged(
      request,
      rows.map((row) => showReviewComment(core, row)),
      { url: lab.url },
    );
  });
  lab.route('POST', `${PULLS}/:number/comments`, async (request) => {
    const { repo, pull } = pullOf(core, request);
    const replyTo = request.body['in_reply_to'];
    if (typeof replyTo === 'number') return reply(core, request, replyTo);
    const commitSha = text(request.body, 'commit_id') ?? pull.headSha;
    const [comment] = await placeComments(core, repo, {
      pull,
      commitSha,
      comments: [request.body],
    });
    if (comment === undefined) throw notFound();
    const user = actorOf(request.caller);
    const review = standalone(core, { repo, pull, user, commitSha });
    return said(core, repo, { pull, review, comment, user });
  });
  lab.route('POST', `${PULLS}/:number/comments/:id/replies`, (request) =>
    reply(core, request, Number(request.params['id'])),
  );
  registerSingle(core);
}

function registerSingle(core: Core): void {
  const { lab } = core;
  lab.route('GET', `${PULLS}/comments/:id`, (request) =>
    json(showReviewComment(core, lineOf(core, request))),
  );
  lab.route('PATCH', `${PULLS}/comments/:id`, (request) => {
    const row = lineOf(core, request);
    const body = requiredText(request.body, 'body', 'PullRequestReviewComment');
    checkBodyLength(body);
    assertMayEdit(lab, repoOf(core, request), { caller: request.caller, authorId: row.userId });
    row.body = body;
    row.updatedAt = lab.now();
    return json(showReviewComment(core, row));
  });
  lab.route('DELETE', `${PULLS}/comments/:id`, (request) => {
    const row = lineOf(core, request);
    assertMayEdit(lab, repoOf(core, request), { caller: request.caller, authorId: row.userId });
    core.reviews.comments.splice(core.reviews.comments.indexOf(row), 1);
    return noContent();
  });
}

export function lineOf(core: Core, request: LabRequest): ReviewCommentRow {
  const repo = repoOf(core, request);
  const id = Number(request.params['id']);
  const row = core.reviews.comments.find((each) => each.repoId === repo.id && each.id === id);
  if (row === undefined) throw notFound();
  return row;
}

function reply(core: Core, request: LabRequest, to: number): Response {
  const { repo, pull } = pullOf(core, request);
  const target = core.reviews.comments.find(
    (row) => row.id === to && row.repoId === repo.id && row.pullNumber === pull.number,
  );
  if (target === undefined) throw notFound();
  const body = requiredText(request.body, 'body', 'PullRequestReviewComment');
  checkBodyLength(body);
  const user = actorOf(request.caller);
  const review = standalone(core, { repo, pull, user, commitSha: target.commitSha });
  const { path, line, side, startLine, commitSha, diffHunk } = target;
  const inReplyToId = target.inReplyToId ?? target.id;
  const comment = { path, line, side, startLine, commitSha, diffHunk, body, inReplyToId };
  return said(core, repo, { pull, review, comment, user });
}

function said(core: Core, repo: RepoRow, made: Parameters<typeof addComment>[1]): Response {
  const comment = showReviewComment(core, addComment(core, made));
  const payload = { comment, pull_request: core.pulls.show(made.pull) };
  const event = 'pull_request_review_comment';
  core.lab.emit({ event, action: 'created', repo, sender: made.user, payload });
  return json(comment, 201);
}

/** A comment without a review gets one of its own, as on GitHub. */
function standalone(
  core: Core,
  given: {
    readonly repo: RepoRow;
    readonly pull: PullRow;
    readonly user: UserRow;
    readonly commitSha: string;
  },
): ReviewRow {
  const { repo, pull, user, commitSha } = given;
  const id = core.reviews.nextId();
  const at = core.lab.now();
  const review: ReviewRow = {
    id,
    nodeId: nodeId('PullRequestReview', id),
    repoId: repo.id,
    pullNumber: pull.number,
    userId: user.id,
    body: '',
    state: 'COMMENTED',
    commitSha,
    submittedAt: at,
    createdAt: at,
  };
  core.reviews.reviews.push(review);
  return review;
}

export function showReviewComment(core: Core, row: ReviewCommentRow): Json {
  const repo = core.lab.repoById(row.repoId);
  const api = `${core.lab.url}/repos/${repo.full_name}/pulls`;
  const url = `${api}/comments/${row.id}`;
  const html_url = `${core.lab.url}/${repo.full_name}/pull/${row.pullNumber}#discussion_r${row.id}`;
  const pull_request_url = `${api}/${row.pullNumber}`;
  return {
    url,
    pull_request_review_id: row.reviewId,
    id: row.id,
    node_id: row.nodeId,
    diff_hunk: row.diffHunk,
    path: row.path,
    commit_id: row.commitSha,
    original_commit_id: row.commitSha,
    user: showUser(core.lab, core.lab.user(row.userId)),
    body: row.body,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    html_url,
    pull_request_url,
    author_association: association(core.lab, repo, row.userId),
    _links: {
      self: { href: url },
      html: { href: html_url },
      pull_request: { href: pull_request_url },
    },
    start_line: row.startLine,
    original_start_line: row.startLine,
    start_side: row.startLine === null ? null : row.side,
    line: row.line,
    original_line: row.line,
    side: row.side,
    subject_type: 'line',
    ...(row.inReplyToId === null ? {} : { in_reply_to_id: row.inReplyToId }),
  };
}
