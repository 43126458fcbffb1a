import type { Hold } from '../budget.ts';
import { HOLD_LABEL } from '../names.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { many } from '../report/words.ts';
import { failWith, record } from './action.ts';
import { BY_BASE, BY_BRANCH, BY_LABEL, BY_RED_BASE, keeping } from './held.ts';
import type { Action } from './action.ts';
import { ciWakeTimes } from './ci-step.ts';
import { isTerminal } from './evolve.ts';
import { MAX_REFUSALS, unwell } from './recovery.ts';
import { isPlanCall } from './evolve-plan.ts';
import type { RunEvent, RunFailure } from './event.ts';
import { standing } from './give-up.ts';
import { retargeted, type Seen } from './observation.ts';
import { LAG_MS } from './limits.ts';
import { hearPeople } from './people.ts';
import { verifyStep } from './promotion.ts';
import { stepPhase } from './phase.ts';
import { stepPlan } from './plan-step.ts';
import { askedAbout, mendedStep } from './red-base.ts';
import type { Run } from './run.ts';
import { tooLarge } from './weight.ts';

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
  const people = hearPeople(run, strategy, seen);
  if (people !== null) return people;
  if (run.promotion === 'verifying')
    return callStep(run, seen) ?? verifyStep({ run, strategy, seen });
  if (isTerminal(run)) return run.artefacts === undefined ? [{ do: 'record-artefacts' }] : [];
  const branch = branchStep(run, strategy, seen);
  if (branch !== null) return branch;
  const call = callStep(run, seen);
  if (call !== null) return call;
  const held = holdStep(run, strategy, seen);
  if (held !== null) return held;
  const limits = limitStep(run, strategy, seen);
  if (limits !== null) return limits;
  return run.state === 'PLAN_BOOTSTRAP' ? stepPlan(run, seen.now) : stepPhase(run, strategy, seen);
}

