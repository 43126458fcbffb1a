import { builderAnswerJsonSchema } from '../core/edits/answer.ts';
import { v4aAnswerJsonSchema } from '../core/edits/v4a-answer.ts';
import type { ServedFile } from '../core/edits/edits.ts';
import type { Evidence } from '../core/run/event.ts';
import type { PhaseStrategy, Strategy } from '../core/strategy/strategy.ts';
import type { ModelRequest, TreeEntry } from '../ports.ts';
import { askOf } from './ask.ts';
import {
  type BuilderInput,
  type Instruction,
  builderPrompt,
  type Looked,
  type Outline,
} from './prompts/builder.ts';
import { planPart } from './prompts/plan.ts';
import { repairPrompt } from './prompts/repair.ts';
import type { Mending } from './mend.ts';

export interface BuilderContext {
  readonly strategy: Strategy;
  readonly phase: PhaseStrategy;
  readonly tree: readonly TreeEntry[];
  readonly served: readonly ServedFile[];
  readonly omitted: readonly string[];
  /** What some of the omitted files define. */
  readonly outlines?: readonly Outline[] | undefined;
  /** What the repository says to those who work on it. */
  readonly instructions?: readonly Instruction[] | undefined;
  /** What the phase takes over from elsewhere. */
  readonly sources?: readonly Instruction[] | undefined;
  /** The tree that the run began with; left out, it is as it is now. */
  readonly began?: readonly TreeEntry[] | undefined;
  readonly evidence: readonly Evidence[];
  /** What it asked to be shown in this attempt. */
  readonly looked?: readonly Looked[] | undefined;
}

const TEMPERATURE = 0.2;
/** v7 section 13: what was cut off is asked for with more room. */
const MORE = 1.25;
const MAX_OUTPUT = 64_000;

/** One request for the edits of one attempt. The same context makes the same request, to the letter. */
export const builderRequest = (context: BuilderContext): ModelRequest =>
  request(context, builderPrompt(inputOf(context)), context.phase.outputTokens);

/** The request for what could not be used of an answer. */
export function repairRequest(context: BuilderContext, mending: Mending): ModelRequest {
  const { outputTokens, builder } = context.phase;
  const more = Math.min(Math.ceil(outputTokens * MORE), MAX_OUTPUT);
  const price = context.strategy.prices[builder.model];
  const prompt = repairPrompt(inputOf(context), mending, price);
  return request(context, prompt, mending.is === 'rest' ? more : outputTokens);
}

function request(
  { strategy, phase }: BuilderContext,
  prompt: Pick<ModelRequest, 'system' | 'user'>,
  outputTokens: number,
): ModelRequest {
  const { model } = phase.builder;
  return {
    ...askOf(model, strategy.capabilities[model], { outputTokens, temperature: TEMPERATURE }),
    ...prompt,
    schema: {
      name: 'builder_answer',
      json: strategy.edits === 'v4a' ? v4aAnswerJsonSchema : builderAnswerJsonSchema,
    },
  };
}

function inputOf({
  strategy,
  phase,
  tree,
  served,
  omitted,
  ...more
}: BuilderContext): BuilderInput {
  const began = more.began ?? tree;
  const maxContext = strategy.capabilities[phase.builder.model]?.maxContext;
  const was = new Map(began.map(({ path, sha }) => [path, sha]));
  return {
    format: strategy.edits ?? 'search_replace',
    plan: planPart(strategy, maxContext),
    began: began.map(({ path }) => path),
    changed: new Set(tree.filter(({ path, sha }) => was.get(path) !== sha).map(({ path }) => path)),
    ...{ phase, phases: strategy.phases, served, omitted, evidence: more.evidence },
    ...{ outlines: more.outlines ?? [], instructions: more.instructions ?? [] },
    sources: more.sources ?? [],
    looked: more.looked ?? [],
    paths: tree.map(({ path }) => path),
    maxContext,
  };
}
