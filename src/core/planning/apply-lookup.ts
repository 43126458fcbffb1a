import type { Ruleset } from '../strategy/ruleset.ts';
import type { PhaseStrategy, Strategy, TierStrategy } from '../strategy/strategy.ts';
import type { FeatureLookup, Reuse } from './reuse.ts';

/** What is taken over is read and fitted, not thought up: half of what its category may spend. */
const REUSE_SHARE = 0.5;

/**
 * What a feature lookup changes of a strategy: token caps by how much is reused and by the stack, never above
 * what they were; CI as strict as the stack asks for; and what each reuse phase takes over.
 */
export function withLookup(
  strategy: Strategy,
  found: { readonly lookup: FeatureLookup; readonly reuse: ReadonlyMap<string, Reuse> },
  ruleset: Pick<Ruleset, 'tier'>,
): Strategy {
  const { lookup, reuse } = found;
  const scale = Math.min(1, lookup.factor * (lookup.profile?.budgetModifier ?? 1));
  const phases = strategy.phases.map((phase): PhaseStrategy => {
    const source = reuse.get(phase.id);
    return {
      ...phase,
      tokenCap: scaled(phase.tokenCap, source === undefined ? scale : scale * REUSE_SHARE),
      ...(lookup.profile?.ciProfile === 'strict' ? { ciProfile: 'strict' as const } : {}),
      ...(source === undefined ? {} : { reuse: source }),
    };
  });
  const tokenCap = scaled(strategy.run.tokenCap, scale);
  const tiers = strategy.tiers.map((tier): TierStrategy => {
    const own = phases.filter((phase) => phase.tier === tier.id);
    const sum = own.reduce((tokens, phase) => tokens + phase.tokenCap, 0);
    return { ...tier, tokenCap: Math.min(scaled(ruleset.tier.token_factor * sum, 1), tokenCap) };
  });
  return { ...strategy, run: { ...strategy.run, tokenCap }, tiers, phases, lookup };
}

const scaled = (tokens: number, by: number): number => Math.max(1, Math.floor(tokens * by));
