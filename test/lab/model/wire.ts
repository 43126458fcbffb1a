/** The OpenAI wire format, spoken by aimock, with the strictness of the real API and the faults that a real one has. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LLMock } from '@copilotkit/aimock';
import { z } from 'zod';
import { countTokens } from '../../../src/llm/tokens.ts';
import { strictProblems } from './strict-schema.ts';

export interface WireRequest {
  readonly model: string;
  readonly system: string;
  readonly user: string;
  readonly maxOutputTokens: number;
}

export interface WireUsage {
  readonly input: number;
  readonly cachedInput?: number;
  readonly output: number;
}

/** What is said to one request. */
export type WireAnswer =
  | {
      readonly is: 'text';
      readonly text: string;
      /** Left out: as counted. Null: not reported. */
      readonly usage?: WireUsage | null | undefined;
      /** Left out: `stop`, or `length` where the text is longer than the request allows. */
      readonly finish?: 'stop' | 'length' | 'content_filter' | undefined;
      readonly refusal?: string | undefined;
    }
  | {
      readonly is: 'status';
      readonly status: number;
      readonly code?: string | undefined;
      readonly retryAfterSeconds?: number | undefined;
    }
  /** The request was taken, and the connection ends without an answer. */
  | { readonly is: 'hang-up' };

export interface Wire {
  /** Base URL for an OpenAI client. */
  readonly url: string;
  close(): Promise<void>;
}

const Request = z.object({
  model: z.string().min(1),
  messages: z.tuple([
    z.object({ role: z.literal('system'), content: z.string().min(1) }),
    z.object({ role: z.literal('user'), content: z.string().min(1) }),
  ]),
  response_format: z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({
      name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
      strict: z.literal(true),
      schema: z.unknown(),
    }),
  }),
  max_completion_tokens: z.int().positive(),
});

const MESSAGE_TOKENS = 11;

export async function startWire(
  answer: (request: WireRequest) => Promise<WireAnswer> | WireAnswer,
): Promise<Wire> {
  const mock = new LLMock({ port: 0, logLevel: 'silent' });
  const after = new Map<string, WireAnswer>();
  let served = 0;
  mock.on({ predicate: () => true }, async (raw) => {
    const parsed = Request.safeParse(raw);
    if (!parsed.success)
      return refuse(400, `not a structured request: ${parsed.error.issues[0]?.path.join('.')}`);
    const { model, messages, max_completion_tokens: maxOutputTokens } = parsed.data;
    const { schema } = parsed.data.response_format.json_schema;
    const problems = strictProblems(schema);
    if (problems.length > 0) return refuse(400, `schema: ${problems.join('; ')}`);
    const [{ content: system }, { content: user }] = messages;
    const said = await answer({ model, system, user, maxOutputTokens });
    if (said.is === 'status') return refused(said);
    const id = `chatcmpl-lab-${(served += 1)}`;
    after.set(id, said);
    if (said.is === 'hang-up') return { id, content: 'never read' };
    const cut = cutOff(said.text, maxOutputTokens);
    const usage = said.usage ?? {
      input: [system, user, JSON.stringify(schema)].map(countTokens).reduce(sum, MESSAGE_TOKENS),
      output: countTokens(cut.text),
    };
    return {
      id,
      content: cut.text,
      finishReason: said.finish ?? cut.finish,
      usage: { prompt_tokens: usage.input, completion_tokens: usage.output },
    };
  });
  mock.mount('/v1/chat', { handleRequest: (_, response) => unsaid(response, after) });
  await mock.start();
  return { url: `${mock.url}/v1`, close: () => mock.stop() };
}

const sum = (a: number, b: number): number => a + b;

/** The real API stops at the limit it was given. */
function cutOff(text: string, max: number): { text: string; finish: 'stop' | 'length' } {
  if (countTokens(text) <= max) return { text, finish: 'stop' };
  let end = text.length;
  while (countTokens(text.slice(0, end)) > max) end = Math.floor(end * 0.95);
  return { text: text.slice(0, end), finish: 'length' };
}

const refuse = (status: number, message: string) => ({
  status,
  error: { message, type: 'invalid_request_error' },
});

const refused = ({ status, code, retryAfterSeconds }: Extract<WireAnswer, { is: 'status' }>) => ({
  status,
  error: {
    message: 'a fault of the lab',
    type: status >= 500 ? 'server_error' : 'requests',
    ...(code === undefined ? {} : { code }),
  },
  ...(retryAfterSeconds === undefined ? {} : { retryAfter: retryAfterSeconds }),
});

const Completion = z.looseObject({
  id: z.string(),
  usage: z.looseObject({}).optional(),
  choices: z.array(z.looseObject({ message: z.looseObject({}) })).optional(),
});

/**
 * What aimock cannot say (no usage, cached tokens, a refusal, nothing at all) is done to the answer that it
 * has made, on its way out. Resolves to false: the request is aimock's.
 */
function unsaid(response: ServerResponse<IncomingMessage>, after: Map<string, WireAnswer>) {
  const end = response.end.bind(response);
  const change = (chunk: unknown): ServerResponse => {
    const parsed = Completion.safeParse(typeof chunk === 'string' ? JSON.parse(chunk) : undefined);
    const said = parsed.success ? after.get(parsed.data.id) : undefined;
    if (!parsed.success || said === undefined || said.is === 'status') return end(chunk);
    after.delete(parsed.data.id);
    if (said.is === 'hang-up') return response.destroy();
    return end(JSON.stringify(changed(parsed.data, said)));
  };
  response.end = change as typeof response.end;
  return Promise.resolve(false);
}

function changed(
  completion: z.infer<typeof Completion>,
  said: Extract<WireAnswer, { is: 'text' }>,
): unknown {
  const { usage, choices = [], ...rest } = completion;
  const refusal = said.refusal ?? null;
  const details = { prompt_tokens_details: { cached_tokens: said.usage?.cachedInput ?? 0 } };
  return {
    ...rest,
    choices: choices.map((choice) => ({
      ...choice,
      message: { ...choice.message, refusal, ...(refusal === null ? {} : { content: null }) },
    })),
    ...(said.usage === null ? {} : { usage: { ...usage, ...details } }),
  };
}
