import { TransientError } from '../core/errors.ts';

/** A call that is under way: who gives up on it, and when. */
export interface CallWatch {
  readonly signal: AbortSignal;
  /** The events of a stream as they come; each gives the call its idle time anew. Throws TransientError when it was given up. */
  read<T>(stream: AsyncIterable<T>, take: (event: T) => void): Promise<void>;
  end(): void;
}

/**
 * Ends a call when it takes too long in all, when nothing is heard of it for too long, or when `signal` says
 * so. Whatever the provider had done by then nobody knows: such a call is lost.
 */
export function watchCall(limits: {
  readonly timeoutMs: number;
  readonly idleMs: number;
  readonly signal?: AbortSignal | undefined;
}): CallWatch {
  const { timeoutMs, idleMs } = limits;
  const over = new AbortController();
  const whole = setTimeout(() => over.abort(), timeoutMs);
  let idle = setTimeout(() => over.abort(), idleMs);
  const signal = limits.signal ? AbortSignal.any([over.signal, limits.signal]) : over.signal;
  return {
    signal,
    read: async (stream, take) => {
      for await (const event of stream) {
        clearTimeout(idle);
        idle = setTimeout(() => over.abort(), idleMs);
        take(event);
      }
      // A stream that is given up ends like any other.
      if (signal.aborted) throw new TransientError('the call was given up');
    },
    end: () => {
      clearTimeout(whole);
      clearTimeout(idle);
    },
  };
}
