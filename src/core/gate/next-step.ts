import type { CiVerdict } from '../gate.ts';
import type { RunFailure } from '../run/event.ts';

/** What a state of CI leads to. `weigh`: look at the base commit, run again once where that is allowed, then report. */
export type CiNext =
  | { readonly do: 'look' | 'report' | 'weigh' }
  /** Waits for the world, and ends the run so when the waiting time of the run is over. */
  | { readonly do: 'wait'; readonly or: Pick<RunFailure, 'state' | 'reason'> }
  | { readonly do: 'stop'; readonly as: Pick<RunFailure, 'state' | 'reason'> };

const environment = { state: 'DONE_FAILED_ENVIRONMENT', reason: 'ci_wait' } as const;
const people = { state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW', reason: 'people_wait' } as const;
const wait: CiNext = { do: 'wait', or: environment };

/** v7 section 10: each state of CI has exactly one next step. */
export const NEXT_STEP: Readonly<Record<CiVerdict['is'], CiNext>> = {
  stale: { do: 'look' },
  denied: wait,
  unregistered: wait,
  'never-registered': {
    do: 'stop',
    as: { state: 'DONE_FAILED_ENVIRONMENT', reason: 'ci_not_registered' },
  },
  queued: wait,
  running: wait,
  settling: wait,
  'needs-approval': { do: 'wait', or: people },
  green: { do: 'report' },
  red: { do: 'weigh' },
  'timed-out': { do: 'weigh' },
  // A time limit of a job shows as cancelled too, so one that comes twice is the work's own fault.
  cancelled: { do: 'weigh' },
  // Running it again would skip the same jobs.
  'nothing-ran': { do: 'report' },
};
