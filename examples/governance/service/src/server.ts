import { createServer, type Server } from 'node:http';
import { orderOf } from './orders.ts';

export interface Asked {
  readonly url: string;
  readonly authorization?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Knows nothing of sockets, so that tests need none. */
export function answer({ url }: Asked): Answer {
  const { pathname } = new URL(url, 'http://localhost');
  const order = orderOf(Number(/^\/orders\/(\d+)$/.exec(pathname)?.[1]));
  if (order === undefined) return { status: 404, body: { error: 'not found' } };
  return { status: 200, body: order };
}

export function createService(): Server {
  return createServer((request, response) => {
    const { authorization } = request.headers;
    const { status, body } = answer({ url: request.url ?? '/', authorization });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
}
