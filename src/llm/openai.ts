import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
} from 'openai';
import { z } from 'zod';
import { TransientError } from '../core/errors.ts';
import type { ModelReply, ModelRequest, Models } from '../ports.ts';
import { checkModelUrl } from './url.ts';
import { countRequestTokens } from './tokens.ts';

export interface OpenaiOptions {
  readonly apiKey: string;
  /** Any OpenAI-compatible endpoint; undefined: OpenAI's own. */
  readonly baseUrl?: string | undefined;
  readonly timeoutMs: number;
}

const DEFAULT_PAUSE_MS = 20_000;
const LONG_PAUSE_MS = 300_000;

/** What is read of a completion; providers differ in the rest. */
const Completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: z.int().nonnegative(),
      completion_tokens: z.int().nonnegative(),
      prompt_tokens_details: z.object({ cached_tokens: z.int().nonnegative().nullish() }).nullish(),
    })
    .nullish(),
});

/** Models behind an OpenAI-compatible API, by chat completions with structured outputs. One call is one request: nothing is retried here. */
export function openaiModels(options: OpenaiOptions): Models {
  const { apiKey, baseUrl, timeoutMs } = options;
  const client = new OpenAI({
    apiKey,
    maxRetries: 0,
    timeout: timeoutMs,
    ...(baseUrl === undefined ? {} : { baseURL: checkModelUrl(baseUrl) }),
  });
  return {
    countTokens: countRequestTokens,
    call: async (request) => {
      try {
        const made = await client.chat.completions.create(body(request), {
          signal: request.signal ?? null,
        });
        return reply(made);
      } catch (error) {
        return declined(error);
      }
    },
  };
}

function body(request: ModelRequest): OpenAI.ChatCompletionCreateParamsNonStreaming {
  const { name, json } = request.schema;
  return {
    model: request.model,
    messages: [
      { role: 'system', content: request.system },
      { role: 'user', content: request.user },
    ],
    response_format: { type: 'json_schema', json_schema: { name, strict: true, schema: json } },
    max_completion_tokens: request.maxOutputTokens,
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.reasoningEffort === undefined ? {} : { reasoning_effort: request.reasoningEffort }),
  };
}

function reply(made: unknown): ModelReply {
  const parsed = Completion.safeParse(made);
  // An answer that cannot be read was still made: nobody knows what it cost.
  if (!parsed.success) return { is: 'answered', text: '', stop: 'refused', usage: null };
  const { choices, usage } = parsed.data;
  const [choice] = choices;
  const refused = Boolean(choice?.message.refusal) || choice?.finish_reason === 'content_filter';
  return {
    is: 'answered',
    text: choice?.message.content ?? '',
    stop: refused ? 'refused' : choice?.finish_reason === 'length' ? 'truncated' : 'complete',
    usage: usage
      ? {
          input: usage.prompt_tokens,
          cachedInput: usage.prompt_tokens_details?.cached_tokens ?? 0,
          output: usage.completion_tokens,
        }
      : null,
  };
}

/** An error status means that the provider did no work; a broken connection means that nobody knows. */
function declined(error: unknown): ModelReply {
  if (
    error instanceof APIConnectionTimeoutError ||
    error instanceof APIConnectionError ||
    error instanceof APIUserAbortError
  )
    throw new TransientError('the connection to the model was lost', { cause: error });
  if (!(error instanceof APIError) || error.status === undefined)
    throw new TransientError('the model’s answer could not be read', { cause: error });
  const status: number = error.status;
  const detail = `HTTP ${status}${error.code ? ` ${error.code}` : ''}`;
  const asked = retryAfter(error.headers?.get('retry-after'));
  if (status === 402 || error.code === 'insufficient_quota')
    return { is: 'declined', kind: 'capacity', detail, retryAfterMs: asked ?? LONG_PAUSE_MS };
  if (status === 429 || status === 408 || status === 409 || status >= 500)
    return { is: 'declined', kind: 'transient', detail, retryAfterMs: asked ?? DEFAULT_PAUSE_MS };
  return { is: 'declined', kind: 'environment', detail, retryAfterMs: LONG_PAUSE_MS };
}

function retryAfter(header: string | null | undefined): number | undefined {
  const seconds = Number(header);
  return header && Number.isFinite(seconds) ? Math.max(0, seconds) * 1_000 : undefined;
}
