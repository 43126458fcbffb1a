import { createServer, type Server } from 'node:http';
import { greeting } from './greeting.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Answers a request by its URL; knows nothing of sockets, so that tests need none. */
export function answer(url: string): Answer {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  if (pathname === '/hello') {
    return { status: 200, body: { greeting: greeting(searchParams.get('name') ?? 'world') } };
  }
  return { status: 404, body: { error: 'not found' } };
}

export function createService(): Server {
  return createServer((request, response) => {
    const { status, body } = answer(request.url ?? '/');
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
}
