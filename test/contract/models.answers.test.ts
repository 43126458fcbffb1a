/** What a provider says in a stream, and what is made of it; and what exactly it was asked. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { TransientError } from '../../src/core/errors.ts';
import { systemText } from '../../src/llm/shape.ts';
import { countTokens } from '../../src/llm/tokens.ts';
import { type OpenaiOptions, openaiModels } from '../../src/llm/openai.ts';
import type { ModelReply, ModelRequest } from '../../src/ports.ts';
import { aRequest } from './models.suite.ts';

const HOST = 'https://models.example.com';
const PATHS = { chat: '/v1/chat/completions', responses: '/v1/responses' } as const;
const STREAM = { 'content-type': 'text/event-stream' };

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const sse = (events: readonly unknown[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
const models = (more: Partial<OpenaiOptions> = {}) =>
  openaiModels({ apiKey: 'sk-test', baseUrl: `${HOST}/v1`, timeoutMs: 2_000, ...more });
const said = async (api: 'chat' | 'responses', events: readonly unknown[]): Promise<ModelReply> => {
  nock(HOST).post(PATHS[api]).reply(200, sse(events), STREAM);
  return models({ api }).call(aRequest());
};
const chat = (finish: string | null, more: object = {}) => [
  { choices: [{ delta: { content: '{' } }] },
  { choices: [{ delta: { content: '}' }, finish_reason: finish }] },
  { choices: [], ...more },
];
const response = (more: object) => [
  { type: 'response.created', response: { status: 'in_progress', usage: null } },
  { type: 'response.output_text.delta', delta: '{}' },
  { type: 'response.completed', response: { status: 'completed', output: OUTPUT, ...more } },
];
const OUTPUT = [
  { type: 'reasoning', summary: [] },
  { type: 'message', content: [{ type: 'output_text', text: '{}' }] },
];
const UNREAD = { is: 'answered', text: '', stop: 'refused', usage: null };

describe.each(['chat', 'responses'] as const)('an answer, %s', (api) => {
  it('that cannot be read was made all the same, at a cost that nobody knows', async () => {
    for (const body of ['', 'hello', '{}']) {
      nock(HOST).post(PATHS[api]).reply(200, body, STREAM);
      expect(await models({ api }).call(aRequest())).toEqual(UNREAD);
    }
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [{ input: 0, output: 0 }],
    [{ input: -4, output: 2 }],
    [{ input: '12', output: 2 }],
    [{ input: 1e300, output: 2 }],
  ])('with a usage of %j keeps its text and reports none', async (given) => {
    const names = api === 'chat' ? ['prompt', 'completion'] : ['input', 'output'];
    const usage =
      given &&
      Object.fromEntries(Object.values(given).map((value, n) => [`${names[n]}_tokens`, value]));
    const events = api === 'chat' ? chat('stop', { usage }) : response({ usage });
    expect(await said(api, events)).toEqual({
      ...{ is: 'answered', text: '{}', stop: 'complete', usage: null },
    });
  });

  it('that a filter stopped is refused, and one at its limit is cut off', async () => {
    const stopped = (chatWord: string, reason: string) =>
      api === 'chat'
        ? chat(chatWord)
        : response({ status: 'incomplete', incomplete_details: { reason } });
    expect(await said(api, stopped('content_filter', 'content_filter'))).toMatchObject({
      stop: 'refused',
    });
    expect(await said(api, stopped('length', 'max_output_tokens'))).toMatchObject({
      ...{ text: '{}', stop: 'truncated' },
    });
  });
});

describe('a request', () => {
  const ask = async (
    path: string,
    { request = {}, ...options }: Partial<OpenaiOptions> & { request?: Partial<ModelRequest> } = {},
  ): Promise<unknown> => {
    const sent: unknown[] = [];
    nock(HOST, { badheaders: ['openai-organization', 'openai-project'] })
      .post(path, (body) => sent.push(body) > 0)
      .query(options.apiVersion === undefined ? {} : { 'api-version': options.apiVersion })
      .matchHeader(
        options.keyHeader ?? 'authorization',
        options.keyHeader ? 'sk-test' : 'Bearer sk-test',
      )
      .reply(200, sse(chat('stop')), STREAM);
    await models(options).call(aRequest({ temperature: 0.2, reasoningEffort: 'low', ...request }));
    return sent[0];
  };
  const { schema } = aRequest();
  const CHAT = {
    model: 'gpt-5.4-mini',
    messages: [
      { role: 'system', content: 'You are asked.' },
      { role: 'user', content: 'What is the answer?' },
    ],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'an_answer', strict: true, schema: schema.json },
    },
    max_completion_tokens: 1_000,
    temperature: 0.2,
    reasoning_effort: 'low',
    stream: true,
    stream_options: { include_usage: true },
  };

  it('is strict, with the limits of the call and nothing of the environment', async () => {
    expect(await ask(PATHS.chat)).toEqual(CHAT);
    nock.cleanAll();
    nock(HOST)
      .post(PATHS.responses)
      .reply(200, sse(response({})), STREAM);
  });

  it('of the other shape says the same, and that nothing is to be stored', async () => {
    const sent: unknown[] = [];
    nock(HOST)
      .post(PATHS.responses, (body) => sent.push(body) > 0)
      .reply(200, sse(response({})), STREAM);
    const request = aRequest({ temperature: 0.2, reasoningEffort: 'low' });
    await models({ api: 'responses' }).call(request);
    expect(sent).toEqual([
      {
        model: 'gpt-5.4-mini',
        instructions: 'You are asked.',
        input: 'What is the answer?',
        text: {
          format: { type: 'json_schema', name: 'an_answer', strict: true, schema: schema.json },
        },
        max_output_tokens: 1_000,
        temperature: 0.2,
        reasoning: { effort: 'low' },
        store: false,
        stream: true,
      },
    ]);
  });

  it('tells the schema in words where the provider cannot hold a model to it', async () => {
    const json = await ask(PATHS.chat, { request: { shape: 'json' } });
    expect(json).toMatchObject({ response_format: { type: 'json_object' } });
    const text = await ask(PATHS.chat, { request: { shape: 'text' } });
    expect(text).not.toHaveProperty('response_format');
    for (const body of [json, text])
      expect(JSON.stringify(body)).toContain('fits this JSON Schema');
    // What is sent in words was counted before it was sent.
    const words = aRequest({ shape: 'text' });
    const sent = countTokens(systemText(words)) + countTokens(words.user);
    expect(sent).toBeLessThanOrEqual(models().countTokens(words));
  });

  it('names its limit as the endpoint does, and gives the key where Azure looks for it', async () => {
    const { max_completion_tokens: _limit, ...rest } = CHAT;
    const azure = { keyHeader: 'api-key', apiVersion: '2025-04-01-preview' };
    expect(await ask(PATHS.chat, { ...azure, request: { outputLimit: 'max_tokens' } })).toEqual({
      ...rest,
      max_tokens: 1_000,
    });
  });
});

/** An answer in pieces, and what a shape ends it with. */
const PIECES = {
  chat: [...Array.from({ length: 5 }, () => chat('stop')[0]), ...chat('stop').slice(1)],
  responses: [...Array.from({ length: 5 }, () => response({})[1]), response({})[2]],
} as const;

