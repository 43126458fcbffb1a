import { judgeCi } from '../gate.ts';
import { HOLD_LABEL } from '../names.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { failWith, record } from './action.ts';
import type { Action } from './action.ts';
import { ciRules } from './dispatch.ts';
import { isTerminal } from './evolve.ts';
import type { RunFailure } from './event.ts';
import type { Seen } from './observation.ts';
import { hearPeople } from './people.ts';
import { stepPhase } from './phase.ts';
import type { Run } from './run.ts';

/** How long a branch that seems to have gone back may be GitHub's replica lagging behind our own push. */
export const LAG_MS = 60_000;
/** Calls in a row that a provider may decline before the run gives up on it. */
const MAX_REFUSALS = 12;

/**
 * What to do next, from what we did and what the world looks like. Pure and total. `[]` means: wait for
 * the world. Rules, in this order:
 * 1. a ledger that cannot be trusted freezes the run;
 * 2. people first: cancel, close, merge, and their commits;
 * 3. a kept answer is acted on, a lost call is settled;
 * 4. limits of time and of the provider's patience;
 * 5. the phase at work takes its next step, else the queue moves on.
 */
export function decide(run: Run, strategy: Strategy, seen: Seen): readonly Action[] {
  if (seen.frozen !== null) return [];
  const people = hearPeople(run, seen);
  if (people !== null) return people;
  if (isTerminal(run)) return [];
  const branch = branchStep(run, seen);
  if (branch !== null) return branch;
  const call = callStep(run, seen);
  if (call !== null) return call;
  if (seen.labels.includes(HOLD_LABEL)) return [];
  const limits = limitStep(run, strategy, seen);
  if (limits !== null) return limits;
  return stepPhase(run, strategy, seen);
}

/** When time alone may change what `decide` says; null: only an event can. */
export function wakeTime(run: Run, strategy: Strategy, seen: Seen): number | null {
  const times: number[] = [];
  if (isTerminal(run) || seen.frozen !== null) return null;
  if (run.call !== null && run.call.answer === null) times.push(run.call.hold.lease.until);
  if (run.retryAt !== null && run.retryAt > seen.now) times.push(run.retryAt);
  if (seen.branch.is === 'gone' || seen.branch.is === 'moved-back')
    times.push(run.updatedAt + LAG_MS);
  const pushed = run.phases
    .find((phase) => phase.state === 'CI_RUNNING')
    ?.candidates.at(-1)?.pushedAt;
  if (pushed !== undefined) {
    const { registerTimeoutMs, settleMs } = strategy.ci;
    const waits = [settleMs, registerTimeoutMs, strategy.run.waitHours * 3_600_000];
    times.push(
      ...waits
        .map((ms) => pushed + ms)
        .filter((at) => at > seen.now)
        .slice(0, 1),
    );
  }
  return times.length === 0 ? null : Math.min(...times);
}

/** Never undone, never overwritten: a branch that people moved back ends the run with a question. */
function branchStep(run: Run, seen: Seen): readonly Action[] | null {
  const { branch, now } = seen;
  if (branch.is === 'as-recorded') return null;
  if (branch.is === 'ahead') {
    const { head, commits } = branch;
    return record({
      type: 'branch-advanced',
      at: now,
      before: run.head,
      head,
      commits: [...commits],
    });
  }
  if (now < run.updatedAt + LAG_MS) return [];
  const gone = branch.is === 'gone';
  return record(
    failWith(now, {
      state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
      reason: gone ? 'branch_deleted' : 'branch_moved_back',
      detail: gone
        ? 'Somebody deleted the branch while the run was working on it.'
        : `Somebody moved the branch back to ${branch.head.slice(0, 7)}; commits of the run are no longer in it.`,
      phase: null,
    }),
  );
}

function callStep(run: Run, seen: Seen): readonly Action[] | null {
  const { call } = run;
  if (call === null) return null;
  const { hold, answer } = call;
  if (answer === null) {
    // Passes of one process are in turn, so an open hold of our own is one that nobody is working on.
    const dead = hold.lease.worker === seen.worker || hold.lease.until <= seen.now;
    return dead ? record({ type: 'call-lost', at: seen.now, hold: hold.id }) : [];
  }
  const phase = run.phases.find((p) => p.id === hold.phase);
  if (phase === undefined) throw new Error(`hold ${hold.id} is for no phase`);
  return hold.role === 'builder'
    ? [{ do: 'apply', phase: phase.id, attempt: phase.attempt, hold: hold.id }]
    : [{ do: 'conclude-audit', phase: phase.id, head: call.head, hold: hold.id }];
}

function limitStep(run: Run, strategy: Strategy, seen: Seen): readonly Action[] | null {
  const environment = (reason: RunFailure['reason'], detail: string): readonly Action[] =>
    record(failWith(seen.now, { state: 'DONE_FAILED_ENVIRONMENT', reason, detail, phase: null }));
  if (run.anomaly !== null) return environment('usage_anomaly', run.anomaly);
  if (run.refusals >= MAX_REFUSALS)
    return environment(
      'provider_unavailable',
      `The model provider declined ${run.refusals} calls in a row.`,
    );
  if (run.activeMs > strategy.run.activeMinutes * 60_000) {
    const detail = `${Math.round(run.activeMs / 60_000)} of ${strategy.run.activeMinutes} active minutes are used up.`;
    return record(
      failWith(seen.now, {
        state: 'DONE_FAILED_BUDGET_EXHAUSTED',
        reason: 'active_time',
        detail,
        phase: null,
      }),
    );
  }
  return run.retryAt !== null && run.retryAt > seen.now ? [] : null;
}

/** What CI says about the candidate at work; null while there is none or it has not been looked at. */
export function ciVerdict(
  run: Run,
  strategy: Strategy,
  seen: Seen,
): ReturnType<typeof judgeCi> | null {
  const candidate = run.phases.find((phase) => phase.state === 'CI_RUNNING')?.candidates.at(-1);
  if (candidate === undefined || seen.ci === null || seen.ci.head !== candidate.head) return null;
  return judgeCi(ciRules({ run, strategy }), seen.ci, {
    pushedAt: candidate.pushedAt,
    now: seen.now,
  });
}
