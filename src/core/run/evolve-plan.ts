import type { RunEvent } from './event.ts';
import type { PlanEvent } from './event-plan.ts';
import type { OpenCall, Run } from './run.ts';
import { plus, spend } from './spend.ts';

/** What a planning hold names as its phase: there are no phases before there is a plan. */
export const PLANNING = 'T0';
/** The first plan, and one repair. */
export const PLAN_ATTEMPTS = 2;

type Planning = NonNullable<Run['planning']>;
type Settling = Extract<RunEvent, { type: 'answer-kept' | 'call-refused' | 'call-lost' }>;

/**
 * Planning, in PLAN_BOOTSTRAP and nowhere else. Moves:
 * wanted → (started → answer kept → refused)* → started → answer kept → made, then the strategy is frozen.
 */
export function evolvePlan(run: Run, event: PlanEvent): Run {
  if (run.state !== 'PLAN_BOOTSTRAP' || run.strategyHash !== null)
    throw new Error(`${event.type} cannot follow ${run.state}`);
  if (event.type === 'plan-wanted') return wanted(run, event.strategyHash);
  const { planning } = run;
  if (planning === undefined) throw new Error(`${event.type} without a wish for a plan`);
  switch (event.type) {
    case 'plan-started':
      return started(run, planning, event);
    case 'plan-refused': {
      const { problems, draft } = event;
      return { ...answered(run, event.type), planning: { ...planning, problems, draft } };
    }
    case 'plan-made':
      return {
        ...answered(run, event.type),
        planHash: event.planHash,
        planning: { ...planning, problems: [], draft: '' },
      };
  }
}

/** Whether the open call is one of planning; a replan names its phase. */
export const isPlanCall = (run: Run): boolean =>
  run.planning !== undefined && run.call?.hold.phase === PLANNING;

/** How a planning call ended; it belongs to no phase, so its sums are kept beside them. */
export function settlePlanCall(run: Run, event: Settling): Run {
  const { call, planning } = run;
  if (
    call === null ||
    planning === undefined ||
    call.hold.id !== event.hold ||
    call.answer !== null
  )
    throw new Error(`there is no open hold ${event.hold}`);
  switch (event.type) {
    case 'answer-kept':
      return {
        ...settled(run, planning, { call, amount: event.settled, at: event.at }),
        call: { ...call, answer: { digest: event.answer, stop: event.stop } },
        refusals: 0,
        retryAt: null,
        anomaly:
          event.anomaly && event.usage !== null
            ? `The provider reports ${event.usage.input + event.usage.output} tokens for a call that could use ${call.hold.tokens} at the most (${call.hold.id}).`
            : null,
      };
    case 'call-refused':
      return {
        ...declined(run, planning, call, event),
        call: null,
        retryAt: event.retryAt,
        refusals: run.refusals + 1,
      };
    case 'call-lost':
      return { ...settled(run, planning, { call, amount: call.hold, at: event.at }), call: null };
  }
}

interface Settlement {
  readonly call: OpenCall;
  readonly amount: { readonly tokens: number; readonly microUsd: number };
  readonly at: number;
}

const settled = (run: Run, planning: Planning, { call, amount, at }: Settlement): Run => ({
  ...spend(run, call, { amount, at }),
  planning: { ...planning, spent: plus(planning.spent, amount) },
});

/** Infrastructure never burns an attempt. */
function declined(
  run: Run,
  planning: Planning,
  call: OpenCall,
  { paid, at }: Extract<Settling, { type: 'call-refused' }>,
): Run {
  const next =
    paid === undefined ? run : settled(run, planning, { call, amount: paid.settled, at });
  const { attempts } = planning;
  return { ...next, planning: { ...planning, ...next.planning, attempts: attempts - 1 } };
}

function wanted(run: Run, strategyHash: string): Run {
  if (run.planning !== undefined) throw new Error('a plan is wanted once');
  const spent = { tokens: 0, microUsd: 0, calls: 0 };
  const planning = { strategyHash, calls: 0, attempts: 0, spent, problems: [], draft: '' };
  return { ...run, planning };
}

function started(
  run: Run,
  planning: Planning,
  event: Extract<PlanEvent, { type: 'plan-started' }>,
): Run {
  if (run.call !== null) throw new Error(`hold ${run.call.hold.id} is still open`);
  if (planning.attempts >= PLAN_ATTEMPTS) throw new Error('all attempts at a plan are used up');
  return {
    ...run,
    // Counted before the call: a process that dies in it has spent its attempt.
    planning: { ...planning, calls: planning.calls + 1, attempts: planning.attempts + 1 },
    call: { hold: event.hold, startedAt: event.at, answer: null, head: run.base.sha },
  };
}

function answered(run: Run, what: string): Run {
  if (!isPlanCall(run) || run.call?.answer == null) throw new Error(`${what} without an answer`);
  return { ...run, call: null };
}
