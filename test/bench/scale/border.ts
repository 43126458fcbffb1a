/** What passes between the App's process and the one that holds the simulated GitHubs. */
import { ConflictError, TransientError, UserError } from '../../../src/core/errors.ts';

/** The first message, to the App: when the worlds' time began, here and there, and how fast it goes. */
export interface Opening {
  readonly is: 'opening';
  readonly startedAt: number;
  readonly worldAt: number;
  readonly speed: number;
  readonly secret: string;
  readonly repos: readonly { readonly owner: string; readonly name: string }[];
}

/** A call of a port, on its way to the world it is about. */
export interface Call {
  readonly is: 'call';
  readonly id: number;
  readonly repo: string;
  /** `forge.comment`, `ledger.append`, `models.call` … */
  readonly method: string;
  readonly args: readonly unknown[];
}

export type Reply =
  | { readonly is: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly is: 'reply'; readonly id: number; readonly failed: Failure };

/** What the App measured of itself. Times in milliseconds. */
export interface Measured {
  readonly is: 'measured';
  readonly passes: number;
  /** Keys of which something was acknowledged and no pass has begun since. */
  readonly unhandled: number;
  readonly waits: readonly number[];
  /** Of the whole life of the process, as the operating system counted it. */
  readonly peakRssMb: number;
  readonly endRssMb: number;
}

export type ToApp = Opening | Reply | { readonly is: 'measure' } | { readonly is: 'close' };
export type FromApp = Call | Measured | { readonly is: 'listening'; readonly port: number };

interface Failure {
  readonly kind: 'user' | 'transient' | 'conflict' | 'other';
  readonly message: string;
  readonly code?: string;
  readonly fix?: string;
  readonly retryAfterMs?: number | undefined;
}

/** Errors lose their class on the way; this is what is left of one. */
export function packed(error: unknown): Failure {
  if (error instanceof UserError) {
    const { code, message, fix } = error;
    return { kind: 'user', message, code, fix };
  }
  if (error instanceof TransientError) {
    const { message, retryAfterMs } = error;
    return { kind: 'transient', message, retryAfterMs };
  }
  if (error instanceof ConflictError) return { kind: 'conflict', message: error.message };
  return { kind: 'other', message: String(error) };
}

export function unpacked({ kind, message, code = '', fix = '', retryAfterMs }: Failure): Error {
  switch (kind) {
    case 'user':
      return new UserError(code, message, fix);
    case 'transient':
      return new TransientError(message, { retryAfterMs });
    case 'conflict':
      return new ConflictError(message);
    case 'other':
      return new Error(message);
  }
}
