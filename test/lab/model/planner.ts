/** The Planner's part of the scripted model: plans, and what a request has to hold before one is given. */
import type { PlanAnswer } from '../../../src/core/planning/answer.ts';
import type { Line } from './script.ts';

export type PlanLine = Line<PlanAnswer>;

/** The last line whose conditions hold; a request without the prose between its tags is answered by nobody. */
export function planFor(lines: readonly PlanLine[], user: string): PlanLine | undefined {
  if (!user.includes('<prose>\n') || !user.includes('<listing>\n')) return undefined;
  return lines.findLast(
    ({ requires, forbids }) =>
      requires.every((text) => user.includes(text)) && !forbids.some((text) => user.includes(text)),
  );
}