/** When time alone may change what `decide` says; null: only an event can. */
export function wakeTime(run: Run, strategy: Strategy, seen: Seen): number | null {
  const times: number[] = [];
  if (seen.frozen !== null || (isTerminal(run) && run.promotion !== 'verifying')) return null;
  if (run.call !== null && run.call.answer === null) times.push(run.call.hold.lease.until);
  if (run.retryAt !== null && run.retryAt > seen.now) times.push(run.retryAt);
  if (seen.branch.is === 'gone' || seen.branch.is === 'moved-back')
    times.push(run.updatedAt + LAG_MS);
  if (run.held !== undefined) times.push(run.held.at + strategy.run.waitHours * HOUR_MS);
  times.push(...ciWakeTimes({ run, strategy, seen }));
  const ahead = times.filter((time) => time > seen.now);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

/** Never undone, never overwritten: where people moved the branch back, the run is held with a question. */
function branchStep(run: Run, strategy: Strategy, seen: Seen): readonly Action[] | null {
  const { branch, now } = seen;
  const base = retargeted(run, seen);
  if (base !== null && run.held?.why === undefined) {
    const why = `The pull request points at ${base.slice(0, 100)}; the run is made for ${run.base.branch}.`;
    return record({ type: 'run-held', at: now, by: BY_BASE, why, ...keeping(run) });
  }
  if (branch.is === 'as-recorded') return null;
  if (branch.is === 'ahead') {
    const { head, commits } = branch;
    const on = standing(run)?.id;
    return record({
      type: 'branch-advanced',
      at: now,
      before: run.head,
      head,
      commits: [...commits],
      after: run.snapshot,
      ...(on === undefined ? {} : { on }),
    });
  }
  if (now < run.updatedAt + LAG_MS) return [];
  const gone = branch.is === 'gone';
  const what = gone
    ? 'Somebody deleted the branch while the run was working on it.'
    : `Somebody moved the branch back to ${branch.head.slice(0, 7)}; commits of the run are no longer in it.`;
  const { held } = run;
  // A question, not an end: whoever moved it may put it back.
  if (held?.why === undefined)
    return record({ type: 'run-held', at: now, by: BY_BRANCH, why: what, ...keeping(run) });
  if (now < held.at + strategy.run.waitHours * HOUR_MS) return [];
  const reason = gone ? 'branch_deleted' : 'branch_moved_back';
  const state = 'DONE_FAILED_REQUIRES_HUMAN_REVIEW';
  return record(failWith(now, { state, reason, detail: what, phase: null }));
}

const HOUR_MS = 3_600_000;

function callStep(run: Run, seen: Seen): readonly Action[] | null {
  const { call } = run;
  if (call === null) return null;
  const { hold, answer } = call;
  if (answer === null) {
    // Passes of one process are in turn, so an open hold of our own is one that nobody is working on.
    const dead = hold.lease.worker === seen.worker || hold.lease.until <= seen.now;
    const back = run.rules === 2 ? { dead: true as const, ...locatedAgain(run, hold) } : {};
    return dead ? record({ type: 'call-lost', at: seen.now, hold: hold.id, ...back }) : [];
  }
  if (isPlanCall(run)) return [{ do: 'conclude-plan', hold: hold.id }];
  const phase = run.phases.find((p) => p.id === hold.phase);
  if (phase === undefined) throw new Error(`hold ${hold.id} is for no phase`);
  if (hold.role === 'planner') return [{ do: 'conclude-replan', phase: phase.id, hold: hold.id }];
  if (hold.role === 'locator') return [{ do: 'conclude-locate', phase: phase.id }];
  return hold.role === 'builder'
    ? [{ do: 'apply', phase: phase.id, attempt: phase.attempt, hold: hold.id }]
    : [{ do: 'conclude-audit', phase: phase.id, head: call.head, hold: hold.id }];
}

/** Who asks about files asks once more where that was the phase's first call: no other call comes before a second one. */
function locatedAgain({ phases }: Run, { role, phase }: Hold): { readonly again?: true } {
  const calls = phases.find(({ id }) => id === phase)?.calls;
  return role === 'locator' && calls === 1 ? { again: true } : {};
}

/** Held by the label or by a command: nothing is begun, for as long as people may take. */
function holdStep(run: Run, strategy: Strategy, seen: Seen): readonly Action[] | null {
  const { held } = run;
  const labelled = seen.labels.includes(HOLD_LABEL);
  if (held === undefined)
    return labelled
      ? record({ type: 'run-held', at: seen.now, by: BY_LABEL, ...keeping(run) })
      : null;
  const isMended =
    (held.by === BY_LABEL && !labelled) ||
    held.by === BY_BRANCH ||
    (held.by === BY_RED_BASE && askedAbout(run) === undefined) ||
    (held.by === BY_BASE && retargeted(run, seen) === null);
  if (isMended)
    return record({ type: 'run-resumed', at: seen.now, by: held.by }, ...stillAsked(run, seen.now));
  const mended = held.by === BY_RED_BASE ? mendedStep(run, seen) : null;
  if (mended !== null) return mended;
  if (seen.now < held.at + strategy.run.waitHours * HOUR_MS) return [];
  return record(
    failWith(seen.now, {
      state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
      reason: 'people_wait',
      detail: heldWords(held, strategy.run.waitHours).slice(0, 600),
      phase: askedAbout(run)?.phase.id ?? null,
    }),
  );
}

const heldWords = ({ by, why }: NonNullable<Run['held']>, hours: number): string =>
  why === undefined
    ? `Held by ${by} for ${many(hours, 'hour')}.`
    : `${why} Nobody mended that for ${many(hours, 'hour')}.`;

/** What ends by itself ends no stop that a person asked for meanwhile. */
const stillAsked = ({ held, stopAfter: by }: Run, at: number): readonly RunEvent[] =>
  by === undefined || held?.keeps === true ? [] : [{ type: 'stop-asked', at, by }];

function limitStep(run: Run, strategy: Strategy, seen: Seen): readonly Action[] | null {
  const environment = (reason: RunFailure['reason'], detail: string): readonly Action[] =>
    record(failWith(seen.now, { state: 'DONE_FAILED_ENVIRONMENT', reason, detail, phase: null }));
  if (run.anomaly !== null) return environment('usage_anomaly', run.anomaly);
  if (run.refusals >= MAX_REFUSALS)
    return environment(
      'provider_unavailable',
      `The model provider declined ${run.refusals} calls in a row.`,
    );
  const sick = unwell(run) ?? tooLarge(run);
  if (sick !== null)
    return record(
      failWith(seen.now, {
        state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
        reason: 'run_health',
        detail: sick,
        phase: null,
      }),
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
