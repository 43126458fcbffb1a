import type { Timer } from './keyed.ts';

/** Longer waits than this overflow the runtime's timers; the queue simply looks again then. */
const LONGEST_MS = 2 ** 30;

/** Timers of the runtime; they do not keep a process alive. */
export const systemTimer: Timer = {
  at: (at, wake) => {
    const handle = setTimeout(wake, Math.min(LONGEST_MS, Math.max(0, at - Date.now())));
    handle.unref();
    return () => clearTimeout(handle);
  },
};
