import { z } from 'zod';
import { Instant } from './ids.ts';

/** What a provider reports for one call, in tokens; cached input is part of `input`. */
export const Usage = z.strictObject({
  input: z.int().nonnegative(),
  cachedInput: z.int().nonnegative(),
  output: z.int().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

export const Role = z.enum(['planner', 'builder', 'auditor']);
export type Role = z.infer<typeof Role>;

/** Tokens and money set aside before a model call, at the most the call can cost (v7 section 7). */
export const Hold = z.strictObject({
  id: z.string(),
  role: Role,
  phase: z.string(),
  model: z.string(),
  tokens: z.int().nonnegative(),
  microUsd: z.int().nonnegative(),
  promptHash: z.string(),
  /** Who makes the call, and until when nobody else may take it for lost. */
  lease: z.strictObject({ worker: z.string(), until: Instant }),
});
export type Hold = z.infer<typeof Hold>;

/** What has been settled. */
export const Spent = z.strictObject({
  tokens: z.int().nonnegative(),
  microUsd: z.int().nonnegative(),
  calls: z.int().nonnegative(),
});
export type Spent = z.infer<typeof Spent>;
