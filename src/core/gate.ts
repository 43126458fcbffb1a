import { z } from 'zod';

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
});
export type CiReport = z.infer<typeof CiReport>;
