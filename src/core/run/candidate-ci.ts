import { z } from 'zod';
import { Instant } from '../ids.ts';

const refused = z.string().max(300).nullable();

/** What was asked of CI for one head by hand; each is left out where nothing was asked. */
export const CandidateCi = {
  /** `at` is left out where the run's rules did not record it. */
  /** What GitHub was to be asked for last. */
  asked: z.string().optional(),
  dispatch: z.strictObject({ refused, at: Instant.optional() }).optional(),
  rerun: z.strictObject({ runs: z.array(z.int().positive()), at: Instant, refused }).optional(),
  preflight: z.strictObject({ attempt: z.int().positive(), at: Instant, refused }).optional(),
} as const;
