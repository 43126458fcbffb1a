import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type BodyRead =
  | { readonly is: 'read'; readonly bytes: Buffer; readonly digest: Buffer }
  | { readonly is: 'too-large' }
  /** Too much of other requests is held already. */
  | { readonly is: 'no-room' }
  /** The sender went away. */
  | { readonly is: 'gone' };

/** Memory that bodies may take altogether: none of them is trusted before its end. */
export interface BodyRoom {
  readonly maxBytes: number;
  readonly maxTotalBytes: number;
  held: number;
}

/** Reads a body and computes its HMAC-SHA-256 on the way; stops reading at the first byte too many. */
export function readBody(
  request: IncomingMessage,
  secret: string,
  room: BodyRoom,
): Promise<BodyRead> {
  const hmac = createHmac('sha256', secret);
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const end = (result: BodyRead): void => {
      request.removeAllListeners('data');
      room.held -= size;
      size = 0;
      resolve(result);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      room.held += chunk.length;
      if (size > room.maxBytes) return end({ is: 'too-large' });
      if (room.held > room.maxTotalBytes) return end({ is: 'no-room' });
      hmac.update(chunk);
      chunks.push(chunk);
    });
    request.once('end', () =>
      end({ is: 'read', bytes: Buffer.concat(chunks), digest: hmac.digest() }),
    );
    request.once('error', () => end({ is: 'gone' }));
    request.once('close', () => end({ is: 'gone' }));
  });
}

/** The 32 bytes of `sha256=<hex>`; undefined: it is nothing of the kind. */
export function signatureBytes(header: string | readonly string[] | undefined): Buffer | undefined {
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(typeof header === 'string' ? header : '')?.[1];
  return hex === undefined ? undefined : Buffer.from(hex, 'hex');
}

/** Takes as long whether the first byte differs or the last. */
export const isSame = (one: Buffer, other: Buffer): boolean =>
  one.length === other.length && timingSafeEqual(one, other);
