import { atLeast, isInstalledOn, levelOf } from '../access.ts';
import type { IssueRow, RepoRow } from '../internals.ts';
import { objectAt, objectView, refView } from './git.ts';
import { issueView, labelView } from './issue.ts';
import { nodeView } from './node.ts';
import { accountView, actorView } from './people.ts';
import { pullView } from './pull.ts';
import { connection, missing, textArg, type Args, type Scope, type View } from './view.ts';

export function queries(scope: Scope): View {
  const { core, caller } = scope;
  return {
    repository: (args: Args) => {
      const name = `${textArg(args, 'owner')}/${textArg(args, 'name')}`;
      const id = core.renamed.get(name.toLowerCase());
      const repo = core.lab.repo(name) ?? (id === undefined ? undefined : core.lab.repoById(id));
      if (repo === undefined || !mayRead(scope, repo))
        throw missing(`Could not resolve to a Repository with the name '${name}'.`);
      return repositoryView(scope, repo);
    },
    viewer: () => ('user' in caller ? accountView(core, caller.user) : null),
    rateLimit: {
      limit: 5000,
      cost: 1,
      remaining: 4999,
      used: 1,
      nodeCount: 1,
      resetAt: () => new Date(Date.now() + 3_600_000).toISOString(),
    },
    node: (args: Args) => {
      const view = nodeView(scope, textArg(args, 'id'));
      if (view === undefined)
        throw missing(
          `Could not resolve to a node with the global id of '${textArg(args, 'id')}'.`,
        );
      return view;
    },
  };
}

export function mayRead({ core, caller }: Scope, repo: RepoRow): boolean {
  // What is public, an installation may read wherever it is.
  if (caller.is === 'installation')
    return !repo.private || isInstalledOn(core.lab.gh, caller, repo);
  return caller.is === 'person' && atLeast(levelOf(core.lab.gh, repo, caller.user.id), 'read');
}

export function repositoryView(scope: Scope, repo: RepoRow): View {
  const { core } = scope;
  const { lab } = core;
  const git = lab.git(repo);
  const refOrNull = (ref: string): View | null =>
    git.ref(ref) === undefined ? null : refView(core, repo, ref);
  return {
    __typename: 'Repository',
    id: repo.node_id,
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: repo.full_name,
    owner: actorView(core, lab.user(repo.owner_id)),
    url: `${lab.url}/${repo.full_name}`,
    isArchived: repo.archived,
    isPrivate: repo.private,
    isFork: false,
    defaultBranchRef: () => refOrNull(`refs/heads/${repo.default_branch}`),
    ref: (args: Args) => {
      const name = textArg(args, 'qualifiedName');
      return refOrNull(name.startsWith('refs/') ? name : `refs/heads/${name}`);
    },
    refs: connection(
      'refs',
      (args) => refsOf(scope, repo, args),
      (ref) => refView(core, repo, ref),
    ),
    object: (args: Args) =>
      typeof args['oid'] === 'string'
        ? objectView(core, repo, args['oid'])
        : objectAt(core, repo, textArg(args, 'expression')),
    label: (args: Args) => {
      const rows = lab.gh.labels.findBy('repo_id', repo.id);
      const found = rows.find((row) => row.name === args['name']);
      return found === undefined ? null : labelView(found);
    },
    ...conversations(scope, repo),
  };
}

function conversations({ core }: Scope, repo: RepoRow): View {
  const issues = (): IssueRow[] => core.lab.gh.issues.findBy('repo_id', repo.id);
  const numbered = (args: Args): IssueRow | undefined =>
    issues().find((row) => row.number === args['number']);
  const show = (issue: IssueRow): View => {
    const pull = core.pulls.find(repo, issue.number);
    return pull === undefined ? issueView(core, repo, issue) : pullView(core, repo, pull);
  };
  const none = (kind: string, args: Args): Error =>
    missing(`Could not resolve to ${kind} with the number of ${String(args['number'])}.`);
  return {
    issue: (args: Args) => {
      const issue = numbered(args);
      if (issue === undefined || issue.is_pull_request) throw none('an Issue', args);
      return show(issue);
    },
    issueOrPullRequest: (args: Args) => {
      const issue = numbered(args);
      if (issue === undefined) throw none('an issue or pull request', args);
      return show(issue);
    },
    pullRequest: (args: Args) => {
      const issue = numbered(args);
      if (issue === undefined || !issue.is_pull_request) throw none('a PullRequest', args);
      return show(issue);
    },
    issues: connection(
      'issues',
      (args) =>
        inOrder(issues(), args)
          .filter((row) => !row.is_pull_request && stateFits(args, row.state))
          .filter((row) => labelsFit(core, row, args)),
      show,
    ),
    pullRequests: connection(
      'pullRequests',
      (args) =>
        core.pulls
          .of(repo)
          .filter((pull) =>
            stateFits(args, pull.merged ? 'merged' : core.pulls.issueOf(pull).state),
          )
          .filter((pull) => (args['headRefName'] ?? pull.headRef) === pull.headRef)
          .filter((pull) => (args['baseRefName'] ?? pull.baseRef) === pull.baseRef)
          .map((pull) => core.pulls.issueOf(pull)),
      show,
    ),
  };
}

/** By when they were opened, the only order that is asked for here. */
function inOrder(rows: readonly IssueRow[], args: Args): readonly IssueRow[] {
  const order = args['orderBy'] as { readonly direction?: string } | null | undefined;
  const sorted = rows.toSorted((a, b) => a.number - b.number);
  return order?.direction === 'DESC' ? sorted.toReversed() : sorted;
}

const stateFits = (args: Args, state: string): boolean =>
  Array.isArray(args['states']) ? args['states'].includes(state.toUpperCase()) : true;

function labelsFit(core: Scope['core'], issue: IssueRow, args: Args): boolean {
  if (!Array.isArray(args['labels'])) return true;
  const names = issue.label_ids.map((id) => core.lab.gh.labels.get(id)?.name);
  return args['labels'].some((name) => names.includes(String(name)));
}

function refsOf({ core }: Scope, repo: RepoRow, args: Args): readonly string[] {
  const prefix = textArg(args, 'refPrefix');
  const query = typeof args['query'] === 'string' ? args['query'] : '';
  const found = [...core.lab.git(repo).refs().keys()]
    .filter((ref) => ref.startsWith(prefix))
    .filter((ref) => ref.slice(prefix.length).includes(query))
    .sort();
  const order = args['orderBy'] as { readonly direction?: string } | null | undefined;
  return order?.direction === 'DESC' ? found.toReversed() : found;
}
