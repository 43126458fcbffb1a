/** Reviews: taken as a whole or not at all. */
import { actorOf, assertMayEdit } from '../access.ts';
import type { Core } from '../core.ts';
import { checkBodyLength, HttpError, json, notFound, paged, requiredText, text } from '../http.ts';
import type { Json, LabRequest, PullRow, RepoRow, UserRow } from '../internals.ts';
import { nodeId } from '../people.ts';
import { placeComments, type PlacedComment } from '../review-lines.ts';
import type { ReviewCommentRow, ReviewRow } from '../reviews.ts';
import { association, showUser } from '../show.ts';
import { showReviewComment } from './review-comments.ts';
import { pullOf } from './pulls.ts';

const REVIEWS = '/repos/:owner/:repo/pulls/:number/reviews';
const STATES: Readonly<Record<string, ReviewRow['state']>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

export function registerReviews(core: Core): void {
  const { lab } = core;
  lab.route('GET', REVIEWS, (request) => {
    const { repo, pull } = pullOf(core, request);
    const me = 'user' in request.caller ? request.caller.user.id : undefined;
    const rows = reviewsOn(core, pull).filter(
      (row) => row.state !== 'PENDING' || row.userId === me,
    );
    return paged(
      request,
      rows.map((row) => showReview(core, repo, row)),
      { url: lab.url },
    );
  });
  lab.route('POST', REVIEWS, (request) => createReview(core, request));
  lab.route('GET', `${REVIEWS}/:id`, (request) => {
    const { repo, review } = reviewOf(core, request);
    return json(showReview(core, repo, review));
  });
  registerChanges(core);
}

function registerChanges(core: Core): void {
  const { lab } = core;
  lab.route('PUT', `${REVIEWS}/:id`, (request) => {
    const { repo, review } = reviewOf(core, request);
    checkBodyLength(text(request.body, 'body'));
    assertMayEdit(lab, repo, { caller: request.caller, authorId: review.userId });
    review.body = requiredText(request.body, 'body', 'PullRequestReview');
    return json(showReview(core, repo, review));
  });
  lab.route('DELETE', `${REVIEWS}/:id`, (request) => {
    const { repo, review } = reviewOf(core, request);
    if (review.state !== 'PENDING')
      throw new HttpError(422, 'Unprocessable Entity', [
        'Can not delete a non-pending pull request review',
      ]);
    core.reviews.reviews.splice(core.reviews.reviews.indexOf(review), 1);
    for (const row of core.reviews.comments.filter((each) => each.reviewId === review.id))
      core.reviews.comments.splice(core.reviews.comments.indexOf(row), 1);
    return json(showReview(core, repo, review));
  });
  lab.route('POST', `${REVIEWS}/:id/events`, (request) => {
    const { repo, pull } = pullOf(core, request);
    const { review } = reviewOf(core, request);
    const event = requiredText(request.body, 'event', 'PullRequestReview');
    review.body = text(request.body, 'body') ?? review.body;
    submit(core, { repo, pull, review, event, user: actorOf(request.caller) });
    return json(showReview(core, repo, review));
  });
  lab.route('GET', `${REVIEWS}/:id/comments`, (request) => {
    const { review } = reviewOf(core, request);
    const rows = core.reviews.comments.filter((row) => row.reviewId === review.id);
    return paged(
      request,
      rows.map((row) => showReviewComment(core, row)),
      { url: lab.url },
    );
  });
}

const reviewsOn = (core: Core, pull: PullRow): readonly ReviewRow[] =>
  core.reviews.reviews.filter(
    (row) => row.repoId === pull.repoId && row.pullNumber === pull.number,
  );

function reviewOf(core: Core, request: LabRequest): { repo: RepoRow; review: ReviewRow } {
  const { repo, pull } = pullOf(core, request);
  const review = reviewsOn(core, pull).find((row) => row.id === Number(request.params['id']));
  if (review === undefined) throw notFound();
  return { repo, review };
}

const unprocessable = (...errors: readonly string[]): HttpError =>
  new HttpError(422, 'Unprocessable Entity', errors);

