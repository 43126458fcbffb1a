/** Merging, with git itself saying whether it fits. */
import { showCommit, writeMergeCommit } from '../commits.ts';
import type { Core } from '../core.ts';
import { commitsIn } from '../git/diff.ts';
import type { MoveOutcome } from '../git/repository.ts';
import { HttpError, json, noContent, notFound, requiredText, text } from '../http.ts';
import type { Actor, Json, LabRequest, PullRow, RepoRow } from '../internals.ts';
import { markMerged } from '../merged.ts';
import { moveRefs } from '../moves.ts';
import { resolved } from './commits.ts';
import { asActor, at } from './git-data.ts';
import { pullOf } from './pulls.ts';
import { assertMoved } from './refs.ts';

const MERGE = '/repos/:owner/:repo/pulls/:number/merge';

export function registerMerge(core: Core): void {
  core.lab.route('GET', MERGE, (request) => {
    if (!pullOf(core, request).pull.merged) throw notFound();
    return noContent();
  });
  core.lab.route('PUT', MERGE, (request) => mergePull(core, request));
  core.lab.route('PUT', '/repos/:owner/:repo/pulls/:number/update-branch', (request) =>
    updateBranch(core, request),
  );
  core.lab.route('POST', '/repos/:owner/:repo/merges', (request) => mergeBranches(core, request));
}

async function mergePull(core: Core, request: LabRequest): Promise<Response> {
  const { repo, pull } = pullOf(core, request);
  const { body } = request;
  const actor = asActor(request.caller);
  if (pull.merged || core.pulls.issueOf(pull).state !== 'open')
    throw new HttpError(405, 'Pull Request is not mergeable');
  if (pull.draft) throw new HttpError(405, 'Pull Request is still a draft');
  const wanted = text(body, 'sha');
  if (wanted !== undefined && wanted !== pull.headSha)
    throw new HttpError(409, 'Head branch was modified. Review and try the merge again.');
  if (!(await core.pulls.mergeable(pull)))
    throw new HttpError(405, 'Pull Request is not mergeable');
  const before = pull.baseSha;
  const after = await mergeResult(core, repo, { pull, actor, body });
  const ref = `refs/heads/${pull.baseRef}`;
  const outcome = await moveRefs(core, { repo, actor, moves: [{ ref, before, after }] });
  assertMergeMoved(outcome);
  // As on GitHub, a merged pull request keeps the base that it was merged into.
  pull.baseSha = before;
  markMerged(core, pull, { sha: after, actor: actor.user });
  return json({ sha: after, merged: true, message: 'Pull Request successfully merged' });
}

function assertMergeMoved(outcome: MoveOutcome): void {
  if (outcome.is === 'mismatch')
    throw new HttpError(405, 'Base branch was modified. Review and try the merge again.');
  assertMoved(outcome);
}

async function mergeResult(
  core: Core,
  repo: RepoRow,
  given: { readonly pull: PullRow; readonly actor: Actor; readonly body: Json },
): Promise<string> {
  const { pull, actor, body } = given;
  const git = core.lab.git(repo);
  const method = text(body, 'merge_method') ?? 'merge';
  if (method === 'rebase') return rebased(core, repo, given);
  const tree = (await git.run(['merge-tree', '--write-tree', pull.baseSha, pull.headSha])).text;
  const issue = core.pulls.issueOf(pull);
  const owner = core.lab.user(repo.owner_id).login;
  const squash = method === 'squash';
  const title =
    text(body, 'commit_title') ??
    (squash
      ? `${issue.title} (#${pull.number})`
      : `Merge pull request #${pull.number} from ${owner}/${pull.headRef}`);
  const rest = text(body, 'commit_message') ?? (squash ? '' : issue.title);
  return writeMergeCommit(core, git, {
    by: squash ? core.lab.user(issue.user_id) : actor.user,
    commit: {
      tree,
      parents: squash ? [pull.baseSha] : [pull.baseSha, pull.headSha],
      message: rest === '' ? title : `${title}\n\n${rest}`,
    },
  });
}

/** Only where nothing has to be replayed: the base is where the branch began. */
async function rebased(
  core: Core,
  repo: RepoRow,
  { pull, actor }: { readonly pull: PullRow; readonly actor: Actor },
): Promise<string> {
  const git = core.lab.git(repo);
  if (!(await git.isAncestor(pull.baseSha, pull.headSha)))
    throw new HttpError(405, 'This branch can’t be rebased by the lab');
  let parent = pull.baseSha;
  for (const sha of await commitsIn(git, pull.baseSha, pull.headSha)) {
    const commit = await git.commit(sha);
    if (commit === undefined) throw notFound();
    const { tree, message, author } = commit;
    const next = { tree, message, author, parents: [parent] };
    parent = await writeMergeCommit(core, git, { by: actor.user, commit: next });
  }
  return parent;
}

async function mergeInto(
  core: Core,
  repo: RepoRow,
  given: {
    readonly branch: string;
    readonly head: string;
    readonly actor: Actor;
    readonly message: string;
  },
): Promise<string | undefined> {
  const { branch, head, actor, message } = given;
  const git = core.lab.git(repo);
  const before = git.branch(branch);
  if (before === undefined) throw new HttpError(404, 'Base does not exist');
  if (await git.isAncestor(head, before)) return undefined;
  const merged = await git.run(['merge-tree', '--write-tree', before, head]);
  if (merged.code !== 0) throw new HttpError(409, 'Merge conflict');
  const commit = { tree: merged.text, parents: [before, head], message };
  const after = await writeMergeCommit(core, git, { by: actor.user, commit });
  const ref = `refs/heads/${branch}`;
  assertMoved(await moveRefs(core, { repo, actor, moves: [{ ref, before, after }] }));
  return after;
}

async function mergeBranches(core: Core, request: LabRequest): Promise<Response> {
  const { repo, git } = at(core, request);
  const branch = requiredText(request.body, 'base', 'Merge');
  const name = requiredText(request.body, 'head', 'Merge');
  const head = await resolved(git, name);
  const message = text(request.body, 'commit_message') ?? `Merge ${name} into ${branch}`;
  const sha = await mergeInto(core, repo, {
    branch,
    head,
    actor: asActor(request.caller),
    message,
  });
  const commit = sha === undefined ? undefined : await git.commit(sha);
  return commit === undefined ? noContent() : json(showCommit(core, repo, commit), 201);
}

async function updateBranch(core: Core, request: LabRequest): Promise<Response> {
  const { repo, pull } = pullOf(core, request);
  const expected = text(request.body, 'expected_head_sha');
  if (expected !== undefined && expected !== pull.headSha)
    throw new HttpError(422, 'expected head sha didn’t match current head ref.');
  const sha = await mergeInto(core, repo, {
    branch: pull.headRef,
    head: pull.baseSha,
    actor: asActor(request.caller),
    message: `Merge branch '${pull.baseRef}' into ${pull.headRef}`,
  });
  if (sha === undefined) throw new HttpError(422, 'There are no new commits on the base branch.');
  const url = `${core.lab.url}/repos/${repo.full_name}/pulls/${pull.number}`;
  return json({ message: 'Updating pull request branch.', url }, 202);
}
