import type { RunEvent, RunFailure } from './event.ts';
import type { Sha } from '../ids.ts';

/** What `decide` asks for. `record` only writes facts down; the others reach outside, each by a computed name. */
export type Action =
  | { readonly do: 'record'; readonly events: readonly RunEvent[] }
  /** Serve files, hold, call the Builder, keep the answer; before that, once, ask which files these are. */
  | { readonly do: 'build'; readonly phase: string; readonly attempt: number }
  /** Read which files were named. */
  | { readonly do: 'conclude-locate'; readonly phase: string }
  /** Apply and govern the kept answer; push it together with the ledger, or record the refusal. */
  | {
      readonly do: 'apply';
      readonly phase: string;
      readonly attempt: number;
      readonly hold: string;
    }
  | { readonly do: 'open-pull' }
  /** Commit the last snapshot's tree on top of a phase that was given up. */
  | { readonly do: 'undo'; readonly phase: string }
  /** Have GitHub merge this commit of the base into the branch, if that still stands at `head`. */
  | { readonly do: 'merge-base'; readonly head: Sha; readonly base: Sha }
  /** Ask GitHub to merge the verified head; its own rules decide. */
  | { readonly do: 'merge'; readonly head: Sha }
  /** Delete the branch of a run that was merged, if it still stands at `head`. */
  | { readonly do: 'delete-branch'; readonly head: Sha }
  /** Hold, ask the Planner for another way, keep the answer. */
  | { readonly do: 'replan'; readonly phase: string }
  | { readonly do: 'conclude-replan'; readonly phase: string; readonly hold: string }
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
  /** Run the newly failing jobs of these workflow runs once more. */
  | {
      readonly do: 'rerun-ci';
      readonly phase: string;
      readonly head: Sha;
      readonly runs: readonly number[];
    }
  /** Start the repository's own gate workflow. */
  | {
      readonly do: 'start-gate';
      readonly phase: string;
      readonly head: Sha;
      readonly file: string;
      readonly attempt: number;
    }
  /** Look at what failed on the commit that the run began from. */
  | { readonly do: 'record-baseline'; readonly base: Sha }
  /** Fetch logs and annotations of what failed, then record the report. */
  | { readonly do: 'report-ci'; readonly phase: string; readonly head: Sha }
  | { readonly do: 'close-issue' }
  /** Render the record into the ledger's own tree, together with what was decided before. */
  | { readonly do: 'record-artefacts' }
  /** Hold, ask the Planner for a plan, keep the answer. */
  | { readonly do: 'make-plan' }
  /** Check the kept plan like every plan; freeze it, or record what is wrong with it. */
  | { readonly do: 'conclude-plan'; readonly hold: string }
  /** Show the frozen plan in the issue, before any work starts. */
  | { readonly do: 'post-plan' };

export const record = (...events: readonly RunEvent[]): readonly Action[] => [
  { do: 'record', events },
];

export const failWith = (at: number, failure: RunFailure): RunEvent => ({
  type: 'run-failed',
  at,
  failure,
});