async function createReview(core: Core, request: LabRequest): Promise<Response> {
  const { repo, pull } = pullOf(core, request);
  const { body } = request;
  const user = actorOf(request.caller);
  const commitSha = text(body, 'commit_id') ?? pull.headSha;
  if ((await core.lab.git(repo).commit(commitSha)) === undefined)
    throw unprocessable('commit_id is not part of the pull request');
  checkBodyLength(text(body, 'body'));
  const given = Array.isArray(body['comments']) ? (body['comments'] as readonly Json[]) : [];
  const event = text(body, 'event');
  assertMayReview(core, { pull, user, event, empty: given.length === 0 && !text(body, 'body') });
  const placed = await placeComments(core, repo, { pull, commitSha, comments: given });
  const id = core.reviews.nextId();
  const review: ReviewRow = {
    id,
    nodeId: nodeId('PullRequestReview', id),
    repoId: repo.id,
    pullNumber: pull.number,
    userId: user.id,
    body: text(body, 'body') ?? '',
    state: 'PENDING',
    commitSha,
    submittedAt: null,
    createdAt: core.lab.now(),
  };
  core.reviews.reviews.push(review);
  for (const comment of placed) addComment(core, { pull, review, comment, user });
  if (event !== undefined) submit(core, { repo, pull, review, event, user });
  return json(showReview(core, repo, review));
}

function assertMayReview(
  core: Core,
  given: {
    readonly pull: PullRow;
    readonly user: UserRow;
    readonly event: string | undefined;
    readonly empty: boolean;
  },
): void {
  const { pull, user, event, empty } = given;
  if (event !== undefined && STATES[event] === undefined)
    throw new HttpError(422, 'Validation Failed', [
      { resource: 'PullRequestReview', field: 'event', code: 'invalid' },
    ]);
  const own = core.pulls.issueOf(pull).user_id === user.id;
  if (own && event === 'APPROVE') throw unprocessable('Can not approve your own pull request');
  if (own && event === 'REQUEST_CHANGES')
    throw unprocessable('Can not request changes on your own pull request');
  if (empty && (event === 'COMMENT' || event === 'REQUEST_CHANGES'))
    throw unprocessable('Review body is required');
  const pending = reviewsOn(core, pull).some(
    (row) => row.userId === user.id && row.state === 'PENDING',
  );
  if (pending) throw unprocessable('User can only have one pending review per pull request');
}

function submit(
  core: Core,
  given: {
    readonly repo: RepoRow;
    readonly pull: PullRow;
    readonly review: ReviewRow;
    readonly event: string;
    readonly user: UserRow;
  },
): void {
  const { repo, pull, review, event, user } = given;
  review.state = STATES[event] ?? 'COMMENTED';
  review.submittedAt = core.lab.now();
  core.lab.emit({
    event: 'pull_request_review',
    action: 'submitted',
    repo,
    sender: user,
    payload: { review: showReview(core, repo, review), pull_request: core.pulls.show(pull) },
  });
}

export function addComment(
  core: Core,
  given: {
    readonly pull: PullRow;
    readonly review: ReviewRow;
    readonly comment: PlacedComment & { readonly inReplyToId?: number };
    readonly user: UserRow;
  },
): ReviewCommentRow {
  const { pull, review, comment, user } = given;
  const id = core.reviews.nextId();
  const row: ReviewCommentRow = {
    inReplyToId: null,
    ...comment,
    id,
    nodeId: nodeId('PullRequestReviewComment', id),
    repoId: pull.repoId,
    pullNumber: pull.number,
    reviewId: review.id,
    userId: user.id,
    createdAt: core.lab.now(),
    updatedAt: core.lab.now(),
    resolvedById: null,
    minimized: null,
  };
  core.reviews.comments.push(row);
  return row;
}

function showReview(core: Core, repo: RepoRow, review: ReviewRow): Json {
  const html = `${core.lab.url}/${repo.full_name}/pull/${review.pullNumber}`;
  const pull = `${core.lab.url}/repos/${repo.full_name}/pulls/${review.pullNumber}`;
  const html_url = `${html}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: showUser(core.lab, core.lab.user(review.userId)),
    body: review.body,
    state: review.state,
    html_url,
    pull_request_url: pull,
    author_association: association(core.lab, repo, review.userId),
    _links: { html: { href: html_url }, pull_request: { href: pull } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitSha,
  };
}
