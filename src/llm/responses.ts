import { APIError, type OpenAI } from 'openai';
import { z } from 'zod';
import { TransientError } from '../core/errors.ts';
import type { ModelReply, ModelRequest } from '../ports.ts';
import { declinedFor } from './failure.ts';
import { systemText } from './shape.ts';
import type { CallWatch } from './watch.ts';

const count = z.int().nonnegative();
const Part = z.object({
  type: z.string(),
  text: z.string().nullish(),
  refusal: z.string().nullish(),
});
/** The response as a whole, which the last event holds. */
const Response = z.object({
  status: z.string().nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish().catch(null),
  error: z.object({ code: z.string().nullish() }).nullish().catch(null),
  output: z
    .array(z.object({ type: z.string(), content: z.array(Part).nullish().catch(null) }))
    .nullish()
    .catch(null),
  usage: z
    .object({
      input_tokens: count.positive(),
      output_tokens: count,
      input_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
type Response = z.infer<typeof Response>;

const Event = z.object({
  type: z.string(),
  response: Response.nullish().catch(null),
  /** Of an event that says that the call failed. */
  code: z.unknown().optional(),
});
/** Said before the model begins. */
const BEFORE: readonly string[] = ['response.created', 'response.queued', 'response.in_progress'];
const LAST: readonly string[] = ['response.completed', 'response.incomplete', 'response.failed'];

/** The Responses API: OpenAI's own, and Azure's. Nothing is stored at the provider. */
export async function responsesCall(
  client: OpenAI,
  request: ModelRequest,
  watch: CallWatch,
): Promise<ModelReply> {
  const stream = await client.responses.create(body(request), { signal: watch.signal });
  const heard: { last: Response | null; events: number } = { last: null, events: 0 };
  await watch.read(stream, (made) => {
    const event = Event.safeParse(made).data;
    if (event === undefined) return;
    if (event.type === 'error') throw new APIError(undefined, event, undefined, undefined);
    heard.events += 1;
    watch.begun ||= !BEFORE.includes(event.type);
    if (LAST.includes(event.type)) heard.last = event.response ?? null;
  });
  if (heard.last !== null) return replyOf(heard.last);
  // It began and did not end: the rest of it was lost on the way.
  if (heard.events > 0) throw new TransientError('the answer of the model was cut');
  // An answer that cannot be read was still made: nobody knows what it cost.
  return { is: 'answered', text: '', stop: 'refused', usage: null };
}

function body(request: ModelRequest): OpenAI.Responses.ResponseCreateParamsStreaming {
  const { schema, shape = 'schema', temperature, reasoningEffort } = request;
  const { name, json } = schema;
  return {
    model: request.model,
    instructions: systemText(request),
    // The mode is refused where the input itself does not name it: the instructions do not count.
    input: shape === 'json' ? `${request.user}\n\nAnswer in JSON.` : request.user,
    ...(shape === 'text'
      ? {}
      : shape === 'json'
        ? { text: { format: { type: 'json_object' } } }
        : { text: { format: { type: 'json_schema', name, strict: true, schema: json } } }),
    max_output_tokens: request.maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(reasoningEffort === undefined ? {} : { reasoning: { effort: reasoningEffort } }),
    store: false,
    stream: true,
  };
}

/** Nothing is wrong with the request: to ask again may bring an answer. */
const PASSING: readonly string[] = ['server_error', 'rate_limit_exceeded', 'vector_store_timeout'];

/**
 * An answer that failed. Where nothing was used up the provider did no work; else nobody knows what an answer
 * that was lost cost. Null: it was refused.
 */
function failed({ status, error, usage }: Response): ModelReply | null {
  const code = error?.code ?? 'server_error';
  if (status !== 'failed') return null;
  if (usage == null && code !== 'server_error') {
    const declined = declinedFor(code);
    if (declined !== null) return declined;
  }
  if (PASSING.includes(code)) throw new TransientError('the model failed in its answer');
  return null;
}

function replyOf(response: Response): ModelReply {
  const nothing = failed(response);
  if (nothing !== null) return nothing;
  const parts = (response.output ?? [])
    .filter((item) => item.type === 'message')
    .flatMap((item) => item.content ?? []);
  const usage =
    response.usage == null
      ? null
      : {
          input: response.usage.input_tokens,
          cachedInput: response.usage.input_tokens_details?.cached_tokens ?? 0,
          output: response.usage.output_tokens,
        };
  return {
    is: 'answered',
    text: parts.map((part) => part.text ?? '').join(''),
    stop: stopOf(
      response,
      parts.some((part) => part.type === 'refusal' || Boolean(part.refusal)),
    ),
    usage,
  };
}

function stopOf(
  { status, incomplete_details: details }: Response,
  refused: boolean,
): Extract<ModelReply, { is: 'answered' }>['stop'] {
  if (refused || details?.reason === 'content_filter') return 'refused';
  if (status === 'incomplete') return 'truncated';
  return status === 'completed' ? 'complete' : 'refused';
}
