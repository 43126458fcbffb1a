/** What endpoints other than OpenAI's own say, each in its own way, and what is made of it. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TransientError } from '../../src/core/errors.ts';
import { type OpenaiOptions, openaiModels } from '../../src/llm/openai.ts';
import type { ModelReply, ModelRequest } from '../../src/ports.ts';
import { aRequest } from './models.suite.ts';

const STREAM = { 'content-type': 'text/event-stream' };
const JSON_BODY = { 'content-type': 'application/json; charset=utf-8' };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Asking extends Partial<OpenaiOptions> {
  readonly request?: Partial<ModelRequest>;
}

/** One call to an endpoint that answers as it is told; `sent` is what it was asked. */
async function call(
  answer: (reply: ServerResponse) => void,
  { request = {}, ...options }: Asking = {},
): Promise<{ reply: ModelReply; sent: unknown; path: string | undefined }> {
  let body = '';
  let path: string | undefined;
  server = createServer((asked, reply) => {
    path = asked.url;
    asked.on('data', (part: Buffer) => (body += part.toString()));
    asked.on('end', () => answer(reply));
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const baseUrl = `${host}${options.baseUrl ?? '/v1'}`;
  const models = openaiModels({ apiKey: 'sk-test', timeoutMs: 5_000, ...options, baseUrl });
  const reply = await models.call(aRequest(request));
  return { reply, sent: JSON.parse(body), path };
}

const events = (...made: readonly unknown[]): string =>
  made
    .map((one) => (typeof one === 'string' ? one : `data: ${JSON.stringify(one)}`))
    .map((one) => `${one}\n\n`)
    .join('');
const streaming =
  (...made: readonly unknown[]) =>
  (reply: ServerResponse) =>
    reply.writeHead(200, STREAM).end(events(...made));
const said = async (...made: readonly unknown[]): Promise<ModelReply> =>
  (await call(streaming(...made))).reply;
const responses = async (...made: readonly unknown[]): Promise<ModelReply> =>
  (await call(streaming(...made), { api: 'responses' })).reply;

const WORD = { choices: [{ delta: { content: '{}' } }] };
const END = { choices: [{ delta: {}, finish_reason: 'stop' }] };
const USAGE = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const COMMENT = ': OPENROUTER PROCESSING';
const BEGUN = { type: 'response.created', response: { status: 'in_progress', usage: null } };

describe('a gateway that answers 200 before it knows', () => {
  it.each([
    [429, 'transient'],
    [503, 'transient'],
    [402, 'capacity'],
    [403, 'environment'],
    ['429', 'transient'],
    ['insufficient_quota', 'capacity'],
    ['rate_limit_exceeded', 'transient'],
  ])('and says %s before anything of an answer did no work', async (code, kind) => {
    const error = { code, message: 'words' };
    const reply = await said(COMMENT, { error, choices: [{ finish_reason: 'error' }] });
    expect(reply).toMatchObject({ is: 'declined', kind });
  });

  it.each([429, 'rate_limit_exceeded'])(
    'and says %s in the middle of an answer has lost it',
    async (code) => {
      await expect(said(WORD, { error: { code } })).rejects.toBeInstanceOf(TransientError);
    },
  );

  it.each([502, 504, 'server_error', undefined])(
    'and says %s tells nothing of what the model did',
    async (code) => {
      await expect(said(COMMENT, { error: { code } })).rejects.toBeInstanceOf(TransientError);
    },
  );

  it('may say it as a body of JSON, though a stream was asked for', async () => {
    const body = JSON.stringify({ error: { code: 429, message: 'a\nb' } }, null, 2);
    const { reply } = await call((to) => to.writeHead(200, JSON_BODY).end(body));
    expect(reply).toMatchObject({ is: 'declined', kind: 'transient', detail: 'HTTP 429' });
  });

  it('is understood without the envelope, as older servers of vLLM speak', async () => {
    const failed = { object: 'error', message: 'words', type: 'BadRequestError', code: 400 };
    expect(await said(failed)).toMatchObject({ is: 'declined', kind: 'environment' });
    await expect(said(WORD, failed)).rejects.toBeInstanceOf(TransientError);
  });
});

describe('an event that a response failed', () => {
  const quota = { type: 'error', code: 'insufficient_quota', message: 'words', param: null };

  it.each([
    ['alone', `data: ${JSON.stringify(quota)}`],
    ['by its name', `event: error\ndata: ${JSON.stringify(quota)}`],
    ['with its envelope', `event: error\ndata: ${JSON.stringify({ type: 'error', error: quota })}`],
  ])('before it began, told %s, is that nothing was done', async (_, event) => {
    expect(await responses(BEGUN, event)).toMatchObject({ is: 'declined', kind: 'capacity' });
  });

  it('by too many others asking is that nothing was done', async () => {
    const busy = { type: 'error', code: 'server_is_overloaded', message: 'words' };
    expect(await responses(BEGUN, busy)).toMatchObject({ is: 'declined', kind: 'transient' });
  });

  it('in its middle is that it was lost', async () => {
    const cut = responses(BEGUN, { type: 'response.output_text.delta', delta: '{' }, quota);
    await expect(cut).rejects.toBeInstanceOf(TransientError);
  });
});

describe('an answer', () => {
  it('that is long in coming is waited for as long as comments come', async () => {
    const { reply } = await call(
      (to) => {
        to.writeHead(200, STREAM);
        for (let n = 0; n < 8; n += 1) setTimeout(() => to.write(`${COMMENT}\n\n`), n * 200);
        setTimeout(() => to.end(events(WORD, END)), 1_600);
      },
      { timeoutMs: 20_000, idleMs: 1_000 },
    );
    expect(reply).toMatchObject({ text: '{}', stop: 'complete' });
  });

  it('may come as a whole, though a stream was asked for', async () => {
    const message = { role: 'assistant', content: '{"a":\n1}' };
    const body = { choices: [{ message, finish_reason: 'stop' }], usage: USAGE };
    const { reply } = await call((to) =>
      to.writeHead(200, JSON_BODY).end(JSON.stringify(body, null, 2)),
    );
    expect(reply).toEqual({
      ...{ is: 'answered', text: '{"a":\n1}', stop: 'complete' },
      usage: { input: 9, cachedInput: 0, output: 2 },
    });
  });

  it('costs what the model thought as well, where that is counted beside it', async () => {
    const usage = { ...USAGE, total_tokens: 511 };
    expect(await said(WORD, END, { choices: [], usage })).toMatchObject({
      usage: { input: 9, output: 502 },
    });
  });

  it.each(['max_tokens', 'MAX_TOKENS'])('that ends by %s was cut off', async (finish) => {
    const end = { choices: [{ delta: {}, finish_reason: finish }] };
    expect(await said(WORD, end)).toMatchObject({ stop: 'truncated' });
  });

  it('to a prompt that was read in part only is none', async () => {
    const usage = { prompt_tokens: 4_096, completion_tokens: 20 };
    const asking = (user: string) =>
      call(streaming(WORD, END, { choices: [], usage }), { request: { user } });
    expect((await asking('word '.repeat(20_000))).reply).toEqual({
      ...{ is: 'declined', kind: 'environment', retryAfterMs: 300_000 },
      detail:
        'the endpoint read 4096 of about 20005 tokens of the prompt: its context is too small',
      usage: { input: 4_096, cachedInput: 0, output: 20 },
    });
    expect((await asking('word '.repeat(5_000))).reply).toMatchObject({ is: 'answered' });
    const cached = { ...usage, prompt_tokens_details: { cached_tokens: 16_000 } };
    const beside = streaming(WORD, END, { choices: [], usage: cached });
    const whole = await call(beside, { request: { user: 'word '.repeat(20_000) } });
    expect(whole.reply).toMatchObject({ is: 'answered' });
  });
});

describe('a refusal of the request', () => {
  it('names the field that it is about, and nothing of its message', async () => {
    const error = {
      ...{ message: 'Your organization must be verified to stream this model.', param: 'stream' },
      ...{ type: 'invalid_request_error', code: 'unsupported_value' },
    };
    const { reply } = await call((to) =>
      to.writeHead(400, JSON_BODY).end(JSON.stringify({ error })),
    );
    expect(reply).toMatchObject({
      detail: 'HTTP 400 unsupported_value invalid_request_error (stream)',
    });
  });
});

describe('a request', () => {
  it('in the mode of JSON names it where the Responses API looks for it', async () => {
    const answer = streaming({
      type: 'response.completed',
      response: { status: 'completed', output: [] },
    });
    const { sent } = await call(answer, { api: 'responses', request: { shape: 'json' } });
    expect(sent).toMatchObject({
      text: { format: { type: 'json_object' } },
      input: expect.stringContaining('JSON'),
    });
  });

  it.each([
    ['/openai/v1', undefined, '/openai/v1/chat/completions'],
    ['/openai/v1/', undefined, '/openai/v1/chat/completions'],
    [
      '/openai/deployments/builder',
      '2024-10-21',
      '/openai/deployments/builder/chat/completions?api-version=2024-10-21',
    ],
  ])('to %s goes where it should', async (baseUrl, apiVersion, expected) => {
    const { path } = await call(streaming(WORD, END), { baseUrl, apiVersion });
    expect(path).toBe(expected);
  });

  it('is counted with more tokens where the model has a tokenizer of its own', () => {
    const models = openaiModels({ apiKey: 'sk-test', timeoutMs: 1_000 });
    const count = (model: string) =>
      models.countTokens(aRequest({ model, user: 'word '.repeat(1_000) }));
    const base = count('gpt-5.4');
    for (const same of ['gpt-oss:20b', 'openai/gpt-4.1', 'prod-gpt4o', 'o3-mini', 'codex-mini'])
      expect(count(same)).toBe(base);
    for (const other of ['anthropic/claude-sonnet-4.5', 'qwen3-coder:30b', 'llama3.3', 'phi-4'])
      expect(count(other)).toBe(Math.ceil(base * 1.5));
  });
});
