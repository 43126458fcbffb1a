/** What a provider's HTTP border can answer, and what is made of it. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { TransientError } from '../../src/core/errors.ts';
import { openaiModels } from '../../src/llm/openai.ts';
import type { ModelReply } from '../../src/ports.ts';
import { aRequest } from './models.suite.ts';

const HOST = 'https://models.example.com';

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const STREAM = { 'content-type': 'text/event-stream' };
const border = () => nock(HOST).post('/v1/chat/completions');
const models = (timeoutMs = 2_000) =>
  openaiModels({ apiKey: 'sk-test', baseUrl: `${HOST}/v1`, timeoutMs });
const call = (): Promise<ModelReply> => models().call(aRequest());
const error = (code: unknown, type = 'requests') => ({ error: { message: 'words', type, code } });

describe('an error status', () => {
  it.each([
    [400, 'invalid_request_error', 'environment'],
    [401, 'invalid_api_key', 'environment'],
    [402, null, 'capacity'],
    [403, 'unsupported_country_region_territory', 'environment'],
    [404, 'model_not_found', 'environment'],
    [409, null, 'transient'],
    [422, null, 'environment'],
    [429, 'rate_limit_exceeded', 'transient'],
    [429, 'insufficient_quota', 'capacity'],
    [429, 'billing_hard_limit_reached', 'capacity'],
    [500, null, 'transient'],
    [503, null, 'transient'],
    [529, 'overloaded_error', 'transient'],
  ] as const)('%i %s is %s, after one request', async (status, code, kind) => {
    const scope = border().once().reply(status, error(code));
    expect(await call()).toMatchObject({ is: 'declined', kind });
    expect(scope.isDone()).toBe(true);
  });

  it('is told by its code where it has one, never by its message', async () => {
    border().reply(429, { error: { message: 'insufficient_quota', type: 'x y', code: 429 } });
    expect(await call()).toMatchObject({ kind: 'transient', detail: 'HTTP 429' });
    border().reply(404, error('model_not_found', 'invalid_request_error'));
    expect(await call()).toMatchObject({
      detail: 'HTTP 404 model_not_found invalid_request_error',
    });
  });

  it('of a filter that did not let the prompt through is a refusal, at a cost that nobody knows', async () => {
    border().reply(400, error('content_filter', 'invalid_request_error'));
    expect(await call()).toEqual({ is: 'answered', text: '', stop: 'refused', usage: null });
  });

  it.each([408, 502, 504, 520, 522, 524])(
    '%i, by somebody in between, tells nothing of what the model did: the call is lost',
    async (status) => {
      border().reply(status, '<html>bad gateway</html>', { 'content-type': 'text/html' });
      await expect(call()).rejects.toThrow(`the answer of the model was lost: HTTP ${status}`);
    },
  );

  it('may be a page that is no JSON', async () => {
    border().reply(503, '<html>soon</html>', { 'content-type': 'text/html' });
    expect(await call()).toMatchObject({ is: 'declined', kind: 'transient', detail: 'HTTP 503' });
  });

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0.0015' }, 2],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [
      {
        'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT',
        date: 'Sat, 21 Nov 2026 10:00:00 GMT',
      },
      30_000,
    ],
    [{ 'retry-after': '-5' }, 0],
    [{ 'retry-after': '99999999999' }, 3_600_000],
    [{ 'retry-after': 'soon' }, 20_000],
    [{}, 20_000],
  ])('%j waits %i ms', async (headers, retryAfterMs) => {
    border().reply(429, error('rate_limit_exceeded'), headers);
    expect(await call()).toMatchObject({ retryAfterMs });
  });

  it('is what a redirect is: the prompt goes to the host that was checked', async () => {
    border().reply(307, '', { location: 'http://169.254.169.254/latest' });
    const elsewhere = nock('http://169.254.169.254').post('/latest').reply(200, {});
    expect(await call()).toMatchObject({ is: 'declined', kind: 'environment', detail: 'HTTP 307' });
    expect(elsewhere.isDone()).toBe(false);
  });
});

describe('a connection', () => {
  const broken = (code: string) => Object.assign(new Error('words'), { code });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])(
    'that never stood (%s) owes nothing',
    async (code) => {
      border().replyWithError(broken(code));
      expect(await call()).toMatchObject({
        is: 'declined',
        kind: 'transient',
        detail: `no connection: ${code}`,
      });
    },
  );

  it('to somebody else is for a person to look at', async () => {
    border().replyWithError(broken('CERT_HAS_EXPIRED'));
    expect(await call()).toMatchObject({ is: 'declined', kind: 'environment' });
  });

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])('that broke (%s) is lost', async (code) => {
    border().replyWithError(broken(code));
    await expect(call()).rejects.toBeInstanceOf(TransientError);
  });

  it('that takes too long is lost', async () => {
    border().delay(500).reply(200, {});
    await expect(models(50).call(aRequest())).rejects.toBeInstanceOf(TransientError);
  });

  it('that ends in the middle of the answer is lost', async () => {
    border().reply(200, 'data: {"choices":[{"delta":{"content":"{"}}]}\n\n', STREAM);
    await expect(call()).rejects.toBeInstanceOf(TransientError);
  });

  it('that says in the middle of the answer that it failed is lost', async () => {
    border().reply(200, 'data: {"error":{"code":"server_error","message":"words"}}\n\n', STREAM);
    await expect(call()).rejects.toBeInstanceOf(TransientError);
  });
});
