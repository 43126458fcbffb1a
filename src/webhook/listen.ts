import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { UserError } from '../core/errors.ts';
import type { Log } from '../ports.ts';

/** True: the request was answered. */
type Handler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Asked in turn. */
  readonly handlers: readonly Handler[];
  readonly log: Log;
}

export interface Listening {
  readonly port: number;
  /** Takes no more connections; resolves when the requests at hand are answered. */
  close(): Promise<void>;
}

/** A sender that is slower than this is cut off. */
const HEAD_MS = 10_000;
const REQUEST_MS = 30_000;
/** Longer than what stands in front keeps a connection, mostly a minute: it would send into one that is closed. */
const KEEP_MS = 75_000;
const CLOSE_MS = 5_000;

export async function listen({ host, port, handlers, log }: ListenOptions): Promise<Listening> {
  const server = createServer(
    {
      ...{ headersTimeout: HEAD_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: KEEP_MS },
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => void answer(request, response),
  );
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      for (const handler of handlers) if (await handler(request, response)) return;
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'There is nothing here.' }));
    } catch (error) {
      log.error({ err: error }, 'a request broke its handler');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(refusalOf(error, host, port)));
    server.listen({ port, host }, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => close(server),
  };
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process uses that port',
  EACCES: 'this user may not use that port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host name',
  EAI_AGAIN: 'the host name cannot be looked up',
};

/** What a person can mend; anything else is left as it is. */
function refusalOf(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const why = WHY[error.code ?? ''];
  if (why === undefined) return error;
  return new UserError(
    'env/cannot-listen',
    `The server cannot listen on port ${port} of ${host}: ${why} (${error.code}).`,
    'Set PORT and HOST to what is free here, or stop what uses it.',
  );
}

function close(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  timer.unref();
  return new Promise((resolve, reject) => {
    server.close((error) => {
      clearTimeout(timer);
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeIdleConnections();
  });
}
