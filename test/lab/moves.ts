/** The one place where refs move, whoever asks: guards before, consequences after. */
import { granted } from './access.ts';
import type { Core } from './core.ts';
import type { StoredCommit } from './git/commit.ts';
import {
  ZERO,
  type GitRepository,
  type MoveOutcome,
  type RefMove,
  type RefMoved,
} from './git/repository.ts';
import { entryAt } from './git/tree.ts';
import type { Actor, Json, RepoRow, UserRow } from './internals.ts';
import { noticeMerges } from './merged.ts';
import { pushPayload } from './push-payload.ts';

export interface MoveRequest {
  readonly repo: RepoRow;
  readonly actor: Actor;
  readonly moves: readonly (RefMove & { readonly force?: boolean })[];
}

export async function moveRefs(core: Core, request: MoveRequest): Promise<MoveOutcome> {
  const { repo, actor, moves } = request;
  const git = core.lab.git(repo);
  const forced = new Set(moves.filter((move) => move.force === true).map((move) => move.ref));
  const outcome = await git.move(moves, async (planned) => {
    for (const move of planned) {
      const reason = (await notForward(git, move, forced)) ?? (await guarded(git, move, actor));
      if (reason !== undefined) return reason;
    }
    return undefined;
  });
  if (outcome.is === 'moved') afterMoves(core, { repo, actor: actor.user, moves: outcome.moves });
  return outcome;
}

async function notForward(
  git: GitRepository,
  move: RefMoved,
  forced: ReadonlySet<string>,
): Promise<string | undefined> {
  if (move.after === ZERO) return undefined;
  if ((await git.commit(move.after)) === undefined) return 'Object does not exist';
  if (move.before === ZERO || move.before === move.after || forced.has(move.ref)) return undefined;
  return (await git.isAncestor(move.before, move.after)) ? undefined : NOT_FORWARD;
}
const NOT_FORWARD = 'Update is not a fast forward';

/** Without `workflows`, an App may not bring in a commit that touches .github/workflows. */
async function guarded(
  git: GitRepository,
  move: RefMoved,
  actor: Actor,
): Promise<string | undefined> {
  if (actor.is !== 'installation' || move.after === ZERO) return undefined;
  if (granted(actor.permissions, ['workflows', 'write'])) return undefined;
  const fresh = await git.run(['rev-list', move.after, '--not', '--all']);
  for (const sha of fresh.text.split('\n').filter((line) => line !== '')) {
    const commit = await git.commit(sha);
    if (commit !== undefined && (await touchesWorkflows(git, commit))) return NO_WORKFLOWS;
  }
  return undefined;
}
const NO_WORKFLOWS =
  'refusing to allow a GitHub App to create or update workflow without `workflows` permission';

async function touchesWorkflows(git: GitRepository, commit: StoredCommit): Promise<boolean> {
  const at = async (tree: string): Promise<string | undefined> =>
    (await entryAt(git.objects, tree, '.github/workflows'))?.sha;
  const [first] = commit.parents;
  const parent = first === undefined ? undefined : await git.commit(first);
  const now = await at(commit.tree);
  // Deleting is allowed: only creating and updating need the permission.
  return now !== undefined && now !== (parent === undefined ? undefined : await at(parent.tree));
}

/** Also for pushes by git: what everybody learns of moved refs. */
export function afterMoves(
  core: Core,
  change: { readonly repo: RepoRow; readonly actor: UserRow; readonly moves: readonly RefMoved[] },
): void {
  const { repo, actor } = change;
  const moves = change.moves.filter((move) => move.before !== move.after);
  for (const move of moves) mirrorBranch(core, repo, move);
  core.lab.gh.repos.update(repo.id, { pushed_at: core.lab.now() });
  const touched = moves.flatMap((move) => core.pulls.follow(repo, move, actor));
  core.later(async () => {
    for (const move of moves) await announce(core, { repo, actor, move });
    for (const event of touched) event();
    for (const move of moves) await noticeMerges(core, { repo, actor, move });
  });
}

function mirrorBranch(core: Core, repo: RepoRow, { ref, after }: RefMoved): void {
  if (!ref.startsWith('refs/heads/')) return;
  const { branches } = core.lab.gh;
  const name = ref.slice('refs/heads/'.length);
  const row = branches.findBy('repo_id', repo.id).find((each) => each.name === name);
  if (after === ZERO) {
    if (row !== undefined) branches.delete(row.id);
  } else if (row === undefined) {
    branches.insert({ repo_id: repo.id, name, sha: after, protected: false });
  } else branches.update(row.id, { sha: after });
}

async function announce(
  core: Core,
  { repo, actor, move }: { repo: RepoRow; actor: UserRow; move: RefMoved },
): Promise<void> {
  const { lab } = core;
  const kind = move.ref.startsWith('refs/heads/') ? 'branch' : 'tag';
  if (kind === 'tag' && !move.ref.startsWith('refs/tags/')) return;
  const emit = (event: string, payload: Json): void =>
    lab.emit({ event, action: undefined, repo, sender: actor, payload });
  const name = move.ref.split('/').slice(2).join('/');
  const named = { ref: name, ref_type: kind, pusher_type: 'user' };
  if (move.before === ZERO)
    emit('create', { ...named, master_branch: repo.default_branch, description: null });
  if (move.after === ZERO) emit('delete', named);
  emit('push', await pushPayload(lab, { repo, actor, move }));
  if (kind !== 'branch' || move.after === ZERO) return;
  const suite = lab.checks.suite(repo, core.app.id, move.after, name);
  lab.emit({
    event: 'check_suite',
    action: 'requested',
    repo,
    sender: actor,
    payload: { check_suite: lab.show.suite(suite) },
  });
  lab.ci?.onPush(repo, name, move.after, actor);
}
