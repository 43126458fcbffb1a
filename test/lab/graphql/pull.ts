/** Pull requests, their reviews and threads. */
import { commitsIn } from '../git/diff.ts';
import type { GitRepository } from '../git/repository.ts';
import type { Core } from '../core.ts';
import type { PullRow, RepoRow } from '../internals.ts';
import { threadRoots, type ReviewCommentRow, type ReviewRow } from '../reviews.ts';
import { association } from '../show.ts';
import { objectView, refView } from './git.ts';
import { conversation } from './issue.ts';
import { actorView } from './people.ts';
import { connection, type Args, type View } from './view.ts';

export function pullView(core: Core, repo: RepoRow, pull: PullRow): View {
  const { lab } = core;
  const issue = core.pulls.issueOf(pull);
  const git = lab.git(repo);
  const refOrNull = (name: string): View | null =>
    git.branch(name) === undefined ? null : refView(core, repo, `refs/heads/${name}`);
  return {
    __typename: 'PullRequest',
    ...conversation(core, repo, issue),
    id: pull.nodeId,
    databaseId: pull.id,
    state: pull.merged ? 'MERGED' : issue.state.toUpperCase(),
    url: `${lab.url}/${repo.full_name}/pull/${pull.number}`,
    isDraft: pull.draft,
    isCrossRepository: false,
    merged: pull.merged,
    mergedAt: pull.mergedAt,
    mergedBy: pull.mergedById === null ? null : actorView(core, lab.user(pull.mergedById)),
    mergeCommit: () =>
      pull.mergeCommitSha === null ? null : objectView(core, repo, pull.mergeCommitSha),
    mergeable: () => mergeableOf(core, pull),
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    headRef: () => refOrNull(pull.headRef),
    headRepository: { __typename: 'Repository', id: repo.node_id, nameWithOwner: repo.full_name },
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseSha,
    baseRef: () => refOrNull(pull.baseRef),
    commits: connection(
      'commits',
      () => commitsIn(git, pull.baseSha, pull.headSha),
      (sha) => ({ __typename: 'PullRequestCommit', commit: () => objectView(core, repo, sha) }),
    ),
    files: connection(
      'files',
      () => changedPaths(git, pull),
      (path) => ({ __typename: 'PullRequestChangedFile', path }),
    ),
    reviews: connection(
      'reviews',
      (args) => reviewsOf(core, pull, args),
      (review) => reviewView(core, repo, review),
    ),
    reviewThreads: connection(
      'reviewThreads',
      () => threadRoots(core.reviews, pull),
      (root) => threadView(core, repo, root),
    ),
  };
}

/** As GitHub compares: from where the branch left its base. */
async function changedPaths(git: GitRepository, pull: PullRow): Promise<readonly string[]> {
  const run = await git.run(['diff', '--name-only', '-z', `${pull.baseSha}...${pull.headSha}`]);
  return run.stdout.toString('utf8').split('\0').filter(Boolean);
}

/** Asked the first time it is UNKNOWN, and computed meanwhile. */
function mergeableOf(core: Core, pull: PullRow): string {
  if (core.pulls.issueOf(pull).state !== 'open') return 'UNKNOWN';
  if (pull.mergeable === null) {
    core.lab.track(core.pulls.mergeable(pull));
    return 'UNKNOWN';
  }
  return pull.mergeable ? 'MERGEABLE' : 'CONFLICTING';
}

function reviewsOf(core: Core, pull: PullRow, args: Args): readonly ReviewRow[] {
  const states = Array.isArray(args['states']) ? args['states'] : undefined;
  const author = typeof args['author'] === 'string' ? args['author'] : undefined;
  return core.reviews.reviews
    .filter((row) => row.repoId === pull.repoId && row.pullNumber === pull.number)
    .filter((row) => row.state !== 'PENDING')
    .filter((row) => states?.includes(row.state) ?? true)
    .filter((row) => author === undefined || core.lab.user(row.userId).login === author);
}

export function reviewView(core: Core, repo: RepoRow, review: ReviewRow): View {
  return {
    __typename: 'PullRequestReview',
    id: review.nodeId,
    databaseId: review.id,
    fullDatabaseId: String(review.id),
    body: review.body,
    state: review.state,
    createdAt: review.createdAt,
    submittedAt: review.submittedAt,
    author: actorView(core, core.lab.user(review.userId)),
    authorAssociation: association(core.lab, repo, review.userId),
    commit: () => objectView(core, repo, review.commitSha),
    url: `${core.lab.url}/${repo.full_name}/pull/${review.pullNumber}#pullrequestreview-${review.id}`,
    comments: connection(
      'comments',
      () => core.reviews.comments.filter((row) => row.reviewId === review.id),
      (comment) => reviewCommentView(core, repo, comment),
    ),
  };
}

export const threadId = (root: ReviewCommentRow): string => `PRRT_${root.id}`;

export function threadView(core: Core, repo: RepoRow, root: ReviewCommentRow): View {
  const resolvedBy = root.resolvedById;
  const pull = core.pulls.find(repo, root.pullNumber);
  return {
    __typename: 'PullRequestReviewThread',
    id: threadId(root),
    isResolved: resolvedBy !== null,
    isCollapsed: resolvedBy !== null,
    isOutdated: pull !== undefined && pull.headSha !== root.commitSha,
    resolvedBy: resolvedBy === null ? null : actorView(core, core.lab.user(resolvedBy)),
    path: root.path,
    line: root.line,
    originalLine: root.line,
    startLine: root.startLine,
    diffSide: root.side,
    comments: connection(
      'comments',
      () =>
        core.reviews.comments.filter((row) => row.id === root.id || row.inReplyToId === root.id),
      (comment) => reviewCommentView(core, repo, comment),
    ),
  };
}

export function reviewCommentView(core: Core, repo: RepoRow, comment: ReviewCommentRow): View {
  return {
    __typename: 'PullRequestReviewComment',
    id: comment.nodeId,
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    lastEditedAt: comment.updatedAt === comment.createdAt ? null : comment.updatedAt,
    body: comment.body,
    path: comment.path,
    line: comment.line,
    originalLine: comment.line,
    startLine: comment.startLine,
    diffHunk: comment.diffHunk,
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    author: actorView(core, core.lab.user(comment.userId)),
    commit: () => objectView(core, repo, comment.commitSha),
    originalCommit: () => objectView(core, repo, comment.commitSha),
    isMinimized: comment.minimized !== null,
    minimizedReason: comment.minimized?.toLowerCase() ?? null,
    replyTo: null,
    url: `${core.lab.url}/${repo.full_name}/pull/${comment.pullNumber}#discussion_r${comment.id}`,
  };
}
