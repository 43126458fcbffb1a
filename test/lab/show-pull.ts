import type { IssueRow, Json, LabInternals, PullRow, RepoRow } from './internals.ts';
import { showIssue, showRepo, showUser } from './show.ts';

export function showPull(lab: LabInternals, pull: PullRow, issue: IssueRow): Json {
  const repo = lab.repoById(pull.repoId);
  const owner = lab.user(repo.owner_id);
  const asIssue = showIssue(lab, issue);
  const side = (ref: string, sha: string): Json => ({
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: showUser(lab, owner),
    repo: showRepo(lab, repo),
  });
  return {
    ...links(lab, repo, pull),
    id: pull.id,
    node_id: pull.nodeId,
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

function links(lab: LabInternals, repo: RepoRow, pull: PullRow): Json {
  const api = `${lab.url}/repos/${repo.full_name}`;
  const html = `${lab.url}/${repo.full_name}/pull/${pull.number}`;
  const self = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const statuses = `${api}/statuses/${pull.headSha}`;
  return {
    url: self,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    _links: {
      self: { href: self },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${self}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${self}/commits` },
      statuses: { href: statuses },
    },
  };
}

function mergeableState(pull: PullRow, issue: IssueRow): string {
  if (issue.state !== 'open' || pull.mergeable === null) return 'unknown';
  if (!pull.mergeable) return 'dirty';
  return pull.draft ? 'draft' : 'clean';
}
