/** What follows when a pull request's commits have reached its base. */
import type { Core } from './core.ts';
import { ZERO, type RefMoved } from './git/repository.ts';
import type { PullRow, RepoRow, UserRow } from './internals.ts';
import { closeMentioned, setState } from './issues.ts';

export function markMerged(
  core: Core,
  pull: PullRow,
  { sha, actor }: { readonly sha: string; readonly actor: UserRow },
): void {
  pull.merged = true;
  pull.mergedAt = core.lab.now();
  pull.mergedById = actor.id;
  pull.mergeCommitSha = sha;
  const repo = core.lab.repoById(pull.repoId);
  const issue = core.pulls.issueOf(pull);
  setState(core, issue, { state: 'closed', reason: null, actor });
  core.later(async () => {
    core.pulls.tell(pull, 'closed', actor);
    if (pull.baseRef === repo.default_branch)
      closeMentioned(core, repo, { text: issue.body ?? '', actor });
  });
}

/** A person may merge by git alone; GitHub notices when the base has the head. */
export async function noticeMerges(
  core: Core,
  change: { readonly repo: RepoRow; readonly actor: UserRow; readonly move: RefMoved },
): Promise<void> {
  const { repo, actor, move } = change;
  if (move.after === ZERO || move.before === ZERO) return;
  for (const pull of core.pulls.of(repo)) {
    if (`refs/heads/${pull.baseRef}` !== move.ref) continue;
    if (pull.merged || core.pulls.issueOf(pull).state !== 'open') continue;
    const git = core.lab.git(repo);
    if (!(await git.isAncestor(pull.headSha, move.after))) continue;
    if (pull.merged) continue;
    pull.baseSha = move.before;
    markMerged(core, pull, { sha: move.after, actor });
  }
}
