import type { FileChange } from '../core/edits/edits.ts';
import type { RunEvent } from '../core/run/event.ts';
import { fold } from '../core/run/evolve.ts';
import type { Run } from '../core/run/run.ts';
import type { Strategy } from '../core/strategy/strategy.ts';
import type { KeptAnswer, LedgerTip } from '../ports.ts';
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
  /** The same, and moves the code branch in the one step. */
  readonly writeWithCode: (
    events: readonly RunEvent[],
    code: { readonly before: string; readonly head: string },
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
  ports.tips.set(issue, tip);
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
    strategy: from.strategy,
    answer: () => tip.answer,
    note: (...events) => {
      run = fold(run, events);
      noted = [...noted, ...events];
    },
    made: { current: null },
    write,
    writeWithCode: async (events, code) =>
      moved(await ports.ledger.appendWithCode(tip, entry(events), code)),
    flush: async () => {
      if (noted.length > 0) await write([]);
    },
  };
}
