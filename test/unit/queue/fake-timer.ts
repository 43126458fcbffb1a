/** A clock and timers that go on only when a test says so. */
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import type { Timer } from '../../../src/queue/keyed.ts';
import type { Log } from '../../../src/ports.ts';

export interface FakeTime {
  readonly clock: FakeClock;
  readonly timer: Timer;
  /** When the timers that are set will ring, from the start on. */
  due(): readonly number[];
  /** Lets time pass, timer by timer, and everything that follows from it. */
  pass(ms: number): Promise<void>;
}

interface Alarm {
  readonly at: number;
  readonly wake: () => void;
}

/** All that is ready to happen has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export function fakeTime(): FakeTime {
  const start = 1_000_000;
  const clock = fakeClock(start);
  const alarms = new Set<Alarm>();
  const next = (until: number): Alarm | undefined =>
    [...alarms].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    clock,
    timer: {
      at: (at, wake) => {
        const alarm = { at, wake };
        alarms.add(alarm);
        return () => void alarms.delete(alarm);
      },
    },
    due: () => [...alarms].map(({ at }) => at - start).sort((a, b) => a - b),
    pass: async (ms) => {
      const until = clock.now() + ms;
      for (let alarm = next(until); alarm !== undefined; alarm = next(until)) {
        clock.advance(Math.max(0, alarm.at - clock.now()));
        alarms.delete(alarm);
        alarm.wake();
        await settled();
      }
      clock.advance(until - clock.now());
      await settled();
    },
  };
}

export interface FakeLog extends Log {
  readonly lines: readonly string[];
}

export function fakeLog(): FakeLog {
  const lines: string[] = [];
  const at =
    (level: string) =>
    (_fields: object, message: string): void =>
      void lines.push(`${level}: ${message}`);
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
