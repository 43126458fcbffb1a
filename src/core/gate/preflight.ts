import type { CiBad } from '../gate.ts';
import type { Instant } from '../ids.ts';
import type { CiSeen, CiWorkflowRun } from '../run/observation.ts';
import type { Candidate } from '../run/run.ts';
import { isHarmless, isOfFile } from './units.ts';

/** v7: the gate script is tried three times, with a pause in between. */
export const PREFLIGHT_ATTEMPTS = 3;
export const PREFLIGHT_PAUSE_MS = 5_000;

/** Where the repository's own gate workflow stands for one head. */
export type PreflightState =
  | { readonly is: 'passed' }
  | { readonly is: 'start'; readonly attempt: number }
  | { readonly is: 'pause'; readonly until: Instant }
  | { readonly is: 'awaited'; readonly status: 'queued' | 'running' | 'waiting' }
  /** GitHub would not start it, or never showed it. */
  | { readonly is: 'never-started'; readonly why: string }
  | { readonly is: 'failed'; readonly ci: CiBad };

interface Time {
  readonly now: Instant;
  readonly registerTimeoutMs: number;
}

/**
 * Runs of the file on this head by `workflow_dispatch` are counted, so that a process that died between starting one
 * and writing it down starts no second.
 */
export function preflightState(
  file: string,
  at: { readonly seen: CiSeen; readonly candidate: Candidate },
  { now, registerTimeoutMs }: Time,
): PreflightState {
  const runs = at.seen.workflowRuns
    .filter((run) => run.event === 'workflow_dispatch' && isOfFile(run.workflow, file))
    .toSorted((a, b) => a.id - b.id);
  const asked = at.candidate.preflight;
  const latest = runs.at(-1);
  if (asked !== undefined && asked.attempt > runs.length) {
    if (asked.refused !== null) return { is: 'never-started', why: asked.refused };
    if (now - asked.at < registerTimeoutMs) return { is: 'awaited', status: 'queued' };
    return { is: 'never-started', why: `${file} was started and never showed` };
  }
  if (latest === undefined) return { is: 'start', attempt: 1 };
  if (latest.status !== 'completed') return { is: 'awaited', status: latest.status };
  if (latest.conclusion === 'success') return { is: 'passed' };
  if (runs.length >= PREFLIGHT_ATTEMPTS) return { is: 'failed', ci: badOf(latest) };
  const until = (latest.updatedAt ?? asked?.at ?? now) + PREFLIGHT_PAUSE_MS;
  return now < until ? { is: 'pause', until } : { is: 'start', attempt: runs.length + 1 };
}

function badOf(run: CiWorkflowRun): CiBad {
  const failing = run.jobs.filter((job) => !isHarmless(job));
  const { workflow, id, event, attempt, conclusion } = run;
  const whole = {
    ...{ workflow, workflowRun: id, event, attempt, job: run.name, id: 0, conclusion },
    status: 'completed' as const,
  };
  return { is: 'red', jobs: run.jobs, failing: failing.length > 0 ? failing : [whole] };
}
