import { z } from 'zod';
import type { Instant } from './ids.ts';
import type { CiJob, CiSeen, CiWorkflowRun } from './run/observation.ts';

/** What CI said about one head, kept in the ledger. */
export const CiReport = z.strictObject({
  verdict: z.enum(['green', 'red']),
  jobs: z.array(
    z.strictObject({
      /** Workflow path and job name, `.github/workflows/ci.yml › test`. */
      name: z.string().max(200),
      conclusion: z.string().max(40),
      /** 0 when it is not a workflow's. */
      workflowRun: z.int().nonnegative(),
      attempt: z.int().nonnegative(),
    }),
  ),
  /** Redacted log tails and annotations of what failed. */
  excerpt: z.string().max(8_000),
});
export type CiReport = z.infer<typeof CiReport>;

/** Where CI stands for one head. `green` and `red` are final, the others name what is awaited. */
export type CiVerdict =
  | { readonly is: 'unregistered' }
  | { readonly is: 'pending'; readonly on: readonly string[] }
  | { readonly is: 'needs-approval'; readonly workflows: readonly string[] }
  | { readonly is: 'never-registered'; readonly missing: readonly string[] }
  | { readonly is: 'green'; readonly jobs: readonly CiJob[] }
  | { readonly is: 'red'; readonly jobs: readonly CiJob[]; readonly failing: readonly CiJob[] };

export interface CiRules {
  /** Names of jobs, workflows or workflow files; empty: every workflow seen on the head. */
  readonly required: readonly string[];
  readonly registerTimeoutMs: number;
  /** Without required names nobody knows how many workflows will come, so the listing has to hold this long. */
  readonly settleMs: number;
  /** Files of workflows that we start by hand, and that have to be seen where no names are required. */
  readonly dispatched?: readonly string[];
}

interface Unit {
  readonly name: string;
  readonly status: CiJob['status'];
  readonly conclusion: string | null;
  readonly jobs: readonly CiJob[];
}

/**
 * Judges CI on one head (v7 section 10). Nothing registered and only skipped are not green; a check of
 * our own App is never part of the listing; a required name is answered by a workflow's job before any
 * check run of another app that carries the same name.
 */
export function judgeCi(
  rules: CiRules,
  all: CiSeen,
  time: { pushedAt: Instant; now: Instant },
): CiVerdict {
  const age = time.now - time.pushedAt;
  const dispatched = rules.dispatched ?? [];
  const seen = withoutHeld(all, dispatched);
  const byName = rules.required.length > 0;
  const wanted = (byName ? rules.required : dispatched).map((name) => ({
    name,
    units: unitsNamed(name, seen),
  }));
  const missing = wanted.filter(({ units }) => units.length === 0).map(({ name }) => name);
  const units = byName ? wanted.flatMap((w) => w.units) : allUnits(seen);

  const waiting = units.filter((unit) => unit.status === 'waiting');
  if (waiting.length > 0) return { is: 'needs-approval', workflows: names(waiting) };
  const failing = units.filter((unit) => unit.status === 'completed').flatMap(failingJobs);
  if (failing.length > 0) return { is: 'red', jobs: units.flatMap((unit) => unit.jobs), failing };
  const pending = units.filter((unit) => unit.status !== 'completed');
  if (pending.length > 0) return { is: 'pending', on: names(pending) };

  if (missing.length > 0 || units.length === 0) {
    if (age < rules.registerTimeoutMs) return { is: 'unregistered' };
    return { is: 'never-registered', missing: missing.length > 0 ? missing : ['any workflow'] };
  }
  if (rules.required.length === 0 && age < rules.settleMs)
    return { is: 'pending', on: ['more workflows'] };
  return greenUnlessOnlySkipped(units);
}

/**
 * GitHub holds the runs of a pull request for approval where a workflow's token opened it. The run of the same
 * workflow that was started by hand says the same.
 */
