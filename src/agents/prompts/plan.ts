import type { PhaseStrategy, Strategy } from '../../core/strategy/strategy.ts';
import { clamp } from '../../core/text/neutralise.ts';
import { fencePlain } from './fence.ts';
import { roomIn } from './room.ts';

const MAX_DESCRIPTION = 400;
const MAX_PLAN = 12_000;

/** The whole plan, the same in every call of a run: what the other phases do is not for this one to do, or to miss. */
export function planPart({ title, tiers, phases }: Strategy, maxContext?: number): string {
  const room = Math.floor(Math.min(MAX_PLAN, roomIn(maxContext)));
  const lines = tiers.flatMap((tier) => [
    `Tier ${tier.id} ${tier.name}`,
    ...phases
      .filter((phase) => phase.tier === tier.id)
      .flatMap((phase) => [
        `- ${phase.id} ${phase.name}`,
        indented(clamp(phase.description, MAX_DESCRIPTION)),
        ...phase.acceptance.map((criterion) => `  * ${criterion}`),
      ]),
  ]);
  return fencePlain('plan', clamp([title, ...lines].join('\n'), room));
}

const indented = (text: string): string => `  ${text.trim().replaceAll('\n', '\n  ')}`;

/** The phase that is meant. What the plan says of it already is not said again. */
export function goalPart(plan: string, { id, name, description }: PhaseStrategy): string {
  const isToldThere = description.trim() !== '' && plan.includes(`\n${indented(description)}\n`);
  return fencePlain('goal', `${id}: ${name}\n${isToldThere ? '' : description}`.trim());
}
