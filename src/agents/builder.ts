import { builderAnswerJsonSchema } from '../core/edits/answer.ts';
import type { ServedFile } from '../core/edits/edits.ts';
import type { Evidence } from '../core/run/event.ts';
import type { PhaseStrategy, Strategy } from '../core/strategy/strategy.ts';
import type { ModelRequest, TreeEntry } from '../ports.ts';
import { builderPrompt } from './prompts/builder.ts';

export interface BuilderContext {
  readonly strategy: Strategy;
  readonly phase: PhaseStrategy;
  readonly tree: readonly TreeEntry[];
  readonly served: readonly ServedFile[];
  readonly omitted: readonly string[];
  readonly evidence: readonly Evidence[];
}

const TEMPERATURE = 0.2;

/** One request for the edits of one attempt. The same context makes the same request, to the letter. */
export function builderRequest({
  strategy,
  phase,
  tree,
  served,
  omitted,
  evidence,
}: BuilderContext): ModelRequest {
  const { model } = phase.builder;
  const able = strategy.capabilities[model];
  const paths = tree.map((entry) => entry.path);
  return {
    model,
    ...builderPrompt({ title: strategy.title, phase, paths, served, omitted, evidence }),
    schema: { name: 'builder_answer', json: builderAnswerJsonSchema },
    maxOutputTokens: phase.outputTokens,
    ...(able?.temperature === true ? { temperature: TEMPERATURE } : {}),
    ...(able?.reasoningEffort === undefined ? {} : { reasoningEffort: able.reasoningEffort }),
  };
}
