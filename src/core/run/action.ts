import type { RunEvent, RunFailure } from './event.ts';
import type { Sha } from '../ids.ts';

/** What `decide` asks for. `record` only writes facts down; the others reach outside, each by a computed name. */
export type Action =
  | { readonly do: 'record'; readonly events: readonly RunEvent[] }
  /** Serve files, hold, call the Builder, keep the answer. */
  | { readonly do: 'build'; readonly phase: string; readonly attempt: number }
  /** Apply and govern the kept answer; push it together with the ledger, or record the refusal. */
  | {
      readonly do: 'apply';
      readonly phase: string;
      readonly attempt: number;
      readonly hold: string;
    }
  | { readonly do: 'open-pull' }
  /** Start these workflows on the branch: the push did not. */
  | {
      readonly do: 'dispatch-ci';
      readonly phase: string;
      readonly head: Sha;
      readonly files: readonly string[];
    }
  | { readonly do: 'audit'; readonly phase: string; readonly head: Sha }
  /** Read the kept audit answer into findings. */
  | {
      readonly do: 'conclude-audit';
      readonly phase: string;
      readonly head: Sha;
      readonly hold: string;
    }
  /** Fetch logs and annotations of what failed, then record the report. */
  | { readonly do: 'report-ci'; readonly phase: string; readonly head: Sha }
  | { readonly do: 'close-issue' };

export const record = (...events: readonly RunEvent[]): readonly Action[] => [
  { do: 'record', events },
];

export const failWith = (at: number, failure: RunFailure): RunEvent => ({
  type: 'run-failed',
  at,
  failure,
});
