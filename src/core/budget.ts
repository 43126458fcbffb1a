import { z } from 'zod';
import { Instant } from './ids.ts';
import { capsNow, tierNow } from './run/caps.ts';
import type { Run } from './run/run.ts';
import type { PhaseStrategy, Price, Strategy } from './strategy/strategy.ts';

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

/** The Auditor spends from the phase's cap, at most this share of it (v7 section 7). */
export const AUDITOR_SHARE = 0.3;

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

export interface CapHit {
  readonly cap: 'token_cap' | 'cost_cap' | 'tier_token_cap' | 'phase_token_cap';
  readonly detail: string;
}

/** Which cap a hold would break, or null when it fits. There is at most one hold at a time, and none is open here. */
export function capHit(
  run: Run,
  strategy: Strategy,
  want: { phase: PhaseStrategy; role: Role; amount: Amount },
): CapHit | null {
  const { phase, amount } = want;
  const limit = (cap: CapHit['cap'], what: string, used: number, most: number): CapHit | null =>
    tokenHit(cap, what, { used, most, wanted: amount.tokens });
  const inTier = run.phases.filter((p) => p.tier === phase.tier);
  const frozen = strategy.tiers.find((t) => t.id === phase.tier);
  const self = run.phases.find((p) => p.id === phase.id);
  if (frozen === undefined || self === undefined)
    throw new Error(`phase ${phase.id} is not in the run`);
  const tier = tierNow(run, strategy, frozen);
  return (
    runCapHit(run, strategy, amount) ??
    limit(
      'tier_token_cap',
      `Tier ${tier.id}`,
      sum(inTier.map((p) => p.spent.tokens)),
      tier.tokenCap,
    ) ??
    limit('phase_token_cap', `Phase ${phase.id}`, self.spent.tokens, phase.tokenCap) ??
    (want.role === 'auditor'
      ? limit(
          'phase_token_cap',
          `The Auditor in ${phase.id}`,
          self.auditorTokens,
          Math.floor(phase.tokenCap * AUDITOR_SHARE),
        )
      : null)
  );
}

/** Which of the run's own caps a hold would break, whatever it is for. */
export function runCapHit(run: Run, strategy: Strategy, amount: Amount): CapHit | null {
  const most = capsNow(run, strategy).tokenCap;
  const sizes = { used: run.spent.tokens, most, wanted: amount.tokens };
  return tokenHit('token_cap', 'The run', sizes) ?? costHit(run, strategy, amount);
}

function tokenHit(
  cap: CapHit['cap'],
  what: string,
  { used, most, wanted }: { used: number; most: number; wanted: number },
): CapHit | null {
  if (used + wanted <= most) return null;
  const detail = `${what}: ${used} of ${most} tokens are spent and the next call may need ${wanted}.`;
  return { cap, detail };
}

function costHit(run: Run, strategy: Strategy, amount: Amount): CapHit | null {
  const cap = capsNow(run, strategy).costCapMicroUsd;
  if (cap === null || run.spent.microUsd + amount.microUsd <= cap) return null;
  const usd = (micro: number): string => `$${(micro / 1e6).toFixed(4)}`;
  return {
    cap: 'cost_cap',
    detail: `The run: ${usd(run.spent.microUsd)} of ${usd(cap)} are spent and the next call may cost ${usd(amount.microUsd)}.`,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
