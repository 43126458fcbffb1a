import type { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { RepoName, Sha } from '../core/ids.ts';
import { codeBranch, findingIn, ledgerBranch } from '../core/names.ts';
import { isAddressed } from '../core/run/command.ts';
import type { BranchSeen, PullSeen, Talk, ThreadSeen } from '../core/run/observation.ts';
import type { Forge, RunWorld } from '../ports.ts';
import {
  CompareAnswer,
  EarlierReviewsAnswer,
  WorldAnswer,
  type PullNode,
  type ReviewsNode,
} from './answers.ts';
import { everySuite } from './every-check.ts';
import { archived, NotFoundError, RepositoryMovedError } from './failures.ts';
import { otherChecks, ownChecks, requiredChecks } from './forge-checks.ts';
import { ISSUE_FIELD, issueSeen, talkOf, threadCommands } from './forge-issue.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { world } from './queries.ts';
import { EARLIER_REVIEWS } from './queries-pages.ts';

type Ask = Parameters<Forge['world']>[0];
type Answer = z.infer<typeof WorldAnswer>['repository'];

/** How many commits of people are told apart; more are told as the last ones. */
const MAX_COMMITS = 20;

/** What stands on GitHub for a run, in one request; in two where somebody moved the branch. */
export function forgeRun(deps: ForgeDeps): Pick<Forge, 'world'> {
  const { client, repo, identity } = deps;
  /** GitHub does not let us read statuses: then nothing is known to be required, and everything seen counts. */
  let refused = false;
  return {
    world: async (ask) => {
      const required = ask.required === true && ask.pr !== null && !refused;
      const seen = await look(ask, required);
      const now = { owner: seen.owner.login, name: seen.name };
      // Reading still works under the old name, or in an archive: nothing is to be decided on what is seen there.
      if (spelled(now) !== spelled(repo)) throw new RepositoryMovedError(now);
      if (seen.isArchived) throw archived(now);
      const pull = pullOf(seen);
      const said = pull?.comments;
      const asked = required && !refused;
      const recorded = await everyCheck(deps, ask, { recorded: seen.recorded, asked });
      return {
        issue: await issueSeen(deps, seen.issueOrPullRequest),
        ...(pull !== null && said && { pullTalk: await pullTalk(deps, pull, said) }),
        ledger: seen.ledger?.target.oid ?? null,
        branch: await branchSeen(deps, ask.recorded, seen.branch?.target.oid),
        pull: pull === null ? null : pullSeen(pull, seen.defaultBranchRef?.name),
        reviews: await reviewsSeen(deps, pull),
        threads: threadsSeen(pull, identity.botId),
        checks: ownChecks(recorded, ask.recorded, identity.appId),
        otherChecks: otherChecks(recorded, identity.appId),
        ...(asked && { required: requiredChecks(recorded, identity.appId) }),
      };
    },
  };

  async function look(ask: Ask, required: boolean): Promise<Answer> {
    const { issue, runId, recorded, pr } = ask;
    const branch = codeBranch(runId);
    const which = pr === null ? { head: branch } : { pr };
    const [branchRef, ledger] = [branch, ledgerBranch(runId)].map((name) => `refs/heads/${name}`);
    const variables = { ...repo, branch: branchRef, ledger, recorded, ...which };
    const pull = pr === null ? 'branch' : 'number';
    try {
      const text = world({ pull, issue: true, required });
      return (await client.query(text, { ...variables, issue }, WorldAnswer)).repository;
    } catch (error) {
      if (required && error instanceof UserError && error.code === 'github/forbidden') {
        refused = true;
        return look(ask, false);
      }
      // The issue was deleted or moved to another repository; everything else is still to be seen.
      if (!(error instanceof NotFoundError) || error.field !== ISSUE_FIELD) throw error;
      const text = world({ pull, issue: false, required });
      return (await client.query(text, variables, WorldAnswer)).repository;
    }
  }
}

async function pullTalk(
  deps: ForgeDeps,
  pull: PullNode,
  said: NonNullable<PullNode['comments']>,
): Promise<Talk> {
  const { commands, ours } = await talkOf(deps, pull.number, said);
  const onLines = threadCommands(pull.reviewThreads, deps.identity.botId);
  return { ours, commands: [...commands, ...onLines].sort((a, b) => a.at - b.at) };
}

async function everyCheck(
  deps: ForgeDeps,
  { pr, recorded: oid }: Ask,
  { recorded, asked }: { readonly recorded: Answer['recorded']; readonly asked: boolean },
): Promise<Answer['recorded']> {
  if (recorded === null) return null;
  const ask = { oid, pr: asked ? pr : null };
  return { ...recorded, checkSuites: await everySuite(deps, ask, recorded.checkSuites) };
}

const spelled = ({ owner, name }: RepoName): string => `${owner}/${name}`.toLowerCase();

async function branchSeen(
  { client, repo, identity }: ForgeDeps,
  recorded: Sha,
  tip: Sha | undefined,
): Promise<BranchSeen> {
  if (tip === undefined) return { is: 'gone' };
  if (tip === recorded) return { is: 'as-recorded' };
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}';
  const params = { owner: repo.owner, repo: repo.name, basehead: `${recorded}...${tip}` };
  try {
    const { status, commits } = await client.read(route, params, CompareAnswer);
    if (status !== 'ahead') return { is: 'moved-back', head: tip };
    const last = commits
      .slice(-MAX_COMMITS)
      .map((commit) => ({ sha: commit.sha, by: nameOf(commit) }));
    const base = mergedBase(commits.at(-1), { recorded, tip, identity });
    return { is: 'ahead', head: tip, commits: last, ...(base === null ? {} : { merged: base }) };
  } catch (error) {
    // Nothing leads from our commit to this one: GitHub does not even have ours any more.
    if (error instanceof NotFoundError) return { is: 'moved-back', head: tip };
    throw error;
  }
}

