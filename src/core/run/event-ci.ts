import { z } from 'zod';
import { Baseline } from '../gate/baseline.ts';
import { CiReport } from '../gate/report.ts';
import { Instant, Sha } from '../ids.ts';

const about = { at: Instant, phase: z.string(), head: Sha } as const;
const refused = z.string().max(300).nullable();

/** Facts about CI on one head; `refused`: what GitHub did not do of what it was asked for, and why. */
export const CI_EVENTS = [
  /**
   * Written before GitHub is asked for anything of the three below: a pass that looks at a world of a while ago
   * stops here, because somebody else has moved the ledger on. What came of it follows; until then it is asked again.
   */
  z.strictObject({ type: z.literal('ci-asked'), ...about, what: z.string().min(1).max(40) }),
  /** Workflows were started by hand on a head. */
  z.strictObject({ type: z.literal('ci-dispatched'), ...about, refused }),
  /** The jobs that failed newly were asked to run once more; the second attempt is the verdict. */
  z.strictObject({
    type: z.literal('ci-rerun'),
    ...about,
    /** Ids of the workflow runs. */
    runs: z.array(z.int().positive()).max(100),
    refused,
  }),
  /** The repository's own gate workflow was started on a head. */
  z.strictObject({
    type: z.literal('ci-gate-started'),
    ...about,
    attempt: z.int().positive(),
    refused,
  }),
  z.strictObject({ type: z.literal('ci-finished'), ...about, report: CiReport }),
  /** What CI says about the commit that the run began from. */
  z.strictObject({ type: z.literal('baseline-recorded'), at: Instant, baseline: Baseline }),
] as const;

const CiEvent = z.discriminatedUnion('type', CI_EVENTS);
export type CiEvent = z.infer<typeof CiEvent>;
