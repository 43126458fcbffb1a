/** CI of the fake GitHub: what it says about heads, and what it does when it is asked. */
import type { CiTests } from '../../src/core/gate/report.ts';
import type { Sha } from '../../src/core/ids.ts';
import type { DispatchRefusal, RerunRefusal } from '../../src/core/run/dispatch.ts';
import type { CiJob, CiWorkflowRun } from '../../src/core/run/observation.ts';
import { clamp } from '../../src/core/text/neutralise.ts';
import type { CiFailures, Forge } from '../../src/ports.ts';
import { UserError } from '../../src/core/errors.ts';
import { hasFailed, verified } from '../../src/core/gate/units.ts';
import type { FakeCi, FakeState } from './fake-state.ts';

type CiPort = Pick<
  Forge,
  | 'ci'
  | 'dispatchWorkflow'
  | 'mayStartCi'
  | 'rerunFailed'
  | 'ciFailures'
  | 'ciTests'
  | 'ciPassed'
  | 'ciExcerpt'
>;

export const fakeCi = (state: FakeState): CiPort => ({
  ci: async (head) => {
    if (state.mayReadCi) return workflowRuns(state, head);
    throw new UserError('github/forbidden', 'GitHub refuses GET /actions/runs.', 'Grant it.');
  },
  dispatchWorkflow: async (file, branch) => dispatch(state, file, branch),
  rerunFailed: async (run) => rerun(state, run),
  mayStartCi: async () => state.mayDispatch,
  ciFailures: async (head) => failures(state, head),
  ciTests: async (runs) => testsOf(state, runs),
  ciPassed: async (runs) =>
    Array.from({ length: testsOf(state, runs)?.passed ?? 0 }, (_, n) => `good ${n}`),
  ciExcerpt: async (jobs, maxChars) => {
    const logs = jobs.map(({ id, job }) => `## ${job}\n${logOf(state, id)}`.trim());
    return clamp(logs.join('\n\n'), maxChars);
  },
});

const GREEN: readonly (string | null)[] = ['success', 'skipped', 'neutral'];

function failures(state: FakeState, head: Sha): CiFailures {
  const runs = verified(workflowRuns(state, head)).filter(
    (run) => run.status === 'completed' && !GREEN.includes(run.conclusion),
  );
  const jobs = runs.flatMap((run) => run.jobs.filter(hasFailed));
  return {
    jobs: jobs.map(({ workflow, job }) => ({ workflow, job })),
    workflowRuns: runs.map(({ id }) => id),
  };
}

/** Where a workflow run is said something about. */
function placeOf(state: FakeState, run: number): { head: Sha; index: number; says: FakeCi } | null {
  for (const head of [...state.ci.keys(), ...state.git.branches.values()])
    for (const [index, says] of saysOf(state, head).entries())
      if (run === workflowRunId(head, index)) return { head, index, says };
  return null;
}

/** What failed waits for its second attempt; the test says how that one ends. */
function rerun(state: FakeState, run: number): RerunRefusal | null {
  const place = placeOf(state, run);
  if (!state.mayDispatch) return 'permission';
  if (place === null) return 'gone';
  const { head, index, says } = place;
  if (OPEN.some((word) => Object.values(says.jobs).includes(word))) return 'gone';
  const again = Object.entries(says.jobs).map(([job, word]) => [
    job,
    GREEN.includes(word) ? word : 'queued',
  ]);
  const jobs = Object.fromEntries(again) as FakeCi['jobs'];
  const next = { ...says, jobs, attempt: (says.attempt ?? 1) + 1 };
  state.ci.set(head, saysOf(state, head).with(index, next));
  return null;
}

/** All runs that said something about tests, together. */
function testsOf(state: FakeState, runs: readonly number[]): CiTests | null {
  const said = runs.flatMap((run) => placeOf(state, run)?.says.tests ?? []);
  if (said.length === 0) return null;
  const sum = (key: 'passed' | 'failed' | 'skipped'): number =>
    said.reduce((total, one) => total + one[key], 0);
  return {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    failing: said.flatMap((one) => one.failing),
  };
}

/** By the default branch a workflow is known, and by the branch's own file its trigger. */
function dispatch(state: FakeState, file: string, branch: string): DispatchRefusal | null {
  const { git } = state;
  const workflow = `.github/workflows/${file}`;
  const fileAt = (sha: Sha): string | undefined => git.at(sha).files.get(workflow)?.text;
  const known = git.branches.get(state.defaultBranch);
  const head = git.branches.get(branch);
  if (!state.mayDispatch) return 'permission';
  if (known === undefined || fileAt(known) === undefined) return 'missing';
  // GitHub answers 422 to a ref that is gone as it does to a file without the trigger.
  if (head === undefined || fileAt(head)?.includes('workflow_dispatch') !== true) return 'trigger';
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
      updatedAt,
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
      ...(updatedAt === undefined ? {} : { updatedAt }),
    };
  });
}

export function otherChecks(state: FakeState, head: Sha): readonly CiJob[] {
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
  return placeOf(state, Math.floor(job / 100))?.says.log ?? '';
}
