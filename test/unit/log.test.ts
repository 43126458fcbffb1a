import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { passWatch } from '../../src/pass-watch.ts';
import { TransientError } from '../../src/core/errors.ts';
import { keyedQueue } from '../../src/queue/keyed.ts';
import { systemTimer } from '../../src/queue/timer.ts';

function open(secrets: readonly string[] = []) {
  const raw: string[] = [];
  const log = createLog('info', secrets, (line) => void raw.push(line));
  const lines = () => raw.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { log, raw, lines };
}

describe('the log', () => {
  it('says with each line of a pass which run, issue, pass and delivery it belongs to', async () => {
    const { log, lines } = open();
    const watch = passWatch(log, createMetrics({ events: [], models: [] }));
    const queue = keyedQueue({
      ...{ clock: { now: () => Date.now() }, timer: systemTimer, log, watch },
      work: async ({ issue }) => {
        log.add({ run: `${issue}-1` });
        await new Promise((resolve) => setTimeout(resolve, 5));
        log.info({}, 'at work');
        if (issue === 8) throw new TransientError('not now', { retryAfterMs: 60_000 });
        return { wakeAt: null };
      },
    });
    const key = (issue: number) => ({ owner: 'o', name: 'r', issue });
    await queue.deliver('d-7', [key(7)]);
    queue.hint(key(8));
    await queue.idle();
    log.info({}, 'outside');

    const [seven, eight, putOff, outside] = lines();
    expect(seven).toMatchObject({ repo: 'o/r', issue: 7, run: '7-1', delivery: 'd-7' });
    expect(eight).toMatchObject({ repo: 'o/r', issue: 8, run: '8-1' });
    expect(eight).not.toHaveProperty('delivery');
    expect(putOff).toMatchObject({ msg: 'put off', issue: 8, run: '8-1', pass: eight?.['pass'] });
    expect(seven?.['pass']).not.toBe(eight?.['pass']);
    expect(outside).not.toHaveProperty('pass');
    await queue.close();
  });

  it('holds no secret, in whatever field and error it comes', () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const secret = 'a webhook secret of ours';
    const password = 'correct horse battery';
    const { log, raw } = open([privateKey, secret, password]);
    const cause = new Error(`postgres://autopack:${password}@db/x`);
    const err = new Error(`refused ${secret}`, { cause });
    log.error({ err, key: privateKey, deep: { token: `ghs_${'a'.repeat(36)}` } }, secret);
    log.info({ header: 'Bearer abcdefghijklmnopqrstuvwxyz' }, 'sent');

    const all = raw.join('');
    expect(raw.map((line) => JSON.parse(line) as unknown)).toHaveLength(2);
    expect(all).toContain('[redacted');
    const middle = privateKey.split('\n')[5] ?? '';
    for (const gone of [secret, password, middle, 'ghs_aaa', 'abcdefghijklmnopqrstuvwxyz'])
      expect(all).not.toContain(gone);
  });
});
