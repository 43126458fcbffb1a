import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { takeDelivery } from '../../../src/app.ts';
import { keyedQueue } from '../../../src/queue/keyed.ts';
import { systemTimer } from '../../../src/queue/timer.ts';
import { quiet } from '../../support/quiet.ts';

const BOT = 11;
const APP = 22;

function stage() {
  const passes: string[] = [];
  const received: string[] = [];
  const queue = keyedQueue({
    work: async ({ owner, name, issue }) => {
      passes.push(`${owner}/${name}#${issue}`);
      return { wakeAt: null };
    },
    clock: { now: () => Date.now() },
    timer: systemTimer,
    log: quiet,
  });
  const probot = { receive: async ({ name }: { name: string }) => void received.push(name) };
  const take = takeDelivery({ queue, log: quiet, botId: BOT, appId: APP, probot });
  return { passes, received, queue, take };
}
const labeled = (sender: number): unknown => ({
  action: 'labeled',
  issue: { number: 7 },
  sender: { id: sender },
  repository: { name: 'r', owner: { login: 'o' } },
});

describe('a delivery', () => {
  it('makes a pass over the run it names', async () => {
    const { take, queue, passes } = stage();
    await take({ id: randomUUID(), event: 'issues', payload: labeled(1) });
    await queue.idle();
    expect(passes).toEqual(['o/r#7']);
  });

  it('that comes a hundred times makes one', async () => {
    const { take, queue, passes } = stage();
    const id = randomUUID();
    for (let n = 0; n < 100; n += 1) {
      await take({ id, event: 'issues', payload: labeled(1) });
      await queue.idle();
    }
    expect(passes).toHaveLength(1);
  });

  it('of what we did ourselves makes none', async () => {
    const { take, queue, passes } = stage();
    await take({ id: randomUUID(), event: 'issues', payload: labeled(BOT) });
    const check = { head_branch: 'autonomous/7-1', app: { id: APP } };
    const payload = { ...(labeled(1) as object), action: 'completed', check_suite: check };
    await take({ id: randomUUID(), event: 'check_suite', payload });
    await queue.idle();
    expect(passes).toEqual([]);
  });

  it('about an installation goes to Probot', async () => {
    const { take, received } = stage();
    await take({ id: randomUUID(), event: 'installation', payload: { action: 'unsuspend' } });
    expect(received).toEqual(['installation']);
  });
});