function withoutHeld(seen: CiSeen, dispatched: readonly string[]): CiSeen {
  if (dispatched.length === 0) return seen;
  const byHand = seen.workflowRuns
    .filter((run) => run.event === 'workflow_dispatch')
    .map((run) => run.workflow);
  const isHeld = (run: CiWorkflowRun): boolean =>
    run.status === 'waiting' && run.event === 'pull_request' && byHand.includes(run.workflow);
  return { ...seen, workflowRuns: seen.workflowRuns.filter((run) => !isHeld(run)) };
}

function greenUnlessOnlySkipped(units: readonly Unit[]): CiVerdict {
  const jobs = units.flatMap((unit) => unit.jobs);
  if (jobs.some((job) => job.conclusion === 'success')) return { is: 'green', jobs };
  return { is: 'red', jobs, failing: jobs };
}

function failingJobs(unit: Unit): readonly CiJob[] {
  const failing = unit.jobs.filter((job) => !isHarmless(job));
  if (failing.length > 0) return failing;
  // A run that failed before it had jobs (an unreadable workflow) has to be red as well.
  const fine =
    unit.conclusion === 'success' || unit.conclusion === 'skipped' || unit.conclusion === 'neutral';
  return fine ? [] : unit.jobs.length > 0 ? unit.jobs : [placeholder(unit)];
}

const isHarmless = (job: CiJob): boolean =>
  job.conclusion === 'success' || job.conclusion === 'skipped' || job.conclusion === 'neutral';

const placeholder = (unit: Unit): CiJob => ({
  workflow: unit.name,
  workflowRun: 0,
  event: 'none',
  attempt: 0,
  job: unit.name,
  id: 0,
  status: 'completed',
  conclusion: unit.conclusion,
});

const names = (units: readonly Unit[]): readonly string[] => [
  ...new Set(units.map((unit) => unit.name)),
];

const latest = (runs: readonly CiWorkflowRun[]): readonly CiWorkflowRun[] =>
  runs.filter(
    (run) =>
      !runs.some(
        (other) =>
          other.workflow === run.workflow && other.event === run.event && other.id > run.id,
      ),
  );

const workflowUnit = (run: CiWorkflowRun): Unit => ({
  name: run.workflow,
  status: run.status,
  conclusion: run.conclusion,
  jobs: run.jobs,
});

const jobUnit = (job: CiJob): Unit => ({
  name: job.job,
  status: job.status,
  conclusion: job.conclusion,
  jobs: [job],
});

function allUnits(seen: CiSeen): readonly Unit[] {
  return [...latest(seen.workflowRuns).map(workflowUnit), ...seen.otherChecks.map(jobUnit)];
}

function unitsNamed(name: string, seen: CiSeen): readonly Unit[] {
  const runs = latest(seen.workflowRuns);
  const workflows = runs.filter((run) => run.name === name || isOfFile(run.workflow, name));
  if (workflows.length > 0) return workflows.map(workflowUnit);
  const jobs = runs.flatMap((run) => run.jobs.filter((job) => job.job === name));
  if (jobs.length > 0) return jobs.map(strictJobUnit);
  // The jobs of a run are listed once it is completed: until then the name may still turn up in it.
  const open = runs.filter((run) => run.status !== 'completed');
  if (open.length > 0) return open.map(workflowUnit);
  return seen.otherChecks.filter((check) => check.job === name).map(strictJobUnit);
}

/** A job named as required has to have worked: GitHub counts a skipped one as a success, we do not. */
const strictJobUnit = (job: CiJob): Unit =>
  job.status === 'completed' && job.conclusion !== 'success'
    ? {
        ...jobUnit(job),
        jobs: [
          {
            ...job,
            conclusion:
              job.conclusion === 'neutral' || job.conclusion === 'skipped'
                ? `${job.conclusion}, but required`
                : job.conclusion,
          },
        ],
      }
    : jobUnit(job);

/** Whether a workflow's path is meant by this name, with or without folder and ending. */
export const isOfFile = (path: string, name: string): boolean =>
  path === name ||
  path.endsWith(`/${name}`) ||
  path.endsWith(`/${name}.yml`) ||
  path.endsWith(`/${name}.yaml`);
