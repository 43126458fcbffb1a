import { z } from 'zod';
import { Digest, PartId, Sha } from '../ids.ts';

/** What a reuse phase takes over, frozen: nothing about it can change after the run has started. */
export const Reuse = z.strictObject({
  feature: z.string(),
  url: z.string(),
  owner: z.string(),
  name: z.string(),
  commit: Sha,
  /** SPDX expression, and the licences that hold under it. */
  license: z.string(),
  licences: z.array(z.string()).min(1),
  licenceFile: z.strictObject({ path: z.string(), sha256: Digest }),
  files: z.array(z.strictObject({ path: z.string(), sha256: Digest })).min(1),
});
export type Reuse = z.infer<typeof Reuse>;

/** What the feature lookup found (v7 section 12); part of the strategy, so that its renderings are too. */
export const FeatureLookup = z.strictObject({
  profile: z
    .strictObject({
      id: z.string(),
      because: z.string(),
      budgetModifier: z.number().positive(),
      ciProfile: z.enum(['normal', 'strict']),
    })
    .nullable(),
  requirements: z.array(
    z.strictObject({
      phase: PartId,
      name: z.string(),
      category: z.string(),
      /** Features that the phase reuses. */
      features: z.array(z.string()),
    }),
  ),
  matches: z.array(
    z.strictObject({
      feature: z.string(),
      repo: z.string(),
      verified: z.boolean(),
      phase: PartId,
      usedBy: z.array(PartId),
    }),
  ),
  /** Share of the requirements that reuse something, 0 to 1. */
  share: z.number().min(0).max(1),
  /** What the budgets are multiplied by. */
  factor: z.number().positive().max(1),
});
export type FeatureLookup = z.infer<typeof FeatureLookup>;
