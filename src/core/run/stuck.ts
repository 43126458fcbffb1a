import type { PhaseStrategy, Strategy } from '../strategy/strategy.ts';
import { capital, many } from '../report/words.ts';
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
  if (run.activeMs > minutes * 60_000)
    return `The run’s ${many(minutes, 'active minute')} ${minutes === 1 ? 'is' : 'are'} used up.`;
  if (run.spent.tokens >= capsNow(run, strategy).tokenCap)
    return 'The run’s tokens are used up: raise its cap first with `/autopack budget`.';
  return unwell(run) ?? tooLarge(run) ?? ciCapHit(run, strategy, phase.tier);
}

export const giveUpWords = ({
  builderAttempts,
}: PhaseStrategy): Readonly<Record<GiveUp, string>> => ({
  attempts_exhausted: `${usedUp(builderAttempts, 'attempt')}.`,
  same_failure: 'the same failure came again after everything that could be tried.',
  phase_timeout: `it took more than ${PHASE_ACTIVE_MS / 60_000} minutes of active time.`,
});

const usedUp = (n: number, thing: string, of = ''): string =>
  n === 1 ? `the only ${thing}${of} is used up` : `all ${n} ${thing}s${of} are used up`;

/** A push starts a CI run, so the cap is looked at before the work that leads to a push. Null: there is one left. */
export function ciCapHit(run: Run, strategy: Strategy, tierId: string): string | null {
  const tier = strategy.tiers.find(({ id }) => id === tierId);
  if (tier === undefined) throw new Error(`the strategy has no tier ${tierId}`);
  const ofRun = capsNow(run, strategy).ciRunCap;
  const ofTier = tierNow(run, strategy, tier).ciRunCap;
  if (run.ciRuns >= ofRun) return `${capital(usedUp(ofRun, 'CI run', ' of the run'))}.`;
  return ciRunsIn(run, tierId) >= ofTier
    ? `${capital(usedUp(ofTier, 'CI run', ` of tier ${tierId}`))}.`
    : null;
}
