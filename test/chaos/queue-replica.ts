/** A replica of the queue on PostgreSQL for `queue-takeover.ts`; each pass says when it begins and ends. */
import { openDatabase } from '../../src/queue/database.ts';
import { durableQueue } from '../../src/queue/durable.ts';
import { quiet } from '../support/quiet.ts';

/** What a replica tells of a pass. */
export interface Told {
  readonly is: 'began' | 'ended';
  readonly issue: number;
}

const PASS_MS = 100;

/** A pass over the second one never ends. */
const [url = '', endless] = process.argv.slice(2);
const tell = (told: Told): void => void process.send?.(told);
const queue = await durableQueue({
  database: await openDatabase({ is: 'postgres', url }, quiet),
  work: async ({ issue }) => {
    tell({ is: 'began', issue });
    await new Promise((resolve) => {
      if (issue !== Number(endless)) setTimeout(resolve, PASS_MS);
    });
    tell({ is: 'ended', issue });
    return { wakeAt: null };
  },
  clock: { now: () => Date.now() },
  log: quiet,
});
process.on('message', (issue: number) => queue.hint({ owner: `o${issue % 9}`, name: 'r', issue }));
process.send?.('ready');
