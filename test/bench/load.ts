/** Signed deliveries over keep-alive connections, each connection one at a time. */
import { createHmac, randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly secret: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answers that were no 2xx. */
  readonly refused: number;
}

/** Deliveries are about as many runs as this. */
const RUNS = 500;
/** About what GitHub sends for a label: most of it is the repository. */
const FILLER = 'x'.repeat(8_000);

export async function load(options: LoadOptions): Promise<Load> {
  const ends = performance.now() + options.seconds * 1_000;
  const times: number[] = [];
  let refused = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      const socket = connect(options.port, '127.0.0.1');
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
      while (performance.now() < ends) {
        const sent = performance.now();
        const status = await exchange(socket, request(options));
        times.push(performance.now() - sent);
        if (status < 200 || status > 299) refused += 1;
      }
      socket.destroy();
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  times.sort((a, b) => a - b);
  const at = (part: number): number => times[Math.floor((times.length - 1) * part)] ?? 0;
  return {
    perSecond: times.length / seconds,
    ...{ p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), refused },
  };
}

function request({ path, secret }: LoadOptions): string {
  const issue = 1 + Math.floor(Math.random() * RUNS);
  const body = JSON.stringify({
    action: 'labeled',
    issue: { number: issue, body: FILLER },
    label: { name: 'autopack:run' },
    repository: { id: 1, name: `repo-${issue % 7}`, owner: { login: `owner-${issue % 20}` } },
    sender: { id: 1, login: 'mona' },
    installation: { id: 1 + (issue % 20) },
  });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-github-event: issues',
    `x-github-delivery: ${randomUUID()}`,
    `x-hub-signature-256: sha256=${signature}`,
    '',
    body,
  ].join('\r\n');
}

/** Status of the one answer that comes back. */
function exchange(socket: Socket, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const read = (data: Buffer): void => {
      answer += data.toString('latin1');
      const head = answer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
      const isChunked = /transfer-encoding: chunked/i.test(answer.slice(0, head));
      if (isChunked ? !answer.endsWith('0\r\n\r\n') : answer.length < head + 4 + length) return;
      socket.off('data', read);
      socket.off('error', reject);
      resolve(Number(answer.slice(9, 12)));
    };
    socket.on('data', read);
    socket.once('error', reject);
    socket.write(text);
  });
}
