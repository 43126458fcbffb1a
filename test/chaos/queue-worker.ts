/** A server as it runs, its passes writing down what they saw; killed again and again by `queue-kill.ts`. */
import { appendFileSync } from 'node:fs';
import { EVENTS, takeDelivery } from '../../src/app.ts';
import { openDatabase } from '../../src/queue/database.ts';
import { durableQueue } from '../../src/queue/durable.ts';
import { webhookFront } from '../../src/webhook/front.ts';
import { listen } from '../../src/webhook/listen.ts';
import { quiet } from '../support/quiet.ts';

const [directory = '', journal = '', secret = ''] = process.argv.slice(2);
const queue = await durableQueue({
  database: await openDatabase({ is: 'directory', path: directory }, quiet),
  // When a pass begins is what counts: everything delivered before is then seen.
  work: async ({ issue }) => {
    const begun = performance.timeOrigin + performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    appendFileSync(journal, `${issue} ${begun}\n`);
    return { wakeAt: null };
  },
  clock: { now: () => Date.now() },
  log: quiet,
});
const probot = { receive: async () => undefined };
const take = takeDelivery({ queue, log: quiet, botId: 0, appId: 0, probot });
const front = webhookFront({ path: '/', secret, events: EVENTS, take, log: quiet });
const { port } = await listen({ host: '127.0.0.1', port: 0, handlers: [front], log: quiet });
process.send?.({ port });
