import type { CapHit } from './cap-hit.ts';
import { DECLINED_ENOUGH } from '../strategy/models.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Run } from './run.ts';

/** A call as it would be made: to `chosen`, and not to `avoid` as long as there is another. */
interface Wanted {
  readonly phase: string;
  readonly chosen: string;
  readonly avoid: readonly string[];
}

/** Who may be asked in place of a model that is too dear: the frozen ladder, as far as its prices are known. */
export function standIns(
  { declined }: Pick<Run, 'declined'>,
  { fallback = [], prices }: Pick<Strategy, 'fallback' | 'prices'>,
  { phase, chosen, avoid }: Wanted,
): readonly string[] {
  const declines = declined?.phase === phase ? declined.models : {};
  const others = fallback.filter(
    (model) =>
      model !== chosen && prices[model] !== undefined && (declines[model] ?? 0) < DECLINED_ENOUGH,
  );
  return [
    ...others.filter((model) => !avoid.includes(model)),
    ...others.filter((model) => avoid.includes(model)),
  ];
}

/**
 * The first call that what is left can pay, or the cap that the chosen one hits (v7 section 13). The frozen
 * choice stands: the next call is offered to it again.
 */
export function payable<Offer>(
  chosen: Offer,
  others: Iterable<Offer>,
  hitOf: (offer: Offer) => CapHit | null,
): { readonly offer: Offer; readonly hit: CapHit | null } {
  const hit = hitOf(chosen);
  // Every model counts about the same tokens: only money is saved by asking another one.
  if (hit?.cap !== 'cost_cap') return { offer: chosen, hit };
  for (const offer of others) if (hitOf(offer) === null) return { offer, hit: null };
  return { offer: chosen, hit };
}
