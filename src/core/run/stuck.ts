import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { capsNow, ciRunsIn, tierNow } from './caps.ts';
import { limitsNow } from './limits.ts';
import { type GiveUp, PHASE_ACTIVE_MS, recover, unwell } from './recovery.ts';
import { phaseOf } from './evolve-phase.ts';
import type { Run } from './run.ts';
import { tooLarge } from './weight.ts';

/** Why no attempt at a phase can be made, as far as the run's own record tells; null: one can. */
export function stuckBecause(run: Run, strategy: Strategy, id: string): string | null {
  const phase = phaseOf(run, id);
  const limits = limitsNow(run, strategy, id);
  const way = recover(run, limits, phase);
  if (way.is === 'give-up') return `${id}: ${giveUpWords(limits)[way.reason]}`;
  const minutes = strategy.run.activeMinutes;
  if (run.activeMs > minutes * 60_000) return `The run’s ${minutes} active minutes are used up.`;
  if (run.spent.tokens >= capsNow(run, strategy).tokenCap)
    return 'The run’s tokens are used up: raise its cap first with `/autopack budget`.';
  return unwell(run) ?? tooLarge(run) ?? ciCapHit(run, strategy, phase.tier);
}

export const giveUpWords = ({
  builderAttempts,
}: PhaseStrategy): Readonly<Record<GiveUp, string>> => ({
  attempts_exhausted: `all ${builderAttempts} attempts are used up.`,
  same_failure: 'the same failure came again after everything that could be tried.',
  phase_timeout: `it took more than ${PHASE_ACTIVE_MS / 60_000} minutes of active time.`,
});

/** A push starts a CI run, so the cap is looked at before the work that leads to a push. Null: there is one left. */
export function ciCapHit(run: Run, strategy: Strategy, tierId: string): string | null {
  const tier = strategy.tiers.find(({ id }) => id === tierId);
  if (tier === undefined) throw new Error(`the strategy has no tier ${tierId}`);
  const ofRun = capsNow(run, strategy).ciRunCap;
  const ofTier = tierNow(run, strategy, tier).ciRunCap;
  if (run.ciRuns >= ofRun) return `All ${ofRun} CI runs of the run are used up.`;
  return ciRunsIn(run, tierId) >= ofTier
    ? `All ${ofTier} CI runs of tier ${tierId} are used up.`
    : null;
}
