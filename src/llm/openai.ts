import OpenAI from 'openai';
import { z } from 'zod';
import type { Usage } from '../core/budget.ts';
import type { ModelReply, ModelRequest, Models } from '../ports.ts';
import { declinedBy } from './failure.ts';
import { countRequestTokens } from './tokens.ts';
import { checkModelUrl } from './url.ts';

export interface OpenaiOptions {
  readonly apiKey: string;
  /** Any OpenAI-compatible endpoint; undefined: OpenAI's own. Throws UserError `config/model-url` when it may not be used. */
  readonly baseUrl?: string | undefined;
  /** Takes an https address of a private network as well. */
  readonly allowPrivate?: boolean | undefined;
  readonly timeoutMs: number;
}

const OPENAI_URL = 'https://api.openai.com/v1';

const count = z.int().nonnegative();
/** What is read of a completion; providers differ in the rest. A report that makes no sense is no report. */
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
      prompt_tokens: count.positive(),
      completion_tokens: count,
      prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
type Completion = z.infer<typeof Completion>;

/** Models behind an OpenAI-compatible API, by chat completions with structured outputs. One call is one request: nothing is retried here. */
export function openaiModels(options: OpenaiOptions): Models {
  const client = new OpenAI({
    apiKey: options.apiKey,
    // Given in full: what is left out the SDK takes from the environment, unchecked.
    baseURL: checkModelUrl(options.baseUrl ?? OPENAI_URL, options.allowPrivate),
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: options.timeoutMs,
    // The prompt goes to the host that was checked, or nowhere.
    fetchOptions: { redirect: 'manual' },
  });
  return {
    countTokens: countRequestTokens,
    call: async (request) => {
      const asked = body(request);
      return client.chat.completions
        .create(asked, { signal: request.signal ?? null })
        .then(reply, declinedBy);
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
  const [choice] = parsed.data.choices;
  const reason = choice?.finish_reason;
  const refused = Boolean(choice?.message.refusal) || reason === 'content_filter';
  return {
    is: 'answered',
    text: choice?.message.content ?? '',
    stop: refused ? 'refused' : reason === 'length' ? 'truncated' : 'complete',
    usage: usageOf(parsed.data.usage),
  };
}

const usageOf = (usage: Completion['usage']): Usage | null =>
  usage
    ? {
        input: usage.prompt_tokens,
        cachedInput: usage.prompt_tokens_details?.cached_tokens ?? 0,
        output: usage.completion_tokens,
      }
    : null;
