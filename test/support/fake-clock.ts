import type { Clock, Random } from '../../src/ports.ts';

/** Time that passes only when a test says so. */
export interface FakeClock extends Clock {
  advance(ms: number): void;
}

export function fakeClock(start = Date.UTC(2026, 10, 21)): FakeClock {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

/** Counted up, so that a story is the same each time it is told. */
export function fakeRandom(): Random {
  let n = 0;
  return { nonce: () => (n += 1).toString(16).padStart(32, '0') };
}
