import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../ports.ts';
import { type BodyRoom, isSame, readBody, signatureBytes } from './body.ts';

/** One signed delivery, parsed. */
export interface Delivery {
  /** GitHub's id of it, lower case; the same when it is sent again. */
  readonly id: string;
  readonly event: string;
  readonly payload: unknown;
}

export interface FrontDeps {
  readonly path: string;
  readonly secret: string;
  /** Events that anything listens to; all others are answered and forgotten unread. */
  readonly events: readonly string[];
  /** Resolves when what the delivery means is stored; only then it is acknowledged. */
  readonly take: (delivery: Delivery) => Promise<void>;
  readonly log: Log;
  readonly maxBytes?: number;
}

/** True: the request was ours, and is answered. Never rejects. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/** The most that GitHub sends. */
const MAX_BYTES = 25 * 1024 * 1024;
/** Bodies of this many of the largest size fit at once. */
const LARGEST_AT_ONCE = 4;
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const EVENT = /^[a-z_]{1,64}$/;

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
  /** Something of the request is left unread: the connection cannot go on. */
  readonly ends?: true;
}

/**
 * Webhooks in: nothing of a request is held beyond the limit, nothing is parsed before its signature is
 * checked, and nothing is acknowledged before it is stored.
 */
export function webhookFront(deps: FrontDeps): Handler {
  const maxBytes = deps.maxBytes ?? MAX_BYTES;
  const room: BodyRoom = { maxBytes, maxTotalBytes: maxBytes * LARGEST_AT_ONCE, held: 0 };
  return async (request, response) => {
    if (request.url?.split('?')[0] !== deps.path) return false;
    try {
      const answer = await answerTo(request, deps, room);
      if (answer !== undefined) send(request, response, answer);
    } catch (error) {
      deps.log.error({ err: error }, 'a webhook broke its handler');
      send(request, response, { ...refused(500, 'Something broke here.'), ends: true });
    }
    return true;
  };
}

interface Head {
  readonly id: string;
  readonly event: string;
  readonly signature: Buffer;
}

/** Undefined: nobody is left to answer. */
async function answerTo(
  request: IncomingMessage,
  deps: FrontDeps,
  room: BodyRoom,
): Promise<Answer | undefined> {
  const head = headOf(request, room.maxBytes);
  if ('status' in head) return { ...head, ends: true };
  const body = await readBody(request, deps.secret, room);
  if (body.is === 'gone') return undefined;
  if (body.is === 'too-large') return { ...tooLarge(room.maxBytes), ends: true };
  if (body.is === 'no-room')
    return { ...refused(503, 'Too much is under way; send it again later.'), ends: true };
  if (!isSame(head.signature, body.digest))
    return refused(401, 'The signature does not fit the body: compare the webhook secrets.');
  if (!deps.events.includes(head.event)) return { status: 202, body: { status: 'ignored' } };
  const payload = parse(body.bytes);
  if (payload === undefined)
    return refused(
      400,
      'The body is not a JSON object in UTF-8; set the content type to application/json.',
    );
  return take(deps, { id: head.id, event: head.event, payload: payload.value });
}

/** What can be refused before a byte of the body is read. */
function headOf({ method, headers }: IncomingMessage, maxBytes: number): Head | Answer {
  if (method !== 'POST') return refused(405, 'Webhooks are sent with POST.');
  if (Number(headers['content-length'] ?? 0) > maxBytes) return tooLarge(maxBytes);
  const signature = signatureBytes(headers['x-hub-signature-256']);
  if (signature === undefined)
    return refused(401, 'X-Hub-Signature-256 is missing or not sha256= with 64 hex digits.');
  const id = headers['x-github-delivery'];
  if (typeof id !== 'string' || !GUID.test(id))
    return refused(400, 'X-GitHub-Delivery is missing or not a GUID.');
  const event = headers['x-github-event'];
  if (typeof event !== 'string' || !EVENT.test(event))
    return refused(400, 'X-GitHub-Event is missing or not the name of an event.');
  return { id: id.toLowerCase(), event, signature };
}

async function take({ take, log }: FrontDeps, delivery: Delivery): Promise<Answer> {
  try {
    await take(delivery);
    return { status: 202, body: { status: 'accepted' } };
  } catch (error) {
    // GitHub then lists the delivery as failed, and it can be sent again.
    log.error({ delivery: delivery.id, err: error }, 'a delivery could not be stored');
    return refused(503, 'The delivery could not be stored; send it again.');
  }
}

/** Only an object is a payload. Undefined: it is none. */
function parse(bytes: Buffer): { readonly value: object } | undefined {
  if (!isUtf8(bytes)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { value }
    : undefined;
}

const refused = (status: number, error: string): Answer => ({ status, body: { error } });

const tooLarge = (maxBytes: number): Answer =>
  refused(413, `The body is larger than ${maxBytes} bytes.`);

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent) return;
  const body = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(answer.ends === true && { connection: 'close' }),
  });
  response.end(body);
  // What is left of a refused body is thrown away for a moment, so that its sender gets to read the answer.
  if (answer.ends === true && !request.complete) {
    request.resume();
    setTimeout(() => request.destroy(), LINGER_MS).unref();
  }
}

const LINGER_MS = 500;
