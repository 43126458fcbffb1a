import type { Amount } from '../budget.ts';
import type { RunEvent } from './event.ts';
import { MAX_REPAIRS, mendsSoFar } from './mends.ts';
import { phaseOf, requeued, withPhase } from './evolve-phase.ts';
import type { OpenCall, PhaseRun, Run } from './run.ts';

type CallEvent = Extract<
  RunEvent,
  {
    type:
      | 'build-started'
      | 'audit-started'
      | 'replan-started'
      | 'repair-started'
      | 'locate-started'
      | 'files-located'
      | 'answer-kept'
      | 'call-refused'
      | 'call-lost';
  }
>;

/**
 * Model calls: a hold is written down, then the call is made, then it is settled. There is never more than one.
 * A build moves its phase EXECUTING → GATE when its answer is kept.
 */
export function evolveCall(run: Run, event: CallEvent): Run {
  switch (event.type) {
    case 'build-started':
      return buildStarted(run, event);
    case 'audit-started':
      return opened(run, event.hold, event.head, event.at);
    case 'replan-started':
      return opened(run, event.hold, run.head, event.at);
    case 'repair-started':
      return repairStarted(run, event);
    case 'locate-started':
      return locateStarted(run, event);
    case 'files-located':
      return filesLocated(run, event);
    case 'answer-kept':
      return answerKept(run, event);
    case 'call-refused': {
      const call = openCall(run, event.hold);
      const { paid } = event;
      const settled = paid === undefined ? run : settleCall(run, call, paid.settled, event.at);
      if (call.mends !== undefined)
        return { ...unmended(declinedBy(settled, call, event), call), ...again(run, event) };
      const phase = phaseOf(settled, call.hold.phase);
      // Infrastructure never burns an attempt.
      const attempt = call.hold.role === 'builder' ? phase.attempt - 1 : phase.attempt;
      return {
        ...withPhase(declinedBy(settled, call, event), { ...phase, attempt }),
        call: null,
        ...again(run, event),
      };
    }
    case 'call-lost':
      return lose(run, openCall(run, event.hold), event);
  }
}

type Ev<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>;

function answerKept(run: Run, event: Ev<'answer-kept'>): Run {
  const call = openCall(run, event.hold);
  const settled = settleCall(run, call, event.settled, event.at);
  const { mends: _mended, ...rest } = call;
  const answered = { ...rest, answer: { digest: event.answer, stop: event.stop } };
  const phase = phaseOf(settled, call.hold.phase);
  const next = {
    ...answeredBy(settled, call),
    call: answered,
    refusals: 0,
    retryAt: null,
    anomaly: anomaly(call, event),
  };
  return call.hold.role === 'builder'
    ? { ...withPhase(next, { ...phase, state: 'GATE' }), state: 'GATE' }
    : next;
}

const again = (run: Run, event: Ev<'call-refused'>): Pick<Run, 'retryAt' | 'refusals'> => ({
  retryAt: event.retryAt,
  refusals: run.refusals + 1,
});

/** Counted before the call: a process that dies in it has spent its attempt. */
function buildStarted(run: Run, event: Ev<'build-started'>): Run {
  const phase = phaseOf(run, event.phase);
  if (phase.state !== 'EXECUTING' || event.attempt !== phase.attempt + 1)
    throw new Error(`attempt ${event.attempt} of ${phase.id} cannot start`);
  const counted = withPhase(run, { ...phase, attempt: event.attempt });
  return opened(counted, event.hold, run.head, event.at);
}

/** Counted before the call: where it comes to nothing, the Builder is asked without it. */
function locateStarted(run: Run, { phase: id, hold, at }: Ev<'locate-started'>): Run {
  const phase = phaseOf(run, id);
  if (phase.state !== 'EXECUTING' || phase.located !== undefined)
    throw new Error(`nobody is asked about the files of ${id} now`);
  return opened(withPhase(run, { ...phase, located: [] }), hold, run.head, at);
}

function filesLocated(run: Run, { phase: id, paths }: Ev<'files-located'>): Run {
  const { call } = run;
  if (call?.hold.role !== 'locator' || call.hold.phase !== id || call.answer === null)
    throw new Error(`nobody was asked about the files of ${id}`);
  return { ...withPhase(run, { ...phaseOf(run, id), located: paths }), call: null };
}

/** The attempt goes on: its answer is there, and a part of it is asked for once more. */
function repairStarted(run: Run, event: Ev<'repair-started'>): Run {
  const phase = phaseOf(run, event.phase);
  const { call } = run;
  if (call === null || call.answer === null || call.hold.role !== 'builder')
    throw new Error(`${phase.id} has no answer to mend`);
  if (phase.state !== 'GATE' || event.attempt !== phase.attempt)
    throw new Error(`attempt ${event.attempt} of ${phase.id} is not at the gate`);
  const { hold, startedAt, answer, head } = call;
  const back = { ...withPhase(run, { ...phase, state: 'EXECUTING' }), call: null };
  const next = opened({ ...back, state: 'PHASE_EXECUTION' }, event.hold, head, event.at);
  const mends = { hold, startedAt, answer };
  return { ...next, call: next.call && { ...next.call, mends, ...mendsSoFar(call, event) } };
}

