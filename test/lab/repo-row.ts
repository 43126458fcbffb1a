import type { RepoRow, Tables, UserRow } from './internals.ts';
import { nodeId } from './people.ts';

export function createRepoRow(
  gh: Tables,
  owner: UserRow,
  seed: { readonly name: string; readonly defaultBranch: string; readonly private: boolean },
): RepoRow {
  const row = gh.repos.insert({
    node_id: '',
    name: seed.name,
    full_name: `${owner.login}/${seed.name}`,
    owner_id: owner.id,
    owner_type: 'User',
    private: seed.private,
    description: null,
    fork: false,
    forked_from_id: null,
    homepage: null,
    language: null,
    languages: {},
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: 0,
    default_branch: seed.defaultBranch,
    open_issues_count: 0,
    topics: [],
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: seed.private ? 'private' : 'public',
    pushed_at: null,
    allow_rebase_merge: true,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    allow_forking: true,
    is_template: false,
    license: null,
  });
  return gh.repos.update(row.id, { node_id: nodeId('Repository', row.id) }) ?? row;
}
