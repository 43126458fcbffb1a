/** Objects by their global id. */
import type { Core } from '../core.ts';
import type { CommentRow, IssueRow, RepoRow } from '../internals.ts';
import { commentView, issueView } from './issue.ts';
import { actorView } from './people.ts';
import { pullView, reviewCommentView, reviewView, threadId, threadView } from './pull.ts';
import { mayRead, repositoryView } from './queries.ts';
import { checkRunView, suiteView } from './checks.ts';
import { nodeId } from '../people.ts';
import type { Scope, View } from './view.ts';

const issueByNodeId = (core: Core, id: string): IssueRow | undefined =>
  core.lab.gh.issues.all().find((row) => row.node_id === id);

export const commentByNodeId = (core: Core, id: string): CommentRow | undefined =>
  core.lab.gh.comments.all().find((row) => row.node_id === id);

export const threadByNodeId = (core: Core, id: string) =>
  core.reviews.comments.find((row) => row.inReplyToId === null && threadId(row) === id);

/** Undefined: nothing has this id, or not for this caller. */
export function nodeView(scope: Scope, id: string): View | undefined {
  const found = find(scope, id);
  return found === undefined || (found.repo !== null && !mayRead(scope, found.repo))
    ? undefined
    : found.view;
}

interface Found {
  readonly repo: RepoRow | null;
  readonly view: View;
}

function find(scope: Scope, id: string): Found | undefined {
  const { core } = scope;
  const { gh } = core.lab;
  const inRepo = (repoId: number, show: (repo: RepoRow) => View): Found => {
    const repo = core.lab.repoById(repoId);
    return { repo, view: show(repo) };
  };
  const repo = gh.repos.all().find((row) => row.node_id === id);
  if (repo !== undefined) return { repo, view: repositoryView(scope, repo) };
  const user = gh.users.all().find((row) => row.node_id === id);
  if (user !== undefined) return { repo: null, view: actorView(core, user) };
  const pull = core.pulls.byNodeId(id);
  if (pull !== undefined) return inRepo(pull.repoId, (at) => pullView(core, at, pull));
  const issue = issueByNodeId(core, id);
  if (issue !== undefined) return inRepo(issue.repo_id, (at) => issueView(core, at, issue));
  const comment = commentByNodeId(core, id);
  if (comment !== undefined) return inRepo(comment.repo_id, (at) => commentView(core, at, comment));
  return findReviewPart(core, id, inRepo);
}

function findReviewPart(
  core: Core,
  id: string,
  inRepo: (repoId: number, show: (repo: RepoRow) => View) => Found,
): Found | undefined {
  const review = core.reviews.reviews.find((row) => row.nodeId === id);
  if (review !== undefined) return inRepo(review.repoId, (at) => reviewView(core, at, review));
  const line = core.reviews.comments.find((row) => row.nodeId === id);
  if (line !== undefined) return inRepo(line.repoId, (at) => reviewCommentView(core, at, line));
  const thread = threadByNodeId(core, id);
  if (thread !== undefined) return inRepo(thread.repoId, (at) => threadView(core, at, thread));
  const [, kind, number] =
    /(CheckRun|CheckSuite)(\d+)$/.exec(Buffer.from(id, 'base64').toString('utf8')) ?? [];
  if (kind === undefined || nodeId(kind, Number(number)) !== id) return undefined;
  const suite = kind === 'CheckSuite' ? core.checks.suiteById(Number(number)) : undefined;
  if (suite !== undefined) return inRepo(suite.repoId, () => suiteView(core, suite));
  const run = kind === 'CheckRun' ? core.checks.run(Number(number)) : undefined;
  return run === undefined ? undefined : inRepo(run.repoId, () => checkRunView(core, run));
}
