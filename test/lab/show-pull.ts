import type { IssueRow, Json, LabInternals, PullRow } from './internals.ts';
import { showIssue, showRepo, showUser } from './show.ts';

export function showPull(lab: LabInternals, pull: PullRow, issue: IssueRow): Json {
  const repo = lab.repoById(pull.repoId);
  const owner = lab.user(repo.owner_id);
  const self = `${lab.url}/repos/${repo.full_name}/pulls/${pull.number}`;
  const asIssue = showIssue(lab, issue);
  const side = (ref: string, sha: string): Json => ({
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: showUser(lab, owner),
    repo: showRepo(lab, repo),
  });
  return {
    url: self,
    id: pull.id,
    node_id: pull.nodeId,
    html_url: `${lab.url}/${repo.full_name}/pull/${pull.number}`,
    diff_url: `${lab.url}/${repo.full_name}/pull/${pull.number}.diff`,
    patch_url: `${lab.url}/${repo.full_name}/pull/${pull.number}.patch`,
    issue_url: asIssue['url'],
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${lab.url}/repos/${repo.full_name}/pulls/comments{/number}`,
    comments_url: asIssue['comments_url'],
    statuses_url: `${lab.url}/repos/${repo.full_name}/statuses/${pull.headSha}`,
    number: pull.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: asIssue['user'],
    body: issue.body,
    labels: asIssue['labels'],
    created_at: issue.created_at,
    updated_at: issue.updated_at,
    closed_at: issue.closed_at,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: asIssue['assignee'],
    assignees: asIssue['assignees'],
    requested_reviewers: [],
    requested_teams: [],
    milestone: null,
    draft: pull.draft,
    head: side(pull.headRef, pull.headSha),
    base: side(pull.baseRef, pull.baseSha),
    author_association: asIssue['author_association'],
    auto_merge: null,
    active_lock_reason: issue.active_lock_reason,
    merged: pull.merged,
    mergeable: issue.state === 'open' ? pull.mergeable : null,
    rebaseable: null,
    mergeable_state: mergeableState(pull, issue),
    merged_by: pull.mergedById === null ? null : showUser(lab, lab.user(pull.mergedById)),
    comments: issue.comments,
    maintainer_can_modify: false,
  };
}

function mergeableState(pull: PullRow, issue: IssueRow): string {
  if (issue.state !== 'open' || pull.mergeable === null) return 'unknown';
  if (!pull.mergeable) return 'dirty';
  return pull.draft ? 'draft' : 'clean';
}
