import { planAnswerJsonSchema } from '../core/planning/answer.ts';
import { parseReplanAnswer, replanJsonSchema, type Replan } from '../core/planning/replan.ts';
import type { Evidence } from '../core/run/event.ts';
import type { PhaseStrategy, Strategy } from '../core/strategy/strategy.ts';
import type { ModelRequest, TreeEntry } from '../ports.ts';
import { askOf } from './ask.ts';
import { answered } from './prompts/fence.ts';
import { type Offer, plannerPrompt, replanPrompt } from './prompts/planner.ts';

export interface PlannerContext {
  readonly strategy: Strategy;
  /** Who is asked now: the Planner, or who stands in for it. */
  readonly model: string;
  readonly title: string;
  readonly prose: string;
  readonly tree: readonly TreeEntry[];
  readonly offers: readonly Offer[];
  readonly problems: readonly string[];
  readonly draft: string;
}

const TEMPERATURE = 0.2;

const asked = (strategy: Strategy, model: string, outputTokens: number) =>
  askOf(model, strategy.capabilities[model], { outputTokens, temperature: TEMPERATURE });

/** One request for a plan, or for its repair. The same context makes the same request, to the letter. */
export function plannerRequest(context: PlannerContext): ModelRequest {
  const { strategy, tree, model, ...said } = context;
  const { planning } = strategy;
  if (planning === undefined) throw new Error('this strategy is not one for planning');
  const paths = tree.map(({ path }) => path);
  const { maxPhases } = strategy.run;
  return {
    ...asked(strategy, model, planning.outputTokens),
    ...plannerPrompt({
      ...said,
      paths,
      maxPhases,
      maxContext: strategy.capabilities[model]?.maxContext,
    }),
    schema: { name: 'plan_answer', json: planAnswerJsonSchema },
  };
}

/** As many failures as a signature needs to be seen twice, and one more. */
const MAX_FAILURES = 3;

/**
 * Asks for another way to the same acceptance criteria. The model is the phase's Auditor: it did not write
 * what failed.
 */
export function replanRequest(context: {
  readonly strategy: Strategy;
  readonly phase: PhaseStrategy;
  readonly evidence: readonly Evidence[];
}): ModelRequest {
  const { strategy, phase, evidence } = context;
  const failures = evidence.slice(-MAX_FAILURES);
  return {
    ...asked(strategy, phase.auditor.model, phase.outputTokens),
    ...replanPrompt({ title: strategy.title, phase, failures }),
    schema: { name: 'replan_answer', json: replanJsonSchema },
  };
}

/** Reads a replan; one that changes what the phase is judged by is unusable. */
export const parseReplan = (reply: string, phase: PhaseStrategy): Replan =>
  parseReplanAnswer(answered(reply), phase);
