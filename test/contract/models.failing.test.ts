/** What a provider says of an answer that it began and did not end, and what is made of it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { TransientError } from '../../src/core/errors.ts';
import { openaiModels } from '../../src/llm/openai.ts';
import type { ModelReply } from '../../src/ports.ts';
import { aRequest } from './models.suite.ts';

const HOST = 'https://models.example.com';
const PATHS = { chat: '/v1/chat/completions', responses: '/v1/responses' } as const;
const BEGUN = { type: 'response.created', response: { status: 'in_progress', usage: null } };

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const said = (api: 'chat' | 'responses', events: readonly unknown[]): Promise<ModelReply> => {
  const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  nock(HOST).post(PATHS[api]).reply(200, body, { 'content-type': 'text/event-stream' });
  const options = { apiKey: 'sk-test', baseUrl: `${HOST}/v1`, timeoutMs: 2_000, api };
  return openaiModels(options).call(aRequest());
};

describe('a response', () => {
  const failing = (code: string | undefined, usage?: object) => {
    const error = code === undefined ? null : { code, message: 'words' };
    const failed = { status: 'failed', output: [], error, ...(usage ? { usage } : {}) };
    return said('responses', [BEGUN, { type: 'response.failed', response: failed }]);
  };
  const usage = { input_tokens: 9, output_tokens: 1, input_tokens_details: { cached_tokens: 4 } };

  it.each([
    ['rate_limit_exceeded', 'transient'],
    ['insufficient_quota', 'capacity'],
  ])('that failed by %s before anything was used is declined', async (code, kind) => {
    expect(await failing(code)).toMatchObject({ is: 'declined', kind, detail: code });
  });

  it('that failed on the way is lost', async () => {
    for (const code of ['server_error', undefined])
      await expect(failing(code)).rejects.toBeInstanceOf(TransientError);
    for (const code of ['server_error', 'rate_limit_exceeded'])
      await expect(failing(code, usage)).rejects.toBeInstanceOf(TransientError);
  });

  it('that failed for what was asked is refused, and what it used is known', async () => {
    expect(await failing('bio_policy', usage)).toEqual({
      ...{ is: 'answered', text: '', stop: 'refused' },
      usage: { input: 9, cachedInput: 4, output: 1 },
    });
  });

  it('whose end never came is lost', async () => {
    const cut = said('responses', [BEGUN, { type: 'response.output_text.delta', delta: '{}' }]);
    await expect(cut).rejects.toBeInstanceOf(TransientError);
  });
});

describe('a completion', () => {
  it('that ends before a word of it came, or is said to have broken off, is lost', async () => {
    const thinking = [
      { choices: [{ delta: { role: 'assistant', content: '' } }] },
      { choices: [{ delta: { reasoning: 'hm' } }] },
    ];
    await expect(said('chat', thinking)).rejects.toBeInstanceOf(TransientError);
    await expect(
      said('chat', [{ choices: [{ delta: { content: '{}' }, finish_reason: 'error' }] }]),
    ).rejects.toBeInstanceOf(TransientError);
    const refusal = [{ choices: [{ delta: { refusal: 'I cannot.' } }] }];
    expect(await said('chat', refusal)).toMatchObject({ stop: 'refused' });
  });
});
