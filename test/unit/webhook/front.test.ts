import { afterEach, describe, expect, it } from '@jest/globals';
import { createHmac, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Delivery, type FrontDeps, webhookFront } from '../../../src/webhook/front.ts';
import { listen, type Listening } from '../../../src/webhook/listen.ts';
import { quiet } from '../../support/quiet.ts';

const SECRET = 'a-secret-of-the-tests-0123';
const PATH = '/hooks';
const GUID = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const sign = (body: string | Buffer, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

let server: Listening | undefined;
let taken: Delivery[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.close();
  server = undefined;
});

async function open(more: Partial<FrontDeps> = {}): Promise<string> {
  taken = [];
  const front = webhookFront({
    ...{ path: PATH, secret: SECRET, events: ['issues'], log: quiet, maxBytes: 1_000 },
    take: async (delivery) => void taken.push(delivery),
    ...more,
  });
  server = await listen({ host: '127.0.0.1', port: 0, handlers: [front], log: quiet });
  return `http://127.0.0.1:${server.port}${PATH}`;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
}

async function post(
  url: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  const all = {
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': GUID,
    'x-hub-signature-256': sign(body),
    ...headers,
  };
  const given = Object.entries(all).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const response = await fetch(url, { method: 'POST', headers: given, body });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

describe('a connection', () => {
  it('is kept for longer than what stands in front keeps it', async () => {
    const answer = await fetch(new URL('/nothing', await open()));
    expect(answer.headers.get('keep-alive')).toBe('timeout=75');
  });
});

describe('a signed delivery', () => {
  it('is taken, and acknowledged once that is stored', async () => {
    let stored = false;
    const url = await open({
      take: async () => {
        await sleep(50);
        stored = true;
      },
    });
    expect(await post(url, '{"action":"labeled"}')).toEqual({
      status: 202,
      body: { status: 'accepted' },
    });
    expect(stored).toBe(true);
  });

  it('keeps its id, whatever the case', async () => {
    const url = await open();
    await post(url, '{"a":1}', { 'x-github-delivery': GUID.toUpperCase() });
    expect(taken).toEqual([{ id: GUID, event: 'issues', payload: { a: 1 } }]);
  });

  it('of an event that nobody listens to is answered and not parsed', async () => {
    const url = await open();
    const answer = await post(url, 'not json', { 'x-github-event': 'star' });
    expect(answer).toEqual({ status: 202, body: { status: 'ignored' } });
    expect(taken).toEqual([]);
  });

  it('is failed to GitHub when it could not be stored', async () => {
    const url = await open({ take: () => Promise.reject(new Error('no database')) });
    expect((await post(url, '{}')).status).toBe(503);
  });
});

describe('a signature', () => {
  const refused: readonly (readonly [string, string | undefined])[] = [
    ['missing', undefined],
    ['of another secret', sign('{}', 'another-secret-0123456789')],
    ['of another body', sign('{ }')],
    ['of SHA-1', `sha1=${createHmac('sha1', SECRET).update('{}').digest('hex')}`],
    ['cut short', sign('{}').slice(0, -2)],
    ['too long', `${sign('{}')}00`],
    ['empty', 'sha256='],
    ['no hex', `sha256=${'z'.repeat(64)}`],
  ];
  it.each(refused)('that is %s is refused', async (_, signature) => {
    const url = await open();
    const answer = await post(url, '{}', { 'x-hub-signature-256': signature });
    expect(answer.status).toBe(401);
    expect(answer.body['error']).toBeDefined();
    expect(taken).toEqual([]);
  });

  it('is checked before the body is parsed', async () => {
    const url = await open();
    expect((await post(url, 'not json', { 'x-hub-signature-256': sign('{}') })).status).toBe(401);
  });

  it('is of the bytes, not of the text', async () => {
    const url = await open();
    const body = Buffer.from([0x7b, 0xff, 0x7d]);
    expect((await post(url, body)).status).toBe(400);
    expect((await post(url, '{"a":"é\\u2028"}')).status).toBe(202);
  });
});

describe('what is malformed', () => {
  const bodies = ['', 'null', '[]', '"text"', '7', '{', '{"a":}', '\uFEFF'];
  it.each(bodies)('as a body, %j, is refused', async (body) => {
    expect((await post(await open(), body)).status).toBe(400);
  });

  const heads: readonly Readonly<Record<string, string | undefined>>[] = [
    { 'x-github-delivery': undefined },
    { 'x-github-delivery': '1; drop table' },
    { 'x-github-delivery': `${GUID}0` },
    { 'x-github-event': undefined },
    { 'x-github-event': '../issues' },
    { 'x-github-event': 'a'.repeat(65) },
  ];
  it.each(heads)('as a header, %j, is refused', async (headers) => {
    const answer = await post(await open(), '{}', headers);
    expect(answer.status).toBe(400);
    expect(taken).toEqual([]);
  });

  it('has no prototype to reach', async () => {
    const url = await open();
    await post(url, '{"__proto__":{"admin":true},"a":1,"a":2}');
    expect(taken[0]?.payload).toHaveProperty('a', 2);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('as a method is told so', async () => {
    expect((await fetch(await open())).status).toBe(405);
  });

  it('as a path is left to others', async () => {
    expect((await fetch(`${await open()}/else`)).status).toBe(404);
  });
});

/** Sends a head and then `chunks`; everything that came back. */
function raw(url: string, head: readonly string[], chunks: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    sockets.push(socket);
    let text = '';
    socket.on('data', (data) => (text += data.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.write(`POST ${PATH} HTTP/1.1\r\nhost: x\r\n${head.join('\r\n')}\r\n\r\n`);
    for (const chunk of chunks) socket.write(chunk);
  });
}

const SIGNED = [
  'x-github-event: issues',
  `x-github-delivery: ${randomUUID()}`,
  `x-hub-signature-256: ${sign('x')}`,
];

describe('a body that is too large', () => {
  it('is refused by what it says, before any of it is sent', async () => {
    const text = await raw(await open(), [...SIGNED, 'content-length: 1001'], []);
    expect(text).toContain('413');
    expect(text).toContain('larger than 1000 bytes');
  });

  it('is refused while it streams, when it says nothing', async () => {
    const chunk = `100\r\n${'x'.repeat(256)}\r\n`;
    const text = await raw(
      await open(),
      [...SIGNED, 'transfer-encoding: chunked'],
      Array(6).fill(chunk),
    );
    expect(text).toContain('413');
    expect(taken).toEqual([]);
  });

  it('may be as large as the limit', async () => {
    const body = JSON.stringify({ a: 'x'.repeat(1_000 - 8) });
    expect((await post(await open(), body)).status).toBe(202);
  });

  it('cannot be many that are just below it: memory is bounded', async () => {
    const url = await open();
    const begun = Array.from({ length: 5 }, () =>
      raw(url, [...SIGNED, 'content-length: 1000'], ['x'.repeat(900)]),
    );
    const first = await Promise.race(begun);
    expect(first).toContain('503');
  });

  it('is forgotten when it was read, refused or broken off: the next ones have room', async () => {
    const url = await open();
    const large = JSON.stringify({ a: 'x'.repeat(900) });
    const wrong = { 'x-hub-signature-256': sign('x') };
    for (let n = 0; n < 5; n += 1) expect((await post(url, large, wrong)).status).toBe(401);
    const broken = Array.from({ length: 4 }, () => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      const head = [...SIGNED, 'content-length: 950'].join('\r\n');
      socket.write(`POST ${PATH} HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n${'x'.repeat(900)}`);
      return socket;
    });
    await sleep(50);
    for (const socket of broken) socket.destroy();
    await sleep(50);
    for (let n = 0; n < 6; n += 1) expect((await post(url, large)).status).toBe(202);
  });

  it('may go away in the middle', async () => {
    const url = await open();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      `POST ${PATH} HTTP/1.1\r\nhost: x\r\n${SIGNED.join('\r\n')}\r\ncontent-length: 500\r\n\r\nxx`,
    );
    await sleep(50);
    socket.destroy();
    expect((await post(url, '{}')).status).toBe(202);
  });
});
