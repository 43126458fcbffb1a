/** Clone, fetch and push for people: `git http-backend` behind the emulator's server. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { gitEnv } from './process.ts';

export interface BackendRequest {
  /** The bare repository. */
  readonly dir: string;
  /** `/info/refs`, `/git-upload-pack` or `/git-receive-pack`. */
  readonly service: string;
  readonly request: Request;
  readonly url: URL;
  readonly user: string | null;
}

const unzip = promisify(gunzip);

export async function httpBackend(given: BackendRequest): Promise<Response> {
  const { request, url, dir, service, user } = given;
  const sent = Buffer.from(await request.arrayBuffer());
  const body = request.headers.get('content-encoding') === 'gzip' ? await unzip(sent) : sent;
  const out = await run(body, {
    GIT_PROJECT_ROOT: path.dirname(dir),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${path.basename(dir)}${service}`,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers.get('content-type') ?? '',
    CONTENT_LENGTH: String(body.length),
    GIT_PROTOCOL: request.headers.get('git-protocol') ?? '',
    ...(user === null ? {} : { REMOTE_USER: user }),
  });
  return parseCgi(out);
}

function run(body: Buffer, env: Readonly<Record<string, string>>): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['http-backend'], { env: gitEnv(env) });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.resume();
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(chunks)));
    // The backend may refuse before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(body);
  });
}

function parseCgi(out: Buffer): Response {
  const cut = out.indexOf('\r\n\r\n');
  if (cut < 0) return new Response('git http-backend said nothing', { status: 500 });
  const headers = new Headers();
  let status = 200;
  for (const line of out.subarray(0, cut).toString('utf8').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers.set(name, value);
  }
  return new Response(new Uint8Array(out.subarray(cut + 4)), { status, headers });
}