/** Nothing came of the repair: the answer is judged as it was, and not mended again. */
function unmended(run: Run, call: OpenCall): Run {
  const { mends } = call;
  if (mends === undefined) throw new Error(`hold ${call.hold.id} mends nothing`);
  const phase = phaseOf(run, call.hold.phase);
  return {
    ...withPhase(run, { ...phase, state: 'GATE' }),
    state: 'GATE',
    call: {
      ...mends,
      ...{ head: call.head, repairs: MAX_REPAIRS },
      ...(call.looks === undefined ? {} : { looks: call.looks }),
    },
  };
}

function declinedBy(run: Run, { hold }: OpenCall, event: Ev<'call-refused'>): Run {
  const { declined } = event;
  if (declined === undefined) return run;
  const before = run.declined?.phase === hold.phase ? run.declined.models : {};
  return { ...run, declined: { phase: hold.phase, models: { ...before, [hold.model]: declined } } };
}

/** Who answers declines no more. */
function answeredBy(run: Run, { hold }: OpenCall): Run {
  if (run.declined === undefined) return run;
  const { [hold.model]: _answered, ...models } = run.declined.models;
  return { ...run, declined: { ...run.declined, models } };
}

function anomaly(
  call: OpenCall,
  event: Extract<CallEvent, { type: 'answer-kept' }>,
): string | null {
  if (!event.anomaly || event.usage === null) return null;
  const used = event.usage.input + event.usage.output;
  return `The provider reports ${used} tokens for a call that could use ${call.hold.tokens} at the most (${call.hold.id}).`;
}

function lose(run: Run, call: OpenCall, { at, dead, again: isAgain }: Ev<'call-lost'>): Run {
  const spent = settleCall(run, call, call.hold, at);
  if (call.mends !== undefined) return unmended(spent, call);
  const settled = { ...spent, call: null };
  const phase = phaseOf(settled, call.hold.phase);
  // An audit that is lost says nothing about the Auditor: its attempts count unusable answers (v7 section 6).
  const built = call.hold.role === 'builder' ? lostBuild(phase, call) : phase;
  const told = isAgain === true ? unlocated(built) : built;
  // An audit that is lost moves nothing: the phase waits for CI, whoever asks.
  return withPhase(settled, dead === true && told.state === 'EXECUTING' ? requeued(told) : told);
}

/** As before its files were asked for. */
function unlocated({ located: _asked, ...phase }: PhaseRun): PhaseRun {
  return phase;
}

const lostBuild = (phase: PhaseRun, call: OpenCall): PhaseRun => ({
  ...phase,
  evidence: [
    ...phase.evidence,
    {
      kind: 'lost',
      attempt: phase.attempt,
      head: call.head,
      text: 'The answer to this attempt was lost.',
    },
  ],
});

function opened(run: Run, hold: OpenCall['hold'], head: string, at: number): Run {
  // After DONE_SUCCESS only a new head is audited, before it may be merged.
  if (run.state.startsWith('DONE_') && run.promotion !== 'verifying')
    throw new Error('a run that is over calls nobody');
  if (run.call !== null) throw new Error(`hold ${run.call.hold.id} is still open`);
  const phase = phaseOf(run, hold.phase);
  return {
    ...withPhase(run, { ...phase, calls: phase.calls + 1 }),
    call: { hold, startedAt: at, answer: null, head },
  };
}

function openCall(run: Run, hold: string): OpenCall {
  if (run.call === null || run.call.hold.id !== hold || run.call.answer !== null)
    throw new Error(`there is no open hold ${hold}`);
  return run.call;
}

/** Adds what was settled at phase, tier and run (all sums of the same numbers), and the call's active time. */
function settleCall(run: Run, call: OpenCall, amount: Amount, at: number): Run {
  const phase = phaseOf(run, call.hold.phase);
  const auditor = call.hold.role === 'auditor' ? amount.tokens : 0;
  const by = `${call.hold.role}:${call.hold.model}`;
  // A process that died was not active until it was found dead: the lease bounds what counts.
  const active = Math.max(0, Math.min(at, call.hold.lease.until) - call.startedAt);
  return {
    ...withPhase(run, {
      ...phase,
      spent: plus(phase.spent, amount),
      auditorTokens: phase.auditorTokens + auditor,
      ...(run.rules === 2 ? { activeMs: (phase.activeMs ?? 0) + active } : {}),
    }),
    spent: plus(run.spent, amount),
    spentBy: {
      ...run.spentBy,
      [by]: plus(run.spentBy[by] ?? { tokens: 0, microUsd: 0, calls: 0 }, amount),
    },
    activeMs: run.activeMs + active,
  };
}

const plus = (spent: Run['spent'], amount: Amount): Run['spent'] => ({
  tokens: spent.tokens + amount.tokens,
  microUsd: spent.microUsd + amount.microUsd,
  calls: spent.calls + 1,
});
