import { APIError, type OpenAI } from 'openai';
import { z } from 'zod';
import { TransientError } from '../core/errors.ts';
import type { Usage } from '../core/budget.ts';
import type { ModelReply, ModelRequest } from '../ports.ts';
import { systemText } from './shape.ts';
import type { CallWatch } from './watch.ts';

const count = z.int().nonnegative();
const Said = z.object({ content: z.string().nullish(), refusal: z.string().nullish() });
/** What is read of a chunk; providers differ in the rest. A report that makes no sense is no report. */
const Chunk = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        delta: Said.nullish().catch(null),
        /** In place of it, where the answer came as a whole. */
        message: Said.nullish().catch(null),
      }),
    )
    .nullish()
    .catch(null),
  usage: z
    .object({
      prompt_tokens: count.positive(),
      completion_tokens: count,
      total_tokens: count.nullish().catch(null),
      prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

/** In place of a chunk: it failed. Some endpoints say so without the envelope that the SDK knows. */
const Failed = z.looseObject({ object: z.literal('error') });

interface Heard {
  text: string;
  refused: boolean;
  finish: string | null;
  usage: Usage | null;
}

/** Chat completions: what every OpenAI-compatible endpoint speaks. */
export async function chatCall(
  client: OpenAI,
  request: ModelRequest,
  watch: CallWatch,
): Promise<ModelReply> {
  const stream = await client.chat.completions.create(body(request), { signal: watch.signal });
  const heard: Heard = { text: '', refused: false, finish: null, usage: null };
  await watch.read(stream, (chunk) => {
    // Anything that is a part of an answer.
    watch.begun = hear(heard, chunk) || watch.begun;
  });
  return replyOf(heard, watch.begun);
}

function body(request: ModelRequest): OpenAI.ChatCompletionCreateParamsStreaming {
  const { temperature, reasoningEffort, maxOutputTokens, outputLimit } = request;
  return {
    model: request.model,
    messages: [
      { role: 'system', content: systemText(request) },
      { role: 'user', content: request.user },
    ],
    ...format(request),
    ...(outputLimit === 'max_tokens'
      ? { max_tokens: maxOutputTokens }
      : { max_completion_tokens: maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(reasoningEffort === undefined ? {} : { reasoning_effort: reasoningEffort }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

function format({
  schema,
  shape = 'schema',
}: ModelRequest): Pick<OpenAI.ChatCompletionCreateParamsStreaming, 'response_format'> {
  const { name, json } = schema;
  if (shape === 'text') return {};
  if (shape === 'json') return { response_format: { type: 'json_object' } };
  return {
    response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: json } },
  };
}

function hear(heard: Heard, made: unknown): boolean {
  const failed = Failed.safeParse(made).data;
  if (failed !== undefined) throw new APIError(undefined, failed, undefined, undefined);
  const parsed = Chunk.safeParse(made);
  if (!parsed.success) return false;
  const { choices, usage } = parsed.data;
  const [choice] = choices ?? [];
  const said = choice?.delta ?? choice?.message;
  heard.text += said?.content ?? '';
  heard.refused ||= Boolean(said?.refusal);
  heard.finish = choice?.finish_reason ?? heard.finish;
  // Some report as they go on; the last report is of the whole.
  if (usage) heard.usage = usageOf(usage);
  return choice !== undefined;
}

const usageOf = (usage: NonNullable<z.infer<typeof Chunk>['usage']>): Usage => ({
  input: usage.prompt_tokens,
  cachedInput: usage.prompt_tokens_details?.cached_tokens ?? 0,
  // Where the model's thinking is counted beside its answer, only the sum holds both.
  output: Math.max(usage.completion_tokens, (usage.total_tokens ?? 0) - usage.prompt_tokens),
});

/** What gateways say of an answer that failed behind them. */
const BROKE_OFF = 'error';

/** What endpoints say of an answer that came to its limit. */
const LIMIT = /^(?:length|max_tokens)$/i;

function replyOf({ text, refused, finish, usage }: Heard, began: boolean): ModelReply {
  // It began and did not end, or broke off: the rest of it was lost on the way.
  if ((finish === null && began && !refused) || finish === BROKE_OFF)
    throw new TransientError('the answer of the model was cut');
  // An answer that cannot be read was still made: nobody knows what it cost.
  if (finish === null || refused || finish === 'content_filter')
    return { is: 'answered', text, stop: 'refused', usage };
  return { is: 'answered', text, stop: LIMIT.test(finish) ? 'truncated' : 'complete', usage };
}
