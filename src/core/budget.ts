import { z } from 'zod';
import { Instant } from './ids.ts';
import type { Price } from './strategy/strategy.ts';

/** What a provider reports for one call, in tokens; cached input is part of `input`. */
export const Usage = z.strictObject({
  input: z.int().nonnegative(),
  cachedInput: z.int().nonnegative(),
  output: z.int().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

export const Role = z.enum(['planner', 'locator', 'builder', 'auditor']);
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
  /** Why another model is asked than the strategy names; left out: that one is. */
  because: z.string().max(200).optional(),
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

export interface Amount {
  readonly tokens: number;
  readonly microUsd: number;
}

/** The most one call can cost: the local count of the input, a margin for how providers count, and the output limit. */
export function holdAmount(
  inputTokens: number,
  maxOutputTokens: number,
  price: Price | undefined,
): Amount {
  const input = Math.ceil(inputTokens * 1.05) + 200;
  return {
    tokens: input + maxOutputTokens,
    microUsd:
      price === undefined ? 0 : Math.ceil(input * price.input + maxOutputTokens * price.output),
  };
}

/**
 * Settles a hold by what the provider reports. Never above the hold: a report above it is an anomaly,
 * after which nothing more is called. No report settles in full.
 */
export function settle(
  hold: Amount,
  usage: Usage | null,
  price: Price | undefined,
): { readonly settled: Amount; readonly anomaly: boolean } {
  if (usage === null)
    return { settled: { tokens: hold.tokens, microUsd: hold.microUsd }, anomaly: false };
  const tokens = usage.input + usage.output;
  const microUsd = price === undefined ? 0 : costOf(usage, price);
  return {
    settled: { tokens: Math.min(tokens, hold.tokens), microUsd: Math.min(microUsd, hold.microUsd) },
    anomaly: tokens > hold.tokens || microUsd > hold.microUsd,
  };
}

/** Dollars per million tokens are millionths of a dollar per token. */
function costOf(usage: Usage, price: Price): number {
  const cached = Math.min(usage.cachedInput, usage.input);
  return Math.ceil(
    (usage.input - cached) * price.input + cached * price.cachedInput + usage.output * price.output,
  );
}