/**
 * The second parent of a merge that GitHub made for our App on top of our commit. Anybody may push a merge that
 * holds more than its parents: GitHub signs what it made itself, and names us only there. Without an App,
 * every workflow of the repository is "us", so nothing is taken on its word.
 */
function mergedBase(
  commit: z.infer<typeof CompareAnswer>['commits'][number] | undefined,
  at: { readonly recorded: Sha; readonly tip: Sha; readonly identity: ForgeDeps['identity'] },
): Sha | null {
  const [first, second, ...more] = commit?.parents ?? [];
  if (commit?.sha !== at.tip || first?.sha !== at.recorded || more.length > 0) return null;
  const ours = at.identity.appId !== null && commit.author?.id === at.identity.botId;
  return ours && commit.commit.verification?.verified === true ? (second?.sha ?? null) : null;
}

const nameOf = ({ author, commit }: z.infer<typeof CompareAnswer>['commits'][number]): string =>
  (author?.login ?? commit.author?.name ?? 'unknown').slice(0, 100);

/** By branch, a fork's pull request from a branch of the same name is listed too: it is nobody's of ours. */
function pullOf({ pullRequest, pullRequests }: Answer): PullNode | null {
  const own = (pullRequests?.nodes ?? []).filter((node) => !node.isCrossRepository);
  return pullRequest ?? own.findLast((node) => node.state === 'OPEN') ?? own.at(-1) ?? null;
}

function pullSeen(node: PullNode, defaultBranch: string | undefined): PullSeen {
  const mergeable =
    node.mergeable === 'MERGEABLE' ? 'yes' : node.mergeable === 'CONFLICTING' ? 'no' : 'unknown';
  const base = node.baseRef?.target?.oid;
  return {
    number: node.number,
    state: node.merged ? 'merged' : node.state === 'OPEN' ? 'open' : 'closed',
    draft: node.isDraft,
    ...(node.isDraft && node.drafted.nodes.length > 0 && { draftedAgain: true }),
    head: node.headRefOid,
    title: node.title,
    body: node.body,
    mergeCommit: node.mergeCommit?.oid ?? null,
    mergeable,
    baseName: node.baseRefName,
    ...(node.baseRefName === defaultBranch && { ontoDefault: true }),
    ...(base === undefined ? {} : { base }),
  };
}

function threadsSeen(pull: PullNode | null, botId: number): readonly ThreadSeen[] {
  const isOurs = ({ author }: { readonly author: PullAuthor }): boolean =>
    author?.databaseId === botId;
  return (pull?.reviewThreads?.nodes ?? []).flatMap(({ id, isResolved, comments }) => {
    const [first, ...rest] = comments.nodes;
    const finding = first !== undefined && isOurs(first) ? findingIn(first.body) : null;
    if (finding === null) return [];
    // A command is for us to answer, and leaves nothing to be settled between people.
    const answered = rest.some((comment) => !isOurs(comment) && !isAddressed(comment.body));
    return [{ id, finding, resolved: isResolved, answered }];
  });
}
type PullAuthor = ReviewsNode['nodes'][number]['author'];

/** Pages of a hundred reviews; every reply in a thread is one, so people can make many. */
const MAX_REVIEW_PAGES = 20;

/** All of ours: one that is overlooked would be posted once more. */
async function reviewsSeen(
  { client, repo, identity }: ForgeDeps,
  pull: PullNode | null,
): Promise<RunWorld['reviews']> {
  const pages: ReviewsNode['nodes'][] = [pull?.reviews?.nodes ?? []];
  let page = pull?.reviews?.pageInfo;
  while (page?.hasPreviousPage === true && pages.length < MAX_REVIEW_PAGES) {
    const variables = { ...repo, number: pull?.number, before: page.startCursor };
    const { repository } = await client.query(EARLIER_REVIEWS, variables, EarlierReviewsAnswer);
    const { reviews } = repository.pullRequest;
    pages.unshift(reviews?.nodes ?? []);
    page = reviews?.pageInfo;
  }
  const ours = pages.flat().filter(({ author }) => author?.databaseId === identity.botId);
  return ours.map(({ fullDatabaseId: id, body, commit }) => ({
    id,
    head: commit?.oid ?? '',
    body,
  }));
}
