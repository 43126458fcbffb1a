import type { FileChange } from '../core/edits/edits.ts';
import type { RunEvent } from '../core/run/event.ts';
import { fold } from '../core/run/evolve.ts';
import type { Run } from '../core/run/run.ts';
import type { Strategy } from '../core/strategy/strategy.ts';
import type { KeptAnswer, LedgerEntry, LedgerTip } from '../ports.ts';
import type { EnginePorts } from './ports.ts';

/**
 * One pass over one run: the ledger's tip, and facts that are decided but not written yet. Facts that
 * cost nothing wait for the next write, so that a step is one commit and never torn.
 */
export interface Pass {
  readonly ports: EnginePorts;
  /** The ledger as it was last written. */
  readonly tip: () => LedgerTip;
  /** The fold, with what is noted and not written yet. */
  readonly run: () => Run;
  readonly strategy: Strategy;
  readonly answer: () => KeptAnswer | null;
  /** Adds facts to be written with the next step. */
  readonly note: (...events: readonly RunEvent[]) => void;
  /** Writes what was noted, with more facts and an answer to keep. */
  readonly write: (events: readonly RunEvent[], answer?: KeptAnswer) => Promise<void>;
  /** The same, with a plan and a strategy that are only now made. */
  readonly freeze: (
    events: readonly RunEvent[],
    frozen: NonNullable<LedgerEntry['frozen']>,
  ) => Promise<void>;
  /** The same, and moves the code branch in the one step. */
  readonly writeWithCode: (
    events: readonly RunEvent[],
    code: { readonly before: string; readonly head: string },
  ) => Promise<void>;
  /** Facts that are decided and not written yet. */
  readonly noted: () => readonly RunEvent[];
  /** The same, with rendered texts for the ledger's tree. */
  readonly writeArtefacts: (
    events: readonly RunEvent[],
    artefacts: ReadonlyMap<string, string>,
  ) => Promise<void>;
  /** The last commit of this pass with its changes, so that they need not be fetched again. */
  readonly made: { current: Made | null };
  /** Writes what was noted, if anything was. */
  readonly flush: () => Promise<void>;
}

export interface Made {
  readonly before: string;
  readonly head: string;
  readonly changes: readonly FileChange[];
}

export function openPass(ports: EnginePorts, from: LedgerTip): Pass {
  let tip = from;
  const issue = from.run.issue.number;
  // What cannot be believed is not remembered in place of what could.
  if (tip.broken === null) ports.tips.set(issue, tip);
  let noted: readonly RunEvent[] = [];
  let run = tip.run;

  const entry = (events: readonly RunEvent[], answer?: KeptAnswer) => {
    const folded = events.length === 0 ? run : fold(run, events);
    return {
      events: [...noted, ...events],
      run: folded,
      ...(answer === undefined ? {} : { answer }),
    };
  };
  const moved = (next: LedgerTip): void => {
    tip = next;
    ports.tips.set(issue, next);
    run = next.run;
    noted = [];
  };

  const write: Pass['write'] = async (events, answer) =>
    moved(await ports.ledger.append(tip, entry(events, answer)));
  return {
    ports,
    tip: () => tip,
    run: () => run,
    get strategy() {
      return tip.strategy;
    },
    answer: () => tip.answer,
    note: (...events) => {
      run = fold(run, events);
      noted = [...noted, ...events];
    },
    noted: () => noted,
    writeArtefacts: async (events, artefacts) =>
      moved(await ports.ledger.append(tip, { ...entry(events), artefacts })),
    made: { current: null },
    write,
    freeze: async (events, frozen) =>
      moved(await ports.ledger.append(tip, { ...entry(events), frozen })),
    writeWithCode: async (events, code) =>
      moved(await ports.ledger.appendWithCode(tip, entry(events), code)),
    flush: async () => {
      if (noted.length > 0) await write([]);
    },
  };
}
