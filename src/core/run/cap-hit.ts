import { type Amount, type Role } from '../budget.ts';
import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { thousands } from '../report/words.ts';
import { capsNow, tierNow } from './caps.ts';
import type { Run } from './run.ts';

/** The Auditor spends from the phase's cap, at most this share of it (v7 section 7). */
export const AUDITOR_SHARE = 0.3;

/** A cap that the next call would break. */
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
  const detail = `${what}: ${thousands(used)} of ${thousands(most)} tokens are spent and the next call may need ${thousands(wanted)}.`;
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
