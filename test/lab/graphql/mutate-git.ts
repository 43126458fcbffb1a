/** Refs by compare-and-swap, and commits made on a branch. */
import { atLeast, granted, levelOf } from '../access.ts';
import { writeCommit } from '../commits.ts';
import { ZERO, type RefMove } from '../git/repository.ts';
import { changeTree, entryAt, type TreeChange } from '../git/tree.ts';
import type { Actor, Json, RepoRow } from '../internals.ts';
import { moveRefs } from '../moves.ts';
import { objectView, refOfNodeId, refView } from './git.ts';
import { failure, forbidden, inputOf, missing, type Args, type Scope, type View } from './view.ts';

export function gitMutations(scope: Scope): View {
  return {
    updateRefs: (args: Args) => updateRefs(scope, inputOf(args)),
    createCommitOnBranch: (args: Args) => createCommitOnBranch(scope, inputOf(args)),
    deleteRef: async (args: Args) => {
      const { core } = scope;
      const found = refOfNodeId(core, String(inputOf(args)['refId']));
      if (found === undefined) throw missing('Could not resolve to a node with that global id.');
      const actor = writer(scope, found.repo, 'contents');
      await moveRefs(core, { repo: found.repo, actor, moves: [{ ref: found.ref, after: ZERO }] });
      return { clientMutationId: null };
    },
  };
}

/** The caller, when they may write: an App by its permission, a person by their level. */
export function writer(
  { core, caller }: Scope,
  repo: RepoRow,
  permission: 'contents' | 'issues' | 'pull_requests',
): Actor {
  if (repo.archived) throw failure('UNPROCESSABLE', 'Repository was archived so is read-only.');
  if (caller.is === 'installation') {
    if (!granted(caller.permissions, [permission, 'write'])) throw forbidden();
    return caller;
  }
  if (caller.is !== 'person') throw forbidden();
  if (!atLeast(levelOf(core.lab.gh, repo, caller.user.id), 'write'))
    throw failure('FORBIDDEN', `${caller.user.login} does not have the correct permissions`);
  return caller;
}

async function updateRefs(scope: Scope, input: Json): Promise<View> {
  const { core } = scope;
  const repo = core.lab.gh.repos.all().find((row) => row.node_id === input['repositoryId']);
  if (repo === undefined)
    throw missing(
      `Could not resolve to a node with the global id of '${String(input['repositoryId'])}'`,
    );
  const actor = writer(scope, repo, 'contents');
  const updates = input['refUpdates'] as readonly Json[];
  const moves = updates.map((update): RefMove & { readonly force: boolean } => {
    const { name, beforeOid, afterOid, force } = update;
    const move = { ref: String(name), after: String(afterOid), force: force === true };
    return typeof beforeOid === 'string' ? { ...move, before: beforeOid } : move;
  });
  for (const { ref } of moves)
    if (!ref.startsWith('refs/')) throw failure('UNPROCESSABLE', `${ref} is not a valid ref name`);
  const outcome = await moveRefs(core, { repo, actor, moves });
  if (outcome.is === 'mismatch')
    throw failure(
      'UNPROCESSABLE',
      `Reference update failed: ${outcome.ref} does not point to the expected oid`,
    );
  if (outcome.is === 'refused') throw failure('UNPROCESSABLE', outcome.reason);
  return { clientMutationId: input['clientMutationId'] ?? null };
}

interface BranchInput {
  readonly id?: string;
  readonly repositoryNameWithOwner?: string;
  readonly branchName?: string;
}

async function createCommitOnBranch(scope: Scope, input: Json): Promise<View> {
  const { core } = scope;
  const { repo, ref } = target(scope, input['branch'] as BranchInput);
  const actor = writer(scope, repo, 'contents');
  const git = core.lab.git(repo);
  const before = git.ref(ref);
  const expected = String(input['expectedHeadOid']);
  const stale = (): Error =>
    failure(
      'STALE_DATA',
      `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
    );
  if (before === undefined) throw missing(`Branch '${ref}' was not found`);
  if (before !== expected) throw stale();
  const parent = await git.commit(before);
  const changes = await changesOf(scope, repo, { input, tree: parent?.tree ?? '' });
  const tree = await changeTree(git.objects, parent?.tree ?? null, changes);
  if (tree === undefined)
    throw failure(
      'UNPROCESSABLE',
      'A path was requested for deletion, but that path does not exist',
    );
  const { headline, body } = input['message'] as {
    readonly headline: string;
    readonly body?: string;
  };
  const message = body === undefined || body === '' ? headline : `${headline}\n\n${body}`;
  const after = await writeCommit(core, git, {
    actor,
    commit: { tree, parents: [before], message },
  });
  const outcome = await moveRefs(core, { repo, actor, moves: [{ ref, before, after }] });
  if (outcome.is === 'mismatch') throw stale();
  if (outcome.is === 'refused') throw failure('UNPROCESSABLE', outcome.reason);
  return {
    clientMutationId: input['clientMutationId'] ?? null,
    commit: () => objectView(core, repo, after),
    ref: () => refView(core, repo, ref),
  };
}

function target({ core }: Scope, branch: BranchInput): { repo: RepoRow; ref: string } {
  const { id, repositoryNameWithOwner, branchName } = branch;
  const found = id === undefined ? undefined : refOfNodeId(core, id);
  if (found !== undefined) return found;
  const repo = core.lab.repo(repositoryNameWithOwner ?? '');
  if (repo === undefined || branchName === undefined)
    throw missing(
      `Could not resolve to a Repository with the name '${repositoryNameWithOwner ?? ''}'.`,
    );
  return { repo, ref: `refs/heads/${branchName}` };
}

async function changesOf(
  { core }: Scope,
  repo: RepoRow,
  { input, tree }: { readonly input: Json; readonly tree: string },
): Promise<readonly TreeChange[]> {
  const git = core.lab.git(repo);
  const { additions, deletions } = (input['fileChanges'] ?? {}) as {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
  const changes: TreeChange[] = [];
  for (const { path, contents } of additions ?? []) {
    const sha = await git.objects.write('blob', Buffer.from(contents, 'base64'));
    const mode = (await entryAt(git.objects, tree, path))?.mode ?? '100644';
    changes.push({ path, mode, sha });
  }
  for (const { path } of deletions ?? []) changes.push({ path, mode: '100644', sha: null });
  return changes;
}
