import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { RUN_LABEL, codeBranch } from '../core/names.ts';
import type { BranchSeen, CheckSeen, CiJob, PullSeen } from '../core/run/observation.ts';
import type { Forge, IssueSeen, RepoSeen, RunWorld } from '../ports.ts';
import {
  actorOf,
  CompareAnswer,
  IssueAnswer,
  type IssueOrPull,
  isBot,
  type PullNode,
  RepoAnswer,
  WorldAnswer,
} from './answers.ts';
import type { ForgeDeps } from './forge.ts';
import { ISSUE, LABELLED, REPO, WORLD_BY_HEAD, WORLD_BY_NUMBER } from './queries.ts';

type Reads = Pick<Forge, 'repo' | 'issue' | 'permission' | 'world' | 'labelledIssues'>;

const PermissionAnswer = z.object({
  role_name: z.string(),
  permission: z.string(),
});
const Permission = z.enum(['none', 'read', 'triage', 'write', 'maintain', 'admin']);
const LabelledAnswer = z.object({
  repository: z.object({ issues: z.object({ nodes: z.array(z.object({ number: z.int() })) }) }),
});

export function forgeReads({ client, repo, identity }: ForgeDeps): Reads {
  return {
    repo: async () => repoSeen(await client.query(REPO, { ...repo }, RepoAnswer)),
    issue: async (number) => {
      const answer = await client.query(ISSUE, { ...repo, number }, IssueAnswer);
      return issueSeen(answer.repository.issueOrPullRequest, identity.botId);
    },
    permission: async (login) => {
      const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
      const params = { owner: repo.owner, repo: repo.name, username: login };
      const { role_name, permission } = await client.read(route, params, PermissionAnswer);
      // A custom role has a name of its own; `permission` then says what it is based on.
      return Permission.safeParse(role_name).data ?? Permission.parse(permission);
    },
    world: async ({ issue, runId, recorded, pr }) => {
      const branch = `refs/heads/${codeBranch(runId)}`;
      const common = { ...repo, branch, recorded, issue };
      const { repository } =
        pr === null
          ? await client.query(WORLD_BY_HEAD, { ...common, head: codeBranch(runId) }, WorldAnswer)
          : await client.query(WORLD_BY_NUMBER, { ...common, pr }, WorldAnswer);
      const pull = repository.pullRequest ?? repository.pullRequests?.nodes.at(-1) ?? null;
      const tip = repository.branch?.target.oid;
      return {
        issue: issueSeen(repository.issueOrPullRequest, identity.botId),
        branch:
          tip === undefined
            ? { is: 'gone' }
            : tip === recorded
              ? { is: 'as-recorded' }
              : await compare(recorded, tip),
        pull: pull === null ? null : pullSeen(pull),
        reviews: reviewsSeen(pull, identity.botId),
        checks: checksSeen(repository.recorded, recorded, identity.appId),
        otherChecks: otherChecks(repository.recorded, identity.appId),
      };
    },
    labelledIssues: async () => {
      const answer = await client.query(LABELLED, { ...repo, labels: [RUN_LABEL] }, LabelledAnswer);
      return answer.repository.issues.nodes.map((node) => node.number);
    },
  };

  async function compare(recorded: string, tip: string): Promise<BranchSeen> {
    const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
    const params = { owner: repo.owner, repo: repo.name, basehead: `${recorded}...${tip}` };
    const { status, commits } = await client.read(route, params, CompareAnswer);
    if (status !== 'ahead') return { is: 'moved-back', head: tip };
    const by = (commit: (typeof commits)[number]): string =>
      (commit.author?.login ?? commit.commit.author?.name ?? 'unknown').slice(0, 100);
    return {
      is: 'ahead',
      head: tip,
      commits: commits.slice(-20).map((commit) => ({ sha: commit.sha, by: by(commit) })),
    };
  }
}

function repoSeen({ repository }: z.infer<typeof RepoAnswer>): RepoSeen {
  const { defaultBranchRef: branch } = repository;
  if (branch === null)
    throw new UserError(
      'github/empty-repository',
      'The repository has no commit yet.',
      'Push a first commit to the default branch.',
    );
  return {
    id: repository.databaseId,
    defaultBranch: branch.name,
    head: branch.target.oid,
    archived: repository.isArchived,
    config: repository.config?.text ?? null,
  };
}

