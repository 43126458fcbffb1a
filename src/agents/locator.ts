import {
  choosable,
  type Located,
  locateJsonSchema,
  MAX_CHOICES,
  readLocated,
} from '../core/context/locate.ts';
import type { PhaseStrategy, Strategy } from '../core/strategy/strategy.ts';
import type { ModelRequest } from '../ports.ts';
import { askOf } from './ask.ts';
import { nameText, answered } from './prompts/fence.ts';
import { locatorPrompt } from './prompts/locator.ts';
import { planPart } from './prompts/plan.ts';

/** Twenty paths, and what a model thinks before. */
const OUTPUT_TOKENS = 3_000;

/** Asks which of the likeliest files a phase needs. The same files make the same request, to the letter. */
export function locatorRequest(context: {
  readonly strategy: Strategy;
  readonly phase: PhaseStrategy;
  readonly model: string;
  readonly likely: readonly { readonly path: string; readonly text: string }[];
}): ModelRequest {
  const { strategy, phase, model, likely } = context;
  const able = strategy.capabilities[model];
  return {
    ...askOf(model, able, { outputTokens: OUTPUT_TOKENS, temperature: 0 }),
    ...locatorPrompt({
      plan: planPart(strategy, able?.maxContext),
      phase,
      files: choosable(likely),
    }),
    schema: { name: 'locate_answer', json: locateJsonSchema },
  };
}

/** Reads which of them were named; names in a prompt are written so that no tag can stand in them. */
export const parseLocated = (reply: string, paths: readonly string[]): Located =>
  readLocated(
    answered(reply),
    new Map(paths.slice(0, MAX_CHOICES).map((path) => [nameText(path), path])),
  );
