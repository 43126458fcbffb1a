import type { CiReport } from '../gate.ts';
import type { Role, Usage } from '../budget.ts';
import type { Sha } from '../ids.ts';
import type { Evidence, GateLine, RunEvent } from '../run/event.ts';

type Event<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;

/** One model call, from its hold to what became of it. */
export interface CallTrace {
  readonly hold: string;
  readonly role: Role;
  readonly phase: string;
  readonly model: string;
  /** Why it is not the model that the strategy names; left out: it is. */
  readonly because?: string;
  readonly prompt_sha256: string;
  readonly held: { readonly tokens: number; readonly micro_usd: number };
  /** Null: nothing is owed, the provider did no work. */
  readonly settled: { readonly tokens: number; readonly micro_usd: number } | null;
  /** Null: the provider did not report it. */
  readonly usage: Usage | null;
  readonly outcome: 'open' | 'answered' | 'declined' | 'lost';
  /** Why the answer ended, or why there is none. */
  readonly stop: string | null;
}

export type AuditTrace = Pick<
  Event<'audit-finished'>,
  'head' | 'round' | 'verdict' | 'summary' | 'fixed' | 'acceptance'
> & { readonly findings: readonly string[] };

/** One attempt of a phase, and everything that the ledger knows about it. */
export interface AttemptTrace {
  readonly phase: string;
  readonly attempt: number;
  readonly calls: readonly CallTrace[];
  readonly refused: string | null;
  /** The edits that were refused, as far as they are kept: a diff, or the answer that came to none. */
  readonly proposed: string | null;
  /** The diff of what was pushed, as far as it is kept; the whole of it is `git diff before..head`. */
  readonly patch: string | null;
  readonly commit: {
    readonly before: Sha;
    readonly head: Sha;
    readonly files: number;
    readonly added: number;
    readonly removed: number;
    readonly risk: number;
  } | null;
  readonly gate: readonly GateLine[];
  readonly ci: CiReport | null;
  readonly audits: readonly AuditTrace[];
  readonly evidence: readonly Evidence[];
}

export interface Trace {
  readonly calls: readonly CallTrace[];
  readonly attempts: readonly AttemptTrace[];
}

/** An attempt while it is told, with the holds of its calls. */
interface Told extends Omit<AttemptTrace, 'calls'> {
  readonly holds: readonly string[];
}

/** What was tried, in order, told by the events alone. Events that are about something else are passed over. */
export function traceOf(events: readonly RunEvent[]): Trace {
  const calls = new Map<string, CallTrace>();
  const told: Told[] = [];
  for (const event of events) {
    const call = callOf(event, calls);
    if (call !== null) calls.set(call.hold, call);
    const begun = event.type === 'build-started' && !told.some((one) => isSame(one, event));
    if (begun) told.push(attemptOf(event));
    const step = stepOf(event);
    const index = step === null ? -1 : told.findLastIndex((one) => one.phase === step.phase);
    const last = told[index];
    if (step !== null && last !== undefined) told[index] = step.how(last);
  }
  const attempts = told.map(({ holds, ...attempt }) => ({
    ...attempt,
    calls: holds.flatMap((hold) => calls.get(hold) ?? []),
  }));
  return { calls: [...calls.values()], attempts };
}

const isSame = (one: Told, event: Event<'build-started'>): boolean =>
  one.phase === event.phase && one.attempt === event.attempt;

const attemptOf = ({ phase, attempt }: Event<'build-started'>): Told => ({
  ...{ phase, attempt, holds: [], refused: null, proposed: null, patch: null, commit: null },
  ...{ gate: [], ci: null, audits: [], evidence: [] },
});

function callOf(event: RunEvent, calls: ReadonlyMap<string, CallTrace>): CallTrace | null {
  // Calls of any role begin with a hold, whatever the event is called.
  if ('hold' in event && typeof event.hold === 'object') {
    const { id, role, phase, model, because, promptHash, tokens, microUsd } = event.hold;
    const held = { tokens, micro_usd: microUsd };
    const none = { settled: null, usage: null, outcome: 'open', stop: null } as const;
    const why = because === undefined ? {} : { because };
    return { hold: id, role, phase, model, ...why, prompt_sha256: promptHash, held, ...none };
  }
  const open = [...calls.values()].findLast((call) => call.outcome === 'open');
  // The end of a run settles a call that is still open.
  if (event.type === 'run-failed' && open !== undefined) return lost(open);
  const known =
    'hold' in event && typeof event.hold === 'string' ? calls.get(event.hold) : undefined;
  if (known === undefined) return null;
  if (event.type === 'answer-kept') {
    const { tokens, microUsd } = event.settled;
    const settled = { tokens, micro_usd: microUsd };
    return { ...known, outcome: 'answered', settled, usage: event.usage, stop: event.stop };
  }
  if (event.type === 'call-refused')
    return { ...known, outcome: 'declined', stop: `${event.kind}: ${event.detail}` };
  return event.type === 'call-lost' ? lost(known) : null;
}

const lost = (call: CallTrace): CallTrace => ({
  ...call,
  outcome: 'lost',
  settled: call.held,
  stop: 'the answer was lost, the hold is settled in full',
});

interface Step {
  readonly phase: string;
  readonly how: (last: Told) => Told;
}

function stepOf(event: RunEvent): Step | null {
  if ('hold' in event && typeof event.hold === 'object') {
    const { id, phase } = event.hold;
    return { phase, how: (last) => ({ ...last, holds: [...last.holds, id] }) };
  }
  if (!('phase' in event)) return null;
  const { phase } = event;
  if (event.type === 'edits-refused') {
    const { evidence, gate, proposed = null } = event;
    const what = { refused: evidence.kind, gate, proposed };
    const more = (last: Told) => [...last.evidence, evidence];
    return { phase, how: (last) => ({ ...last, ...what, evidence: more(last) }) };
  }
  if (event.type === 'edits-committed') {
    const { before, head, files, added, removed, risk, gate, patch = null } = event;
    const commit = { before, head, files, added, removed, risk };
    return { phase, how: (last) => ({ ...last, commit, gate, patch }) };
  }
  if (event.type === 'ci-finished')
    return { phase, how: (last) => ({ ...last, ci: event.report }) };
  if (event.type === 'audit-finished') {
    const { head, round, verdict, summary, fixed, acceptance } = event;
    const findings = event.findings.map(({ id }) => id);
    const audit = { head, round, verdict, summary, fixed, acceptance, findings };
    return { phase, how: (last) => ({ ...last, audits: [...last.audits, audit] }) };
  }
  if (event.type === 'attempt-failed')
    return { phase, how: (last) => ({ ...last, evidence: [...last.evidence, ...event.evidence] }) };
  return null;
}
