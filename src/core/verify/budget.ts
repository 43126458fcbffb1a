import { type Amount, type Hold, settle, type Usage } from '../budget.ts';
import { AUDITOR_SHARE } from '../run/cap-hit.ts';
import { holdId } from '../names.ts';
import { tierNow } from '../run/caps.ts';
import type { RunEvent } from '../run/event.ts';
import { PLANNING } from '../run/evolve-plan.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Wrong } from './evidence.ts';

export interface Sum extends Amount {
  readonly calls: number;
}
export const NOTHING: Sum = { tokens: 0, microUsd: 0, calls: 0 };

/** Money and tokens added up again from the events alone, without the fold. */
export interface Tally {
  readonly open: Hold | null;
  readonly all: Sum;
  /** By phase id, by `role:model`, and what the Auditor used by phase. */
  readonly phases: ReadonlyMap<string, Sum>;
  readonly by: ReadonlyMap<string, Sum>;
  readonly auditor: ReadonlyMap<string, Sum>;
  /** Holds so far by phase, by which they are numbered. */
  readonly holds: ReadonlyMap<string, number>;
  /** What people added: attempts by phase, and to the caps of the run. */
  readonly more: ReadonlyMap<string, number>;
  readonly raised: Sum;
}

export const emptyTally: Tally = {
  open: null,
  all: NOTHING,
  phases: new Map(),
  by: new Map(),
  auditor: new Map(),
  holds: new Map(),
  more: new Map(),
  raised: NOTHING,
};

type Counted = { readonly tally: Tally; readonly wrong: Wrong | null };
type At = { readonly runId: string; readonly strategy: Strategy };

const bad = (tally: Tally, expected: string, found: string): Counted => ({
  tally,
  wrong: { rule: 'budget', expected, found },
});
const fine = (tally: Tally): Counted => ({ tally, wrong: null });

/** One event more; wrong is a hold that no cap had room for, and a settlement that is not what was reported. */
export function count(tally: Tally, event: RunEvent, at: At): Counted {
  return isMoney(event) ? counted(tally, event, at) : fine(tally);
}

const MONEY = [
  'build-started',
  'plan-started',
  'audit-started',
  'replan-started',
  'repair-started',
  'locate-started',
  'phase-retried',
  'budget-raised',
  'answer-kept',
  'call-lost',
  'call-refused',
  'run-failed',
] as const;
type Money = Extract<RunEvent, { type: (typeof MONEY)[number] }>;
const isMoney = (event: RunEvent): event is Money => MONEY.some((type) => type === event.type);

function counted(tally: Tally, event: Money, at: At): Counted {
  const { open } = tally;
  switch (event.type) {
    case 'plan-started':
      return planHold(tally, event.hold, at);
    case 'build-started':
    case 'audit-started':
    case 'replan-started':
    case 'repair-started':
    case 'locate-started':
      return hold(tally, event, at);
    case 'phase-retried':
      return fine(withMore(tally, event));
    case 'budget-raised':
      return fine({ ...tally, raised: plus(tally.raised, event) });
    case 'answer-kept':
      return open?.id === event.hold
        ? settledAs(tally, open, event, at)
        : bad(tally, openWords(open), `settled ${event.hold}`);
    case 'call-lost':
      return open?.id === event.hold
        ? fine(settleHold(tally, open, open))
        : bad(tally, openWords(open), `lost ${event.hold}`);
    case 'call-refused':
      if (open?.id !== event.hold) return bad(tally, openWords(open), `refused ${event.hold}`);
      return event.paid === undefined
        ? fine({ ...tally, open: null })
        : settledAs(tally, open, event.paid, at);
    case 'run-failed':
      return fine(open === null ? tally : settleHold(tally, open, open));
  }
}

/** What is settled follows from what the provider reported. */
function settledAs(
  tally: Tally,
  open: Hold,
  { usage, settled }: { readonly usage: Usage | null; readonly settled: Amount },
  { strategy }: At,
): Counted {
  const owed = settle(open, usage, strategy.prices[open.model]).settled;
  return amountWords(owed) === amountWords(settled)
    ? fine(settleHold(tally, open, settled))
    : bad(tally, amountWords(owed), amountWords(settled));
}

const openWords = (open: Hold | null): string =>
  open === null ? 'no hold is open' : `hold ${open.id} is open`;
export const amountWords = ({ tokens, microUsd }: Amount): string =>
  `${tokens} tokens, ${microUsd} millionths of a dollar`;

type Started = Extract<
  RunEvent,
  {
    type:
      'build-started' | 'audit-started' | 'replan-started' | 'repair-started' | 'locate-started';
  }
>;

const ROLES: Readonly<Record<Started['type'], Hold['role']>> = {
  'build-started': 'builder',
  'audit-started': 'auditor',
  'replan-started': 'planner',
  'repair-started': 'builder',
  'locate-started': 'locator',
};

/** Attempts that a person added. */
const withMore = (
  tally: Tally,
  { phase, attempts }: Extract<RunEvent, { type: 'phase-retried' }>,
): Tally => ({
  ...tally,
  more: new Map(tally.more).set(phase, (tally.more.get(phase) ?? 0) + attempts),
});

