import { z } from 'zod';
import { Hold } from '../budget.ts';
import { Digest, Instant } from '../ids.ts';

const at = Instant;

/** Facts of planning: an issue of prose becomes a plan before anything is built (v7 section 12). */
export const PLAN_EVENTS = [
  /** The issue holds prose; what governs the planning is frozen under this hash. */
  z.strictObject({ type: z.literal('plan-wanted'), at, strategyHash: Digest }),
  /** Counts the attempt and sets its hold aside. */
  z.strictObject({ type: z.literal('plan-started'), at, hold: Hold }),
  /** The plan that was handed in breaks the rules that every plan is checked by. */
  z.strictObject({
    type: z.literal('plan-refused'),
    at,
    problems: z.array(z.string().max(400)).min(1).max(20),
    /** What was handed in, for the repair; empty where nothing could be read or it is too long. */
    draft: z.string().max(20_000),
  }),
  /** The plan replaces the prose as the run's plan, together with the strategy that is frozen from it. */
  z.strictObject({ type: z.literal('plan-made'), at, planHash: Digest }),
] as const;

const PlanEventSchema = z.discriminatedUnion('type', PLAN_EVENTS);
export type PlanEvent = z.infer<typeof PlanEventSchema>;
