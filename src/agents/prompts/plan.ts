import type { Strategy } from '../../core/strategy/strategy.ts';
import { clamp } from '../../core/text/neutralise.ts';
import { fencePlain } from './fence.ts';

const MAX_DESCRIPTION = 400;
const MAX_PLAN = 12_000;

/** The whole plan, the same in every call of a run: what the other phases do is not for this one to do, or to miss. */
export function planPart({ title, tiers, phases }: Strategy): string {
  const lines = tiers.flatMap((tier) => [
    `Tier ${tier.id} ${tier.name}`,
    ...phases
      .filter((phase) => phase.tier === tier.id)
      .flatMap((phase) => [
        `- ${phase.id} ${phase.name}`,
        `  ${clamp(phase.description, MAX_DESCRIPTION).replace(/\s+/g, ' ').trim()}`,
        ...phase.acceptance.map((criterion) => `  * ${criterion}`),
      ]),
  ]);
  return fencePlain('plan', clamp([title, ...lines].join('\n'), MAX_PLAN));
}
