/** REST shapes of users, repositories and issues, for our own routes and for webhook payloads. */
import { levelOf } from './access.ts';
import type { IssueRow, Json, LabInternals, LabelRow, RepoRow, UserRow } from './internals.ts';

type Base = Pick<LabInternals, 'gh' | 'url' | 'user' | 'repoById'>;

export function showUser(lab: Pick<Base, 'url'>, user: UserRow): Json {
  const api = `${lab.url}/users/${user.login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: user.node_id,
    avatar_url: user.avatar_url,
    gravatar_id: '',
    url: api,
    html_url: `${lab.url}/${user.login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: user.type,
    site_admin: false,
  };
}

const LINKS: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** What is the same for every repository of the lab. */
const ALIKE: Json = {
  fork: false,
  homepage: null,
  size: 1,
  stargazers_count: 0,
  watchers_count: 0,
  language: null,
  has_issues: true,
  has_projects: true,
  has_downloads: true,
  has_wiki: true,
  has_pages: false,
  has_discussions: false,
  forks_count: 0,
  mirror_url: null,
  disabled: false,
  license: null,
  allow_forking: true,
  is_template: false,
  web_commit_signoff_required: false,
  topics: [],
  forks: 0,
  watchers: 0,
};

export function showRepo(lab: Base, repo: RepoRow): Json {
  const api = `${lab.url}/repos/${repo.full_name}`;
  const html = `${lab.url}/${repo.full_name}`;
  const links = Object.entries(LINKS).map(([name, rest]) => [name, api + rest] as const);
  const open = lab.gh.issues.findBy('repo_id', repo.id).filter((row) => row.state === 'open');
  return {
    id: repo.id,
    node_id: repo.node_id,
    name: repo.name,
    full_name: repo.full_name,
    private: repo.private,
    owner: showUser(lab, lab.user(repo.owner_id)),
    html_url: html,
    description: repo['description'] ?? null,
    url: api,
    ...ALIKE,
    ...Object.fromEntries(links),
    git_url: `git://${new URL(lab.url).host}/${repo.full_name}.git`,
    ssh_url: `git@${new URL(lab.url).host}:${repo.full_name}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    archived: repo.archived,
    open_issues_count: open.length,
    visibility: repo.private ? 'private' : 'public',
    open_issues: open.length,
    default_branch: repo.default_branch,
    created_at: repo.created_at,
    updated_at: repo.updated_at,
    pushed_at: repo.pushed_at ?? repo.created_at,
  };
}

export function showLabel(lab: Base, label: LabelRow): Json {
  const repo = lab.repoById(label.repo_id);
  return {
    id: label.id,
    node_id: label.node_id,
    url: `${lab.url}/repos/${repo.full_name}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: label.default,
    description: label.description,
  };
}

export const labelsOf = (lab: Base, issue: IssueRow): LabelRow[] =>
  issue.label_ids.flatMap((id) => lab.gh.labels.get(id) ?? []);

export function association(lab: Base, repo: RepoRow, userId: number): string {
  if (repo.owner_id === userId) return 'OWNER';
  const rows = lab.gh.collaborators.findBy('repo_id', repo.id);
  if (!rows.some((row) => row.user_id === userId)) return 'NONE';
  return levelOf(lab.gh, repo, userId) === 'none' ? 'NONE' : 'COLLABORATOR';
}

/** An issue, or a pull request as the issue it also is. */
export function showIssue(lab: Base, issue: IssueRow): Json {
  const repo = lab.repoById(issue.repo_id);
  const api = `${lab.url}/repos/${repo.full_name}`;
  const html = `${lab.url}/${repo.full_name}`;
  const kind = issue.is_pull_request ? 'pull' : 'issues';
  const self = `${api}/issues/${issue.number}`;
  const closedBy = issue.closed_by_id === null ? null : lab.user(issue.closed_by_id);
  const pull = {
    url: `${api}/pulls/${issue.number}`,
    html_url: `${html}/pull/${issue.number}`,
    diff_url: `${html}/pull/${issue.number}.diff`,
    patch_url: `${html}/pull/${issue.number}.patch`,
    merged_at: null,
  };
  return {
    url: self,
    repository_url: api,
    labels_url: `${self}/labels{/name}`,
    comments_url: `${self}/comments`,
    events_url: `${self}/events`,
    html_url: `${html}/${kind}/${issue.number}`,
    id: issue.id,
    node_id: issue.node_id,
    number: issue.number,
    title: issue.title,
    user: showUser(lab, lab.user(issue.user_id)),
    labels: labelsOf(lab, issue).map((label) => showLabel(lab, label)),
    state: issue.state,
    state_reason: issue.state_reason,
    locked: issue.locked,
    active_lock_reason: issue.active_lock_reason,
    assignee:
      issue.assignee_ids[0] === undefined ? null : showUser(lab, lab.user(issue.assignee_ids[0])),
    assignees: issue.assignee_ids.map((id) => showUser(lab, lab.user(id))),
    milestone: null,
    comments: issue.comments,
    created_at: issue.created_at,
    updated_at: issue.updated_at,
    closed_at: issue.closed_at,
    closed_by: closedBy === null ? null : showUser(lab, closedBy),
    body: issue.body,
    ...(issue.is_pull_request ? { pull_request: pull, draft: false } : {}),
    timeline_url: `${self}/timeline`,
    performed_via_github_app: null,
    author_association: association(lab, repo, issue.user_id),
  };
}
