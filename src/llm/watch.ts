import { TransientError } from '../core/errors.ts';

/** A call that is under way: who gives up on it, and when. */
export interface CallWatch {
  readonly signal: AbortSignal;
  /** Something of an answer has come: what it cost by now nobody knows. */
  begun: boolean;
  /** Whatever comes over the line gives the call its idle time anew, comments that keep it open as well. */
  readonly fetch: typeof fetch;
  /** The events of a stream as they come. Throws TransientError when it was given up. */
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
  let isOver = false;
  const heard = (): void => {
    clearTimeout(idle);
    // What comes behind the end must not keep the process waiting.
    if (!isOver) idle = setTimeout(() => over.abort(), idleMs);
  };
  return {
    signal,
    begun: false,
    fetch: async (...asked) => heardBy(heard, await fetch(...asked)),
    read: async (stream, take) => {
      for await (const event of stream) take(event);
      // A stream that is given up ends like any other.
      if (signal.aborted) throw new TransientError('the call was given up');
    },
    end: () => {
      isOver = true;
      clearTimeout(whole);
      clearTimeout(idle);
    },
  };
}

const JSON_BODY = /^application\/json\b/i;

/** The same answer, listened to. One that came as a whole, though it was to be streamed, is a stream of one event. */
async function heardBy(heard: () => void, answer: Response): Promise<Response> {
  const { status, statusText, headers, body } = answer;
  heard();
  if (body === null) return answer;
  const listening = new TransformStream<Uint8Array, Uint8Array>({
    transform: (bytes, stream) => {
      heard();
      stream.enqueue(bytes);
    },
  });
  const same = new Response(body.pipeThrough(listening), { status, statusText, headers });
  if (!answer.ok || !JSON_BODY.test(headers.get('content-type') ?? '')) return same;
  const event = `data: ${(await same.text()).replace(/[\r\n]+/g, ' ')}\n\n`;
  return new Response(event, { status, headers: { 'content-type': 'text/event-stream' } });
}
