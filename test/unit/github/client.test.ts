import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConflictError, TransientError, UserError } from '../../../src/core/errors.ts';
import { githubClient, type RequestSeen } from '../../../src/github/client.ts';
import { limiter } from '../../../src/github/limits.ts';
import { fakeClock } from '../../support/fake-clock.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const servers: Server[] = [];
async function serve(
  ...answers: readonly Answer[]
): Promise<{ url: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    answer?.(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const json =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
const client = (baseUrl: string, onRequest?: (request: RequestSeen) => void) =>
  githubClient({
    baseUrl,
    auth: { is: 'token', token: 'secret' },
    ...(onRequest === undefined ? {} : { onRequest }),
  });
const Id = z.object({ id: z.int() });
const writing = async (...answers: readonly Answer[]): Promise<unknown> => {
  const { url } = await serve(...answers);
  return client(url)
    .write('POST /things', {}, Id)
    .catch((error: unknown) => error);
};
const asking = async (answer: Answer): Promise<unknown> => {
  const { url } = await serve(answer);
  return client(url)
    .mutate('mutation { x }', {}, z.object({ x: z.object({}) }))
    .catch((error: unknown) => error);
};

describe('what GitHub answers, and who has to act', () => {
  it.each([
    [500, {}, TransientError],
    [502, {}, TransientError],
    [504, {}, TransientError],
    [408, {}, TransientError],
    [409, {}, ConflictError],
    [401, {}, UserError],
    [403, {}, UserError],
    [404, {}, UserError],
    [410, {}, UserError],
    [422, {}, UserError],
    [429, {}, TransientError],
    [403, { 'retry-after': '7' }, TransientError],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99' }, TransientError],
  ] as const)('%s %j', async (status, headers, kind) => {
    expect(await writing(json({ message: 'no' }, status, headers))).toBeInstanceOf(kind);
  });

  it('waits as long as it is asked to', async () => {
    expect(await writing(json({}, 403, { 'retry-after': '7' }))).toMatchObject({
      retryAfterMs: 7_000,
    });
    const date = new Date(50_000).toUTCString();
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99', date };
    expect(await writing(json({}, 403, spent))).toMatchObject({ retryAfterMs: 49_000 });
    expect(await writing(json({}, 429))).toMatchObject({ retryAfterMs: 60_000 });
  });

  it('knows a secondary limit that is told in words only', async () => {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
    for (const headers of [{}, { 'x-ratelimit-remaining': '4711' }]) {
      const error = await writing(json({ message }, 403, headers));
      expect(error).toBeInstanceOf(TransientError);
      expect(error).toMatchObject({ retryAfterMs: 60_000 });
    }
    const errors = [{ message }];
    expect(await asking(json({ errors }))).toMatchObject({ retryAfterMs: 60_000 });
  });

  it('tells everybody of a limit that GraphQL names with status 200', async () => {
    const clock = fakeClock();
    const errors = [{ type: 'RATE_LIMIT', code: 'graphql_rate_limit', message: 'too much' }];
    const { url, asked } = await serve(json({ errors }, 200, { 'retry-after': '90' }));
    const auth = { is: 'token', token: 'secret' } as const;
    const limited = githubClient({ baseUrl: url, auth, limiter: limiter(clock) });
    const ask = () => limited.query('{ x }', {}, Id).catch((error: unknown) => error);
    expect(await ask()).toMatchObject({ retryAfterMs: 90_000 });
    clock.advance(30_000);
    expect(await ask()).toMatchObject({ retryAfterMs: 60_000 });
    await expect(limited.read('GET /things', {}, Id)).rejects.toBeInstanceOf(TransientError);
    expect(asked).toHaveLength(1);
  });

  it('knows that nobody is there', async () => {
    const { url } = await serve();
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(client(url).write('POST /things', {}, Id)).rejects.toBeInstanceOf(TransientError);
  });

  it('knows that an answer was cut off, and that one is wrong', async () => {
    const cut: Answer = (_request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': '900' });
      response.write('{"id": 1');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await writing(cut)).toBeInstanceOf(TransientError);
    expect(await asking(cut)).toBeInstanceOf(TransientError);
    expect(await writing(json({ id: 'one' }))).toBeInstanceOf(z.ZodError);
  });

  it('says what to do with a token that is not accepted, in a workflow and on the command line', async () => {
    const fix = expect.stringMatching(/job\. On the command line, set GITHUB_TOKEN/);
    expect(await asking(json({ message: 'Bad credentials' }, 401))).toMatchObject({ fix });
  });

  it('knows a web page, as of a server whose API is somewhere else', async () => {
    const page: Answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('\n<!DOCTYPE html><html lang="en">');
    };
    expect(await writing(page)).toMatchObject({ message: expect.stringContaining('a web page') });
  });

  it.each([
    ['RATE_LIMITED', TransientError],
    ['RATE_LIMIT', TransientError],
    ['RESOURCE_LIMITS_EXCEEDED', TransientError],
    ['FORBIDDEN', UserError],
    ['NOT_FOUND', UserError],
    ['STALE_DATA', ConflictError],
    ['UNPROCESSABLE', ConflictError],
    [undefined, TransientError],
  ])('GraphQL %s', async (type, kind) => {
    const errors = [{ ...(type === undefined ? {} : { type }), message: 'no', path: ['x'] }];
    expect(await asking(json({ data: null, errors }))).toBeInstanceOf(kind);
  });

  it('does not wait for a query of ours to become right', async () => {
    const errors = [{ message: 'no field', extensions: { code: 'undefinedField' } }];
    const failure = await asking(json({ errors }));
    for (const kind of [TransientError, ConflictError, UserError])
      expect(failure).not.toBeInstanceOf(kind);
  });
});

describe('requests', () => {
  it('are repeated when they read, not when they write', async () => {
    const read = await serve(json({}, 502), json({ id: 1 }));
    expect(await client(read.url).read('GET /thing', {}, Id)).toEqual({ id: 1 });
    const write = await serve(json({}, 502), json({ id: 1 }));
    await expect(client(write.url).write('POST /things', {}, Id)).rejects.toBeInstanceOf(
      TransientError,
    );
    expect([read.asked.length, write.asked.length]).toEqual([2, 1]);
  });

  it('are not repeated as they are where they ask for too much', async () => {
    const errors = [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits exceeded.' }];
    const { url, asked } = await serve(json({ data: { x: null }, errors }));
    const error = await client(url)
      .query('{ x }', {}, Id)
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject({ retryAfterMs: undefined });
    expect(error).toBeInstanceOf(TransientError);
    expect(asked).toHaveLength(1);
  });

  it('are not repeated against a limit', async () => {
    const { url, asked } = await serve(json({}, 403, { 'retry-after': '1' }));
    await expect(client(url).read('GET /thing', {}, Id)).rejects.toBeInstanceOf(TransientError);
    expect(asked).toHaveLength(1);
  });

  it('are told of by route and status', async () => {
    const seen: RequestSeen[] = [];
    const { url } = await serve(json({ id: 1 }), json({}, 404));
    const told = client(url, (request) => seen.push(request));
    await told.read('GET /things/{id}', { id: 5 }, Id);
    await expect(told.read('GET /things/{id}', { id: 5 }, Id)).rejects.toBeInstanceOf(UserError);
    expect(seen).toEqual([
      { method: 'GET', route: '/things/{id}', status: 200 },
      { method: 'GET', route: '/things/{id}', status: 404 },
    ]);
  });
});

describe('a log', () => {
  it('is fetched from elsewhere without our credentials, and only its end is kept', async () => {
    const storage = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      for (let n = 0; n < 2_000; n += 1) response.write(`${n}`.padStart(999, '.').concat('\n'));
      response.end('the end\n');
    });
    const github = await serve((_request, response) => {
      response.writeHead(302, { location: storage.url });
      response.end();
    });
    const log = await client(github.url).text('GET /log', {}, 10_000);
    expect(log).toHaveLength(10_000);
    expect(log.endsWith('.1999\nthe end\n')).toBe(true);
    expect(github.asked[0]?.headers.authorization).toBe('token secret');
    expect(storage.asked[0]?.headers.authorization).toBeUndefined();
  });

  it('that is gone is not found', async () => {
    const { url } = await serve(json({}, 410));
    await expect(client(url).text('GET /log', {}, 100)).rejects.toMatchObject({
      code: 'github/not-found',
    });
  });
});
