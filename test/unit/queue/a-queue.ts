/** A queue under a fake time, whose passes last until the test ends them. */
import type { RunKey } from '../../../src/core/ids.ts';
import { keyedQueue } from '../../../src/queue/keyed.ts';
import type { PassResult } from '../../../src/ports.ts';
import { fakeLog, fakeTime, settled } from './fake-timer.ts';

export const MINUTE = 60_000;
export const key = (issue: number, owner = 'o'): RunKey => ({ owner, name: 'r', issue });

interface Pass {
  readonly issue: number;
  readonly at: number;
  end(result?: PassResult): Promise<void>;
  fail(error: unknown): Promise<void>;
}

export function open(concurrency?: number) {
  const time = fakeTime();
  const log = fakeLog();
  const passes: Pass[] = [];
  const start = time.clock.now();
  const queue = keyedQueue({
    ...{ clock: time.clock, timer: time.timer, log },
    ...(concurrency === undefined ? {} : { concurrency }),
    work: ({ issue }) =>
      new Promise((resolve, reject) => {
        passes.push({
          ...{ issue, at: time.clock.now() - start },
          end: (result = { wakeAt: null }) => (resolve(result), settled()),
          fail: (error) => (reject(error), settled()),
        });
      }),
  });
  const issues = (): readonly number[] => passes.map(({ issue }) => issue);
  const times = (): readonly number[] => passes.map(({ at }) => at);
  const last = (): Pass => {
    const pass = passes.at(-1);
    if (pass === undefined) throw new Error('there was no pass');
    return pass;
  };
  return { ...time, log, queue, passes, issues, times, last, start };
}
