import { requiredUnits } from './gate/required.ts';
import { allUnits, isHarmless, isIdle, unitsNamed, verified } from './gate/units.ts';
import type { Unit } from './gate/units.ts';
import type { Instant } from './ids.ts';
import type { CiJob, CiSeen, CiWorkflowRun } from './run/observation.ts';

export { CiReport } from './gate/report.ts';

/**
 * Where CI stands for one head (v7 section 10). The last five are final for this attempt of CI; `gate/next-step.ts`
 * has the one next step of each.
 */
export type CiVerdict =
  /** What was seen is about another head. */
  | { readonly is: 'stale' }
  /** GitHub does not let us read workflow runs any more. */
  | { readonly is: 'denied' }
  | { readonly is: 'unregistered' }
  | { readonly is: 'never-registered'; readonly missing: readonly string[] }
  | { readonly is: 'queued' | 'running'; readonly on: readonly string[] }
  /** Green, but more workflows may still come. */
  | { readonly is: 'settling' }
  | { readonly is: 'needs-approval'; readonly workflows: readonly string[] }
  | { readonly is: 'green'; readonly jobs: readonly CiJob[] }
  | CiBad;

/** Not green. `nothing-ran`: every job was skipped or neutral, so nothing was tested. */
export interface CiBad {
  readonly is: 'red' | 'cancelled' | 'timed-out' | 'nothing-ran';
  readonly jobs: readonly CiJob[];
  readonly failing: readonly CiJob[];
}

export interface CiRules {
  /**
   * Names of jobs, workflows or workflow files; empty: what GitHub marks as required, and where it marks nothing
   * every workflow seen on the head.
   */
  readonly required: readonly string[];
  readonly registerTimeoutMs: number;
  /** Without required names nobody knows how many workflows will come, so the listing has to hold this long. */
  readonly settleMs: number;
  /** Names that have to be seen and green where no names are required. */
  readonly also?: readonly string[];
  /** Files of workflows that we start by hand. */
  readonly dispatched?: readonly string[];
  /** A workflow that is judged by itself. */
  readonly apart?: string | undefined;
}

/**
 * Judges CI on one head. Nothing registered and only skipped are not green; a check of our own App is never part of
 * the listing; a required name is answered by a workflow's job before any check run of another app that carries the
 * same name, and without names other apps can make red and never green.
 */
export function judgeCi(
  rules: CiRules,
  all: CiSeen,
  time: { pushedAt: Instant; now: Instant },
): CiVerdict {
  if (all.denied === true) return { is: 'denied' };
  const age = time.now - time.pushedAt;
  const seen = onlyVerified(rules, all, age);
  const byName = rules.required.length > 0;
  const wanted = (byName ? rules.required : alsoWanted(rules)).map((name) => ({
    name,
    units: unitsNamed(name, seen),
  }));
  const named = wanted.flatMap(({ units }) => units);
  const marked = requiredUnits(seen, all);
  const units = byName ? named : [...(marked ?? allUnits(seen)), ...named];

  const unfinished = unfinishedVerdict(units);
  if (unfinished !== null) return unfinished;
  const missing = wanted.filter((one) => one.units.length === 0).map(({ name }) => name);
  const nothing = !byName && seen.workflowRuns.length === 0;
  if (missing.length > 0 || nothing) {
    if (age < rules.registerTimeoutMs) return { is: 'unregistered' };
    return { is: 'never-registered', missing: missing.length > 0 ? missing : ['any workflow'] };
  }
  if (!byName && age < rules.settleMs) return { is: 'settling' };
  const jobs = jobsOf(units);
  if (jobs.some((job) => job.conclusion === 'success' && (byName || job.workflow !== null)))
    return { is: 'green', jobs };
  return { is: 'nothing-ran', jobs, failing: jobs };
}

const alsoWanted = ({ also = [], dispatched = [] }: CiRules): readonly string[] => [
  ...new Set([...dispatched, ...also]),
];

/** What was not verified is not there; other apps are heard when workflows have had their time to turn up. */
function onlyVerified(rules: CiRules, seen: CiSeen, age: number): CiSeen {
  const { dispatched = [], apart, settleMs, required } = rules;
  const own = verified(seen.workflowRuns).filter((run) => run.workflow !== apart);
  const early = required.length > 0 && age < settleMs;
  return {
    ...seen,
    workflowRuns: withoutHeld(own, dispatched),
    otherChecks: early ? seen.otherChecks.filter((check) => !isHarmless(check)) : seen.otherChecks,
  };
}

/**
 * GitHub holds the runs of a pull request for approval where a workflow's token opened it. The run of the same
 * workflow that was started by hand says the same.
 */
function withoutHeld(
  runs: readonly CiWorkflowRun[],
  dispatched: readonly string[],
): readonly CiWorkflowRun[] {
  if (dispatched.length === 0) return runs;
  const byHand = runs.filter((run) => run.event === 'workflow_dispatch').map((run) => run.workflow);
  const isHeld = (run: CiWorkflowRun): boolean =>
    run.status === 'waiting' && run.event === 'pull_request' && byHand.includes(run.workflow);
  return runs.filter((run) => !isHeld(run));
}

/** One that waits for people comes first, then what failed already, then what is still at work. */
function unfinishedVerdict(units: readonly Unit[]): CiVerdict | null {
  const waiting = units.filter((unit) => unit.status === 'waiting');
  if (waiting.length > 0) return { is: 'needs-approval', workflows: names(waiting) };
  const failing = jobsOf(
    units
      .filter((unit) => unit.status === 'completed')
      .map((unit) => ({ ...unit, jobs: failingJobs(unit) })),
  );
  const open = units.filter((unit) => unit.status !== 'completed');
  if (failing.length > 0) {
    const is = kindOf(failing);
    // What was only skipped or cancelled says less than what the others will say.
    if (is === 'red' || open.length === 0) return { is, jobs: jobsOf(units), failing };
  }
  if (open.length === 0) return null;
  const running = open.some((unit) => unit.status === 'running');
  return { is: running ? 'running' : 'queued', on: names(open) };
}

const CANCELLED: readonly (string | null)[] = ['cancelled', 'stale'];

function kindOf(failing: readonly CiJob[]): CiBad['is'] {
  const worst = failing.filter((job) => !isIdle(job));
  if (worst.length === 0) return 'nothing-ran';
  if (worst.every((job) => CANCELLED.includes(job.conclusion))) return 'cancelled';
  const ended = [...CANCELLED, 'timed_out'];
  return worst.every((job) => ended.includes(job.conclusion)) ? 'timed-out' : 'red';
}

function failingJobs(unit: Unit): readonly CiJob[] {
  const failing = unit.jobs.filter((job) => !isHarmless(job));
  if (failing.length > 0) return failing;
  // A run that failed before it had jobs (an unreadable workflow) has to be red as well.
  const fine = ['success', 'skipped', 'neutral'].includes(unit.conclusion ?? '');
  return fine ? [] : unit.jobs.length > 0 ? unit.jobs : [placeholder(unit)];
}

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

/** A job may answer more than one name. */
function jobsOf(units: readonly Unit[]): readonly CiJob[] {
  const jobs = units.flatMap((unit) => unit.jobs);
  return jobs.filter(
    (job, index) => index === jobs.findLastIndex((one) => one.id === job.id && one.job === job.job),
  );
}

const names = (units: readonly Unit[]): readonly string[] => [
  ...new Set(units.map((unit) => unit.name)),
];
