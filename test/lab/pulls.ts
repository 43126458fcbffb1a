/** Pull requests: rows, how they follow their branches, and whether they merge. */
import { ZERO, type RefMoved } from './git/repository.ts';
import type {
  CiHooks,
  IssueRow,
  Json,
  LabInternals,
  PullRow,
  RepoRow,
  UserRow,
} from './internals.ts';
import { nodeId } from './people.ts';
import { showPull } from './show-pull.ts';

type CiAction = Parameters<CiHooks['onPullRequest']>[2];

type NewPull = Pick<
  PullRow,
  'repoId' | 'issueId' | 'number' | 'headRef' | 'baseRef' | 'headSha' | 'baseSha' | 'draft'
>;

export interface PullStore {
  of(repo: RepoRow): readonly PullRow[];
  find(repo: RepoRow, number: number): PullRow | undefined;
  byNodeId(id: string): PullRow | undefined;
  issueOf(pull: PullRow): IssueRow;
  add(pull: NewPull): PullRow;
  /** Takes over a moved branch at once; returns what is to be told afterwards. */
  follow(repo: RepoRow, move: RefMoved, actor: UserRow): readonly (() => void)[];
  /** Asks git when it is not known for the two SHAs. */
  mergeable(pull: PullRow): Promise<boolean>;
  /** Emits `pull_request`, and tells the CI where it would. */
  tell(pull: PullRow, action: string, actor: UserRow, more?: Json): void;
  show(pull: PullRow): Json;
}

const CI_ACTIONS: readonly CiAction[] = [
  'opened',
  'synchronize',
  'reopened',
  'ready_for_review',
  'converted_to_draft',
];

export function createPulls(lab: LabInternals): PullStore {
  const rows: PullRow[] = [];
  const issueOf = (pull: PullRow): IssueRow => {
    const issue = lab.gh.issues.get(pull.issueId);
    if (issue === undefined) throw new Error(`lab: pull request ${pull.number} has no issue row`);
    return issue;
  };

  const store: PullStore = {
    of: (repo) => rows.filter((row) => row.repoId === repo.id),
    find: (repo, number) => rows.find((row) => row.repoId === repo.id && row.number === number),
    byNodeId: (id) => rows.find((row) => row.nodeId === id),
    issueOf,
    add(pull) {
      const id = 2_100_000_001 + rows.length;
      const row: PullRow = {
        ...pull,
        id,
        nodeId: nodeId('PullRequest', id),
        merged: false,
        mergedAt: null,
        mergedById: null,
        mergeCommitSha: null,
        mergeable: null,
      };
      rows.push(row);
      return row;
    },
    follow: (repo, move, actor) =>
      store
        .of(repo)
        .filter((pull) => issueOf(pull).state === 'open')
        .flatMap((pull) => follow(lab, store, { pull, move, actor })),
    mergeable: (pull) => mergeable(lab, pull),
    tell(pull, action, actor, more = {}) {
      const repo = lab.repoById(pull.repoId);
      const payload = {
        number: pull.number,
        pull_request: showPull(lab, pull, issueOf(pull)),
        ...more,
      };
      lab.emit({ event: 'pull_request', action, repo, sender: actor, payload });
      const ciAction = CI_ACTIONS.find((each) => each === action);
      if (ciAction !== undefined && lab.ci !== null)
        lab.track(startCi(lab, { pull, action: ciAction, actor }));
    },
    show: (pull) => showPull(lab, pull, issueOf(pull)),
  };
  return store;
}

type Told = readonly (() => void)[];

function follow(
  lab: LabInternals,
  store: PullStore,
  change: { readonly pull: PullRow; readonly move: RefMoved; readonly actor: UserRow },
): Told {
  const { pull, actor } = change;
  const { ref, before, after } = change.move;
  if (`refs/heads/${pull.baseRef}` === ref && after !== ZERO) {
    pull.baseSha = after;
    pull.mergeable = null;
  }
  if (`refs/heads/${pull.headRef}` !== ref) return [];
  if (after === ZERO) {
    closePull(lab, store.issueOf(pull), actor);
    return [() => store.tell(pull, 'closed', actor)];
  }
  pull.headSha = after;
  pull.mergeable = null;
  // Touched only for its `updated_at`.
  lab.gh.issues.update(pull.issueId, {});
  lab.track(keepPullRef(lab, pull));
  return [() => store.tell(pull, 'synchronize', actor, { before, after })];
}

/** A pull request with conflicts has no merge to test: GitHub starts no `pull_request` run for it. */
async function startCi(
  lab: LabInternals,
  told: { readonly pull: PullRow; readonly action: CiAction; readonly actor: UserRow },
): Promise<void> {
  const { pull, action, actor } = told;
  if (await mergeable(lab, pull))
    lab.ci?.onPullRequest(lab.repoById(pull.repoId), pull, action, actor);
}

async function mergeable(lab: LabInternals, pull: PullRow): Promise<boolean> {
  if (pull.mergeable !== null) return pull.mergeable;
  const { baseSha, headSha } = pull;
  const git = lab.git(lab.repoById(pull.repoId));
  const run = await git.run(['merge-tree', '--write-tree', baseSha, headSha]);
  if (pull.baseSha === baseSha && pull.headSha === headSha) pull.mergeable = run.code === 0;
  return run.code === 0;
}

function closePull(lab: LabInternals, issue: IssueRow, actor: UserRow): void {
  lab.gh.issues.update(issue.id, {
    state: 'closed',
    closed_at: lab.now(),
    closed_by_id: actor.id,
  });
}

/** `refs/pull/<n>/head`, for those who fetch it. */
export async function keepPullRef(lab: LabInternals, pull: PullRow): Promise<void> {
  const git = lab.git(lab.repoById(pull.repoId));
  await git.move([{ ref: `refs/pull/${pull.number}/head`, after: pull.headSha }]);
}