function issueSeen(node: IssueOrPull, botId: number): IssueSeen | undefined {
  if (node?.__typename !== 'Issue') return undefined;
  const comments = node.comments.nodes;
  const mine = (comment: (typeof comments)[number]): boolean =>
    comment.author?.databaseId === botId;
  const label = node.timelineItems.nodes.findLast((event) => event.label.name === RUN_LABEL);
  return {
    number: node.number,
    nodeId: node.id,
    title: node.title,
    body: node.body,
    open: node.state === 'OPEN',
    locked: node.locked,
    labels: (node.labels?.nodes ?? []).map((each) => each.name),
    bodyEditedAt: node.lastEditedAt,
    // A bot may put the label on, but nobody can be asked for its permission: only people start runs.
    labelled:
      label === undefined || isBot(label.actor)
        ? null
        : { id: label.id, kind: 'label', at: label.createdAt, actor: actorOf(label.actor) },
    commands: comments
      .filter(
        (comment) =>
          !mine(comment) && !isBot(comment.author) && comment.body.startsWith('/autopack'),
      )
      .map(({ id, databaseId, createdAt, lastEditedAt, author, body }) => ({
        ...{ id, databaseId, body },
        at: createdAt,
        edited: lastEditedAt !== null,
        author: actorOf(author),
      })),
    ours: comments
      .filter(mine)
      .map(({ id, databaseId, body }) => ({ id: databaseId, nodeId: id, body })),
  };
}

function pullSeen(node: PullNode): PullSeen {
  const mergeable =
    node.mergeable === 'MERGEABLE' ? 'yes' : node.mergeable === 'CONFLICTING' ? 'no' : 'unknown';
  return {
    number: node.number,
    state: node.merged ? 'merged' : node.state === 'OPEN' ? 'open' : 'closed',
    draft: node.isDraft,
    head: node.headRefOid,
    title: node.title,
    body: node.body,
    mergeCommit: node.mergeCommit?.oid ?? null,
    mergeable,
  };
}

function reviewsSeen(pull: PullNode | null, botId: number): RunWorld['reviews'] {
  const ours = (pull?.reviews?.nodes ?? []).filter((review) => review.author?.databaseId === botId);
  return ours.map(({ databaseId, body, commit }) => ({
    id: databaseId,
    head: commit?.oid ?? '',
    body,
  }));
}

const STATUS: Readonly<Record<string, CheckSeen['status']>> = {
  QUEUED: 'queued',
  COMPLETED: 'completed',
};

function checksSeen(
  recorded: z.infer<typeof WorldAnswer>['repository']['recorded'],
  head: string,
  appId: number | null,
): readonly CheckSeen[] {
  const suites = recorded?.checkSuites?.nodes ?? [];
  const ours = suites.filter((suite) => appId === null || suite.app?.databaseId === appId);
  return ours.flatMap((suite) =>
    suite.checkRuns.nodes.map((run) => ({
      id: run.databaseId,
      name: run.name,
      head,
      externalId: run.externalId ?? '',
      status: STATUS[run.status] ?? 'in_progress',
      conclusion: run.conclusion?.toLowerCase() ?? null,
      title: run.title ?? '',
      summary: run.summary ?? '',
    })),
  );
}

/** GitHub's own App, whose check runs are the jobs of workflow runs. */
const ACTIONS_SLUG = 'github-actions';

function otherChecks(
  recorded: z.infer<typeof WorldAnswer>['repository']['recorded'],
  appId: number | null,
): readonly CiJob[] {
  const suites = recorded?.checkSuites?.nodes ?? [];
  const others = suites.filter(
    ({ app }) => app !== null && app.databaseId !== appId && app.slug !== ACTIONS_SLUG,
  );
  return others.flatMap((suite) =>
    suite.checkRuns.nodes.map((run) => ({
      workflow: null,
      workflowRun: 0,
      event: 'check_run',
      attempt: 1,
      job: run.name,
      id: run.databaseId,
      status: run.status === 'COMPLETED' ? ('completed' as const) : ('running' as const),
      conclusion: run.conclusion?.toLowerCase() ?? null,
    })),
  );
}
