import type { Hold, Role } from './core/budget.ts';
import type { RunEvent } from './core/run/event.ts';
import { isTerminal } from './core/run/evolve.ts';
import type { Run } from './core/run/run.ts';
import type { Ledger, LedgerEntry } from './ports.ts';

/** What has just become true of a run, as far as it is worth counting. */
export type LedgerFact =
  | { readonly is: 'run-started' }
  | { readonly is: 'run-ended'; readonly state: string }
  | {
      readonly is: 'call-settled';
      readonly role: Role;
      readonly model: string;
      readonly outcome: 'answered' | 'refused' | 'lost';
      readonly tokens: number;
      readonly microUsd: number;
    };

export interface LedgerEars {
  readonly fact: (fact: LedgerFact) => void;
  /** Told of every run that is read or written. */
  readonly run: (runId: string) => void;
  /** Told of what was written, in its order, and of the run as it is then. */
  readonly written?: ((events: readonly RunEvent[], run: Run) => void) | undefined;
}

/** Tells what a ledger takes, once it has taken it: what is counted is what is written down, no more and no less. */
export function heard(ledger: Ledger, ears: LedgerEars): Ledger {
  const tell = (before: Run | undefined, { events, run }: LedgerEntry): void => {
    for (const fact of factsOf(before, events, run)) ears.fact(fact);
    ears.written?.(events, run);
  };
  return {
    ...ledger,
    latest: async (issue) => {
      const tip = await ledger.latest(issue);
      if (tip !== undefined) ears.run(tip.runId);
      return tip;
    },
    create: async (runId, base, entry) => {
      const tip = await ledger.create(runId, base, entry);
      ears.run(runId);
      tell(undefined, entry);
      return tip;
    },
    append: async (tip, entry) => {
      const next = await ledger.append(tip, entry);
      tell(tip.run, entry);
      return next;
    },
    appendWithCode: async (tip, entry, code) => {
      const next = await ledger.appendWithCode(tip, entry, code);
      tell(tip.run, entry);
      return next;
    },
  };
}

/** Events that settle a call name its hold only by id: the hold is in the run, or was written with them. */
function factsOf(
  before: Run | undefined,
  events: readonly RunEvent[],
  after: Run,
): readonly LedgerFact[] {
  const facts: LedgerFact[] = before === undefined ? [{ is: 'run-started' }] : [];
  let open = before?.call?.answer === null ? before.call.hold : undefined;
  for (const event of events) {
    if ('hold' in event && typeof event.hold !== 'string') open = event.hold;
    // The end of a run settles a call that is still open.
    const isOver = event.type === 'run-failed' || ('hold' in event && event.hold === open?.id);
    if (!isOver || open === undefined) continue;
    facts.push(settled(event, open));
    open = undefined;
  }
  const hasEnded = isTerminal(after) && (before === undefined || !isTerminal(before));
  return hasEnded ? [...facts, { is: 'run-ended', state: after.state }] : facts;
}

function settled(event: RunEvent, { role, model, tokens, microUsd }: Hold): LedgerFact {
  const call = { is: 'call-settled', role, model } as const;
  if (event.type === 'answer-kept') return { ...call, outcome: 'answered', ...event.settled };
  // A call that the provider did not make costs nothing, one that is lost all that was set aside.
  return event.type === 'call-refused'
    ? { ...call, outcome: 'refused', tokens: 0, microUsd: 0, ...event.paid?.settled }
    : { ...call, outcome: 'lost', tokens, microUsd };
}
