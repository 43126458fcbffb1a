/** The OpenAI wire format, both shapes of it, spoken by aimock, with the strictness of the real API and the faults that a real one has. */
import { LLMock } from '@copilotkit/aimock';
import { countTokens } from '../../../src/llm/tokens.ts';
import { asked, type Asked } from './wire-asked.ts';
import { unsaid } from './wire-said.ts';

export type WireRequest = Pick<Asked, 'model' | 'system' | 'user' | 'maxOutputTokens'>;

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

const MESSAGE_TOKENS = 11;

export async function startWire(
  answer: (request: WireRequest) => Promise<WireAnswer> | WireAnswer,
): Promise<Wire> {
  const mock = new LLMock({ port: 0, logLevel: 'silent', chunkSize: 400 });
  const after = new Map<string, WireAnswer>();
  const bodies = new Map<string, unknown>();
  let served = 0;
  mock.on({ predicate: () => true }, async (raw) => {
    const request = asked(raw, bodies);
    if ('problem' in request) return refuse(400, request.problem);
    const { system, user, schema, maxOutputTokens } = request;
    const said = await answer(request);
    if (said.is === 'status') return refused(said);
    const id = `${request.api === 'chat' ? 'chatcmpl' : 'resp'}-lab-${(served += 1)}`;
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
  for (const path of ['/v1/chat', '/v1/responses'])
    mock.mount(path, {
      handleRequest: (request, response) => unsaid({ request, response }, { after, bodies }),
    });
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