describe.each(['chat', 'responses'] as const)('a stream, %s', (api) => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });
  const serve = async (answer: (reply: ServerResponse) => void): Promise<string> => {
    nock.enableNetConnect();
    server = createServer((_, reply) => answer(reply.writeHead(200, STREAM)));
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  };

  it('in which nothing is heard for too long is lost, long before the time of the call is over', async () => {
    const baseUrl = await serve((reply) => reply.write(sse(PIECES[api].slice(0, 1))));
    const began = Date.now();
    const call = models({ api, baseUrl, timeoutMs: 20_000, idleMs: 100 }).call(aRequest());
    await expect(call).rejects.toBeInstanceOf(TransientError);
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it('that goes on for longer than the idle time is heard to its end', async () => {
    const events = PIECES[api];
    const baseUrl = await serve((reply) => {
      events.forEach((event, n) => setTimeout(() => reply.write(sse([event])), n * 150));
      setTimeout(() => reply.end('data: [DONE]\n\n'), events.length * 150);
    });
    const reply = await models({ api, baseUrl, timeoutMs: 20_000, idleMs: 750 }).call(aRequest());
    expect(reply).toMatchObject({ text: api === 'chat' ? '{{{{{}' : '{}', stop: 'complete' });
  });

  it('that is stopped from outside is lost at once', async () => {
    const stop = new AbortController();
    const baseUrl = await serve((reply) => {
      reply.write(sse(PIECES[api].slice(0, 1)));
      setTimeout(() => stop.abort(), 50);
    });
    const call = models({ api, baseUrl, timeoutMs: 20_000 }).call(
      aRequest({ signal: stop.signal }),
    );
    await expect(call).rejects.toBeInstanceOf(TransientError);
  });
});
