import type { PhaseStrategy } from '../strategy/strategy.ts';
import { failedTheSameTwice } from './signature.ts';
import type { PhaseRun, Run } from './run.ts';

/** v7 section 14. */
export const MAX_REPLANS_PHASE = 1;
export const MAX_REPLANS_RUN = 5;
export const MAX_FAILURES = 25;
export const MAX_EDIT_FAILURES = 15;
/** Calls in a row that a provider may decline before the run gives up on it. */
export const MAX_REFUSALS = 10;
/** After so many the next of the ladder is asked, and before that as soon as the provider says. */
const AS_ASKED = 3;
const PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/**
 * How long after a declined call the next is made: as long as the provider asks for, and from the fourth in a row on
 * twice as long each time, so that an outage of three quarters of an hour ends no run. `refusals`: before this one.
 */
export const pauseAfter = (refusals: number, askedMs: number): number =>
  refusals < AS_ASKED
    ? askedMs
    : Math.max(askedMs, Math.min(PAUSE_MS * 2 ** (refusals - 2), LONGEST_PAUSE_MS));
export const PHASE_ACTIVE_MS = 15 * 60_000;

/** How a phase goes on after what it has been through. */
export type Recovery =
  | { readonly is: 'build' }
  | { readonly is: 'replan' }
  | { readonly is: 'escalate'; readonly model: string }
  | { readonly is: 'give-up'; readonly reason: GiveUp };
export type GiveUp = 'attempts_exhausted' | 'phase_timeout' | 'same_failure';

/**
 * The one place that decides what failures lead to (v7 section 14). Rules, in this order:
 * 1. no attempt left, or the phase's time is over: give up;
 * 2. the same failure twice: another plan, once a phase and five times a run;
 * 3. the same failure again: a stronger model, once;
 * 4. and again: give up, for more of the same would only cost;
 * 5. else another attempt.
 */
export function recover(run: Run, limits: PhaseStrategy, phase: PhaseRun): Recovery {
  if (phase.attempt >= limits.builderAttempts)
    return { is: 'give-up', reason: 'attempts_exhausted' };
  if ((phase.activeMs ?? 0) > PHASE_ACTIVE_MS) return { is: 'give-up', reason: 'phase_timeout' };
  if (run.rules !== 2 || !failedTheSameTwice(phase)) return { is: 'build' };
  // What was changed after the last failure has to be tried before anything else is.
  if (changedSince(phase)) return { is: 'build' };
  if ((phase.replans ?? 0) < MAX_REPLANS_PHASE && replansOf(run) < MAX_REPLANS_RUN)
    return { is: 'replan' };
  const stronger = limits.escalation;
  if ((phase.escalations ?? 0) === 0 && stronger !== undefined)
    return { is: 'escalate', model: stronger };
  return { is: 'give-up', reason: 'same_failure' };
}

/** A new plan or a new model is for the attempt after it. */
const changedSince = (phase: PhaseRun): boolean => phase.changedAt === phase.attempt;

const replansOf = (run: Run): number =>
  run.phases.reduce((sum, phase) => sum + (phase.replans ?? 0), 0);

export interface Health {
  readonly failures: number;
  readonly editFailures: number;
}

/** What failed so far, told from the phases: an attempt that did not complete its phase has failed. */
export function healthOf(run: Run): Health {
  const open = run.call?.hold.role === 'builder' ? 1 : 0;
  let failures = -open;
  let editFailures = -open;
  for (const phase of run.phases) {
    const pushed = new Set(phase.candidates.map(({ attempt }) => attempt)).size;
    const good = phase.state === 'COMPLETE' || phase.state === 'CI_RUNNING' ? 1 : 0;
    failures += Math.max(0, phase.attempt - good);
    editFailures += Math.max(0, phase.attempt - pushed);
  }
  return { failures: Math.max(0, failures), editFailures: Math.max(0, editFailures) };
}

/** Null: the run is well enough to go on. */
export function unwell(run: Run): string | null {
  const { failures, editFailures } = healthOf(run);
  if (failures >= MAX_FAILURES) return `${failures} attempts failed in this run.`;
  if (editFailures >= MAX_EDIT_FAILURES)
    return `${editFailures} answers in this run could not be applied.`;
  return null;
}
