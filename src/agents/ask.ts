import type { ModelCapability } from '../core/strategy/strategy.ts';
import type { ModelRequest } from '../ports.ts';

type Asked = Pick<
  ModelRequest,
  'model' | 'maxOutputTokens' | 'temperature' | 'reasoningEffort' | 'shape' | 'outputLimit'
>;

/** How a model is asked, by what it can do; one that nobody knows is taken to be able to do everything. */
export function askOf(
  model: string,
  able: ModelCapability | undefined,
  want: { readonly outputTokens: number; readonly temperature: number },
): Asked {
  // What it is told and what it answers share its context.
  const { maxOutput = Infinity, maxContext = Infinity } = able ?? {};
  const maxOutputTokens = Math.min(want.outputTokens, maxOutput, Math.floor(maxContext / 4));
  return {
    model,
    maxOutputTokens,
    ...(able?.temperature === true ? { temperature: want.temperature } : {}),
    ...(able?.reasoningEffort === undefined ? {} : { reasoningEffort: able.reasoningEffort }),
    ...(able?.structuredOutputs === false
      ? { shape: able.jsonMode === true ? 'json' : 'text' }
      : {}),
    ...(able?.outputLimit === undefined ? {} : { outputLimit: able.outputLimit }),
  };
}
