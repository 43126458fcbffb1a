/** A network with one way out: a proxy that wants a password, and hosts that nobody else can look up. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { certificateFor } from './certificate.ts';

export interface WayOut {
  /** The environment of a process in there. */
  readonly env: Readonly<Record<string, string>>;
  /** Part of `env` that must never be told. */
  readonly password: string;
  /** Each host that was asked for, as `host:port`. */
  readonly asked: () => readonly string[];
  /** What the proxy says to whoever asks for a host. */
  answer(status: number): void;
  close(): Promise<void>;
}

const PASSWORD = 'made-up-word-of-the-proxy';

/** `hosts`: where each of them really is. Each is reached by TLS on port 443, and known by the certificate of `env`. */
export async function openWayOut(hosts: Readonly<Record<string, string>>): Promise<WayOut> {
  const folder = await mkdtemp(path.join(tmpdir(), 'autopack-way-out-'));
  const ports = new Map<string, number>();
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const certificates: string[] = [];
  for (const [host, url] of Object.entries(hosts)) {
    const certificate = certificateFor(host);
    certificates.push(certificate.cert);
    const server = createTlsServer(certificate, (socket) =>
      join(socket, connect(Number(new URL(url).port), '127.0.0.1')),
    );
    ports.set(`${host}:443`, await listening(server));
    servers.push(server);
  }
  const asked: string[] = [];
  let status = 200;
  const proxy = createServer((_, response) => response.writeHead(501).end());
  proxy.on('connect', ({ url = '', headers }: IncomingMessage, socket: Socket) => {
    asked.push(url);
    const known = headers['proxy-authorization'] === `Basic ${btoa(`us:${PASSWORD}`)}`;
    const port = ports.get(url);
    const said = known ? (port === undefined ? 502 : status) : 407;
    if (said !== 200 || port === undefined) return socket.end(`HTTP/1.1 ${said} No\r\n\r\n`);
    socket.write('HTTP/1.1 200 Yes\r\n\r\n');
    return join(socket, connect(port, '127.0.0.1'));
  });
  servers.push(proxy);
  for (const server of servers) server.on('connection', (socket: Socket) => sockets.add(socket));
  const authority = path.join(folder, 'authority.pem');
  await writeFile(authority, certificates.join(''));
  return {
    env: {
      HTTPS_PROXY: `http://us:${PASSWORD}@127.0.0.1:${await listening(proxy)}`,
      NODE_EXTRA_CA_CERTS: authority,
    },
    password: PASSWORD,
    asked: () => asked,
    answer: (next) => void (status = next),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      for (const server of servers) await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true });
    },
  };
}

function join(one: Socket, other: Socket): void {
  for (const [from, to] of [[one, other] as const, [other, one] as const]) {
    from.pipe(to);
    from.on('error', () => to.destroy());
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}