function hold(tally: Tally, event: Started, { runId, strategy }: At): Counted {
  const { hold } = event;
  if (tally.open !== null) return bad(tally, 'one hold at a time', `${tally.open.id} is open`);
  const number = (tally.holds.get(hold.phase) ?? 0) + 1;
  const role = ROLES[event.type];
  const id = holdId(runId, event.phase, role, number);
  if (hold.id !== id || hold.phase !== event.phase || hold.role !== role)
    return bad(tally, `hold ${id}`, `hold ${hold.id}`);
  const phase = strategy.phases.find((one) => one.id === event.phase);
  if (phase === undefined) return bad(tally, 'a phase of the strategy', event.phase);
  const most = phase.builderAttempts + (tally.more.get(phase.id) ?? 0);
  if (event.type === 'build-started' && event.attempt > most)
    return bad(tally, `at most ${most} attempts`, `attempt ${event.attempt}`);
  const over = overCap(tally, hold, strategy);
  const next = { ...tally, open: hold, holds: new Map(tally.holds).set(hold.phase, number) };
  return over === null ? fine(next) : bad(next, over.expected, over.found);
}

/** A planning hold belongs to no phase: the caps of the run hold, and that of planning. */
function planHold(tally: Tally, hold: Hold, { runId, strategy }: At): Counted {
  if (tally.open !== null) return bad(tally, 'one hold at a time', `${tally.open.id} is open`);
  const number = (tally.holds.get(PLANNING) ?? 0) + 1;
  const id = holdId(runId, PLANNING, 'planner', number);
  if (hold.id !== id || hold.phase !== PLANNING || hold.role !== 'planner')
    return bad(tally, `hold ${id}`, `hold ${hold.id}`);
  const cost = strategy.run.costCapMicroUsd ?? Infinity;
  const lines: readonly (readonly [string, number, number])[] = [
    ['tokens of the run', tally.all.tokens + hold.tokens, strategy.run.tokenCap],
    ['millionths of a dollar', tally.all.microUsd + hold.microUsd, cost],
    [
      'tokens of planning',
      (tally.phases.get(PLANNING)?.tokens ?? 0) + hold.tokens,
      strategy.planning?.tokenCap ?? 0,
    ],
  ];
  const next = { ...tally, open: hold, holds: new Map(tally.holds).set(PLANNING, number) };
  const over = lines.find(([, used, cap]) => used > cap);
  if (over === undefined) return fine(next);
  const [what, used, cap] = over;
  return bad(next, `at most ${cap} ${what}`, `${used}`);
}

/** Every cap in turn, with the most that the hold can come to. */
function overCap(tally: Tally, { phase: id, tokens, microUsd, role }: Hold, strategy: Strategy) {
  const phase = strategy.phases.find((one) => one.id === id);
  const tier = strategy.tiers.find((one) => one.id === phase?.tier);
  const inTier = strategy.phases
    .filter((one) => one.tier === tier?.id)
    .reduce((sum, one) => sum + (tally.phases.get(one.id)?.tokens ?? 0), 0);
  const cost = (strategy.run.costCapMicroUsd ?? Infinity) + tally.raised.microUsd;
  const share = Math.floor((phase?.tokenCap ?? 0) * AUDITOR_SHARE);
  const ofTier =
    tier === undefined ? 0 : tierNow({ raised: tally.raised, phases: [] }, strategy, tier).tokenCap;
  const lines: readonly (readonly [string, number, number])[] = [
    ['tokens of the run', tally.all.tokens + tokens, strategy.run.tokenCap + tally.raised.tokens],
    ['millionths of a dollar', tally.all.microUsd + microUsd, cost],
    [`tokens of tier ${tier?.id ?? '?'}`, inTier + tokens, ofTier],
    [`tokens of ${id}`, (tally.phases.get(id)?.tokens ?? 0) + tokens, phase?.tokenCap ?? 0],
    [
      `tokens of the Auditor in ${id}`,
      role === 'auditor' ? (tally.auditor.get(id)?.tokens ?? 0) + tokens : 0,
      share,
    ],
  ];
  const over = lines.find(([, used, cap]) => used > cap);
  if (over === undefined) return null;
  const [what, used, cap] = over;
  return { expected: `at most ${cap} ${what}`, found: `${used} spent and held` };
}

function settleHold(tally: Tally, hold: Hold, amount: Amount): Tally {
  const by = `${hold.role}:${hold.model}`;
  return {
    ...tally,
    open: null,
    all: plus(tally.all, amount),
    phases: added(tally.phases, hold.phase, amount),
    by: added(tally.by, by, amount),
    auditor: hold.role === 'auditor' ? added(tally.auditor, hold.phase, amount) : tally.auditor,
  };
}

const plus = (sum: Sum, { tokens, microUsd }: Amount): Sum => ({
  tokens: sum.tokens + tokens,
  microUsd: sum.microUsd + microUsd,
  calls: sum.calls + 1,
});
const added = (sums: Tally['by'], key: string, amount: Amount): Tally['by'] =>
  new Map(sums).set(key, plus(sums.get(key) ?? NOTHING, amount));
