/** The forge port over the fake's memory: what GitHub would say. */
import { clamp } from '../../src/core/text/neutralise.ts';
import { codeBranch, ledgerBranch, RUN_LABEL } from '../../src/core/names.ts';
import type { Sha } from '../../src/core/ids.ts';
import type { DispatchRefusal } from '../../src/core/run/dispatch.ts';
import type {
  BranchSeen,
  CiJob,
  CiWorkflowRun,
  IssueSeen,
  PullSeen,
} from '../../src/core/run/observation.ts';
import type { Forge } from '../../src/ports.ts';
import { forgeTalk } from './fake-forge-talk.ts';
import type { FakeCi, FakeIssue, FakePull, FakeState } from './fake-state.ts';

export function fakeForge(state: FakeState): Forge {
  const { git } = state;
  return {
    ...forgeTalk(state),
    repo: async () => {
      const head = git.branches.get(state.defaultBranch);
      if (head === undefined) throw new Error('fake: no default branch');
      const config = git.at(head).files.get('.github/autopack.yml')?.text ?? null;
      const { repoId: id, defaultBranch, archived } = state;
      return { id, defaultBranch, head, archived, config };
    },
    issue: async (number) => {
      const issue = state.issues.get(number);
      return issue === undefined ? undefined : issueSeen(state, issue);
    },
    permission: async (login) => state.permissions.get(login) ?? 'read',
    world: async ({ issue: number, runId, recorded, pr }) => {
      const issue = state.issues.get(number);
      const branch = codeBranch(runId);
      const pulls = [...state.pulls.values()];
      const pull =
        pr === null ? pulls.findLast((one) => one.branch === branch) : state.pulls.get(pr);
      return {
        issue: issue === undefined ? undefined : issueSeen(state, issue),
        otherChecks: otherChecks(state, recorded),
        ledger: git.branches.get(ledgerBranch(runId)) ?? null,
        branch: branchSeen(state, branch, recorded),
        pull: pull === undefined ? null : pullSeen(pull),
        reviews: (pull?.reviews ?? [])
          .filter((review) => review.author.id === state.bot.id)
          .map(({ id, head, body }) => ({ id, head, body })),
        checks: state.checks
          .filter((check) => check.head === recorded)
          .map((check) => ({ ...check })),
      };
    },
    ci: async (head) => workflowRuns(state, head),
    dispatchWorkflow: async (file, branch) => dispatch(state, file, branch),
    ciExcerpt: async (jobs, maxChars) => {
      const logs = jobs.map(({ id, job }) => `## ${job}\n${logOf(state, id)}`.trim());
      return clamp(logs.join('\n\n'), maxChars);
    },
    tree: async (commit) =>
      [...git.at(commit).files]
        .map(([path, { mode, sha, text }]) => ({ path, mode, sha, size: Buffer.byteLength(text) }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    files: async (commit, entries) => {
      const { files } = git.at(commit);
      return entries.flatMap(({ path, sha, mode }) => {
        const text = files.get(path)?.text;
        if (text === undefined || text.includes('\0')) return [];
        return mode === '100644' || mode === '100755' ? [{ path, sha, mode, text }] : [];
      });
    },
    labelledIssues: async () =>
      [...state.issues.values()]
        .filter((issue) => issue.open && issue.labels.has(RUN_LABEL))
        .map((issue) => issue.number),
  };
}

function issueSeen(state: FakeState, issue: FakeIssue): IssueSeen {
  const { number, nodeId, title, body, open, locked, bodyEditedAt } = issue;
  const last = issue.labelled.findLast((event) => event.label === RUN_LABEL);
  const isOurs = (comment: FakeIssue['comments'][number]): boolean =>
    comment.author.id === state.bot.id;
  return {
    number,
    nodeId,
    title,
    body,
    open,
    locked,
    bodyEditedAt,
    labels: [...issue.labels],
    labelled:
      last === undefined || last.actor.bot
        ? null
        : { id: last.id, kind: 'label', at: last.at, actor: actor(last.actor) },
    commands: issue.comments
      .filter((one) => !isOurs(one) && !one.author.bot && one.body.startsWith('/autopack'))
      .map((one) => ({
        id: one.nodeId,
        databaseId: one.id,
        at: one.at,
        edited: one.edited,
        body: one.body,
        author: actor(one.author),
      })),
    ours: issue.comments
      .filter(isOurs)
      .map(({ id, nodeId: node, body: text }) => ({ id, nodeId: node, body: text })),
  };
}

const actor = ({ id, login }: { id: number; login: string }): { id: number; login: string } => ({
  id,
  login,
});

function branchSeen({ git }: FakeState, branch: string, recorded: Sha): BranchSeen {
  const head = git.branches.get(branch);
  if (head === undefined) return { is: 'gone' };
  if (head === recorded) return { is: 'as-recorded' };
  if (!git.has(recorded) || !git.isAncestor(recorded, head)) return { is: 'moved-back', head };
  const commits = git.between(recorded, head).map(({ sha, author }) => ({ sha, by: author.login }));
  return { is: 'ahead', head, commits };
}

const pullSeen = (pull: FakePull): PullSeen => {
  const { number, state, draft, head, title, body, mergeCommit, mergeable } = pull;
  return { number, state, draft, head, title, body, mergeCommit, mergeable };
};

/** By the default branch a workflow is known, and by the branch's own file its trigger. */
function dispatch(state: FakeState, file: string, branch: string): DispatchRefusal | null {
  const { git } = state;
  const workflow = `.github/workflows/${file}`;
  const textAt = (name: string): string | undefined =>
    git.at(git.branches.get(name) ?? '').files.get(workflow)?.text;
  if (!state.mayDispatch) return 'permission';
  if (textAt(state.defaultBranch) === undefined) return 'missing';
  if (textAt(branch)?.includes('workflow_dispatch') !== true) return 'trigger';
  const head = git.at(git.branches.get(branch) ?? '').sha;
  const says = { workflow, event: 'workflow_dispatch', jobs: { test: 'queued' } };
  state.ci.set(head, [...saysOf(state, head), says]);
  return null;
}

const OPEN = ['queued', 'running', 'waiting'] as const;
const statusOf = (word: string): CiJob['status'] =>
  OPEN.find((open) => open === word) ?? 'completed';
const conclusionOf = (word: string): string | null =>
  statusOf(word) === 'completed' ? word : null;

/** Ids are computed from the head, so that the same question has the same answer. */
const workflowRunId = (head: Sha, index: number): number =>
  (Number.parseInt(head.slice(0, 6), 16) + 1) * 100 + index * 10;
const jobId = (runId: number, index: number): number => runId * 100 + index;

function saysOf(state: FakeState, head: Sha): readonly FakeCi[] {
  const set = state.ci.get(head);
  if (set !== undefined || state.ciRule === null || !state.git.has(head)) return set ?? [];
  const texts = [...state.git.at(head).files].map(([path, { text }]) => [path, text] as const);
  const ruled = state.ciRule(head, new Map(texts));
  return ruled === undefined ? [] : [ruled];
}

function workflowRuns(state: FakeState, head: Sha): readonly CiWorkflowRun[] {
  return saysOf(state, head).map((says, index) => {
    const {
      workflow = '.github/workflows/ci.yml',
      name = 'CI',
      event = 'pull_request',
      attempt = 1,
    } = says;
    const id = workflowRunId(head, index);
    const words = Object.values(says.jobs);
    const open = OPEN.find((word) => words.includes(word));
    const jobs = Object.entries(says.jobs).map(([job, word], at) => ({
      workflow,
      workflowRun: id,
      event,
      attempt,
      job,
      id: jobId(id, at),
      status: statusOf(word),
      conclusion: conclusionOf(word),
    }));
    const failed = words.find((word) => !['success', 'skipped', 'neutral'].includes(word));
    return {
      id,
      workflow,
      name,
      event,
      attempt,
      status: open ?? ('completed' as const),
      conclusion: open === undefined ? (failed ?? 'success') : null,
      jobs: open === undefined ? jobs : [],
    };
  });
}

function otherChecks(state: FakeState, head: Sha): readonly CiJob[] {
  return state.otherChecks
    .filter((check) => check.head === head)
    .map(({ name, conclusion, id }) => ({
      workflow: null,
      workflowRun: 0,
      event: 'check_run',
      attempt: 1,
      job: name,
      id,
      conclusion,
      status: conclusion === null ? ('running' as const) : ('completed' as const),
    }));
}

function logOf(state: FakeState, job: number): string {
  for (const head of [...state.ci.keys(), ...state.git.branches.values()])
    for (const [index, says] of saysOf(state, head).entries())
      if (Math.floor(job / 100) === workflowRunId(head, index)) return says.log ?? '';
  return '';
}
