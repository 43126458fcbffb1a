import { z } from 'zod';
import { Sha } from '../ids.ts';

/** What the reports of a test runner (JUnit) said, taken together. */
export const CiTests = z.strictObject({
  passed: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  /** At most 40, those that could not even be collected first; `failed` counts them all. */
  failing: z
    .array(
      z.strictObject({
        name: z.string().max(300),
        message: z.string().max(500),
        /** The file could not be loaded, so nobody knows what its tests would have said. */
        collection: z.literal(true).optional(),
      }),
    )
    .max(40),
});
export type CiTests = z.infer<typeof CiTests>;

/** What CI said about one head, kept in the ledger. */
export const CiReport = z.strictObject({
  verdict: z.enum(['green', 'red']),
  jobs: z.array(
    z.strictObject({
      /** Workflow path and job name, `.github/workflows/ci.yml › test`. */
      name: z.string().max(200),
      conclusion: z.string().max(40),
      /** 0 when it is not a workflow's. */
      workflowRun: z.int().nonnegative(),
      attempt: z.int().nonnegative(),
    }),
  ),
  /** Redacted log tails and annotations of what failed. */
  excerpt: z.string().max(8_000),
  /** Null: no job left a JUnit report, so nobody knows how many tests ran. Left out: nobody looked. */
  tests: CiTests.nullable().optional(),
  /** Jobs and tests that fail, and failed on the base commit already: they do not count. */
  expected: z.array(z.string().max(300)).max(100).optional(),
  /** Jobs that count, and fail on a later commit of the base as well. */
  base: z
    .strictObject({
      sha: Sha,
      jobs: z.array(z.string().max(200)).min(1).max(20),
      /** Nothing else counts, and CI ran on the head and the base together. */
      whole: z.literal(true).optional(),
    })
    .optional(),
});
export type CiReport = z.infer<typeof CiReport>;
