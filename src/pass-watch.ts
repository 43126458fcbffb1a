import { randomBytes } from 'node:crypto';
import type { RunKey } from './core/ids.ts';
import type { ScopedLog } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Queue } from './ports.ts';
import type { PassWatch } from './queue/attempt.ts';

/** Counts passes, and lets each line of the log say which pass it is from. */
export const passWatch = (
  log: Pick<ScopedLog, 'within'>,
  metrics: Pick<Metrics, 'passBegan' | 'passEnded'>,
): PassWatch => ({
  within: ({ owner, name, issue, delivery }, pass) =>
    log.within(
      {
        pass: randomBytes(4).toString('hex'),
        repo: `${owner}/${name}`,
        issue,
        ...(delivery === undefined ? {} : { delivery }),
      },
      pass,
    ),
  began: () => metrics.passBegan(),
  ended: (pass) => metrics.passEnded(pass),
});

export interface CountedQueue extends Pick<Queue, 'hint' | 'deliver'> {
  /** A key by its new name. */
  moved(key: RunKey): void;
}

/** The same queue, with its hints counted by where they come from. */
export function countedQueue(
  queue: Pick<Queue, 'hint' | 'deliver'>,
  metrics: Pick<Metrics, 'hints'>,
): CountedQueue {
  return {
    hint: (key: RunKey, notBefore) => {
      metrics.hints('resync', 1);
      queue.hint(key, notBefore);
    },
    moved: (key) => {
      metrics.hints('rename', 1);
      queue.hint(key);
    },
    deliver: async (id, keys) => {
      await queue.deliver(id, keys);
      metrics.hints('delivery', keys.length);
    },
  };
}
