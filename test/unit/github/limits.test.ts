import { describe, expect, it } from '@jest/globals';
import { RequestError } from '@octokit/request-error';
import { TransientError } from '../../../src/core/errors.ts';
import { costOf, limiter } from '../../../src/github/limits.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const READ = { kind: 'read', creates: false } as const;
const WRITE = { kind: 'write', creates: false } as const;
const CREATE = { kind: 'write', creates: true } as const;
const ok = async (): Promise<string> => 'ok';

const refused = (status: number, headers: Record<string, string> = {}): RequestError =>
  new RequestError('no', status, {
    request: { method: 'GET', url: 'https://api.github.com/x', headers: {} },
    response: { status, url: '', data: {}, headers },
  });

/** How long the limiter wants to wait; 0: the request was made. */
async function waits(run: Promise<unknown>): Promise<number> {
  try {
    await run;
    return 0;
  } catch (error) {
    if (error instanceof TransientError) return error.retryAfterMs ?? -1;
    throw error;
  }
}

describe('the limiter of an installation', () => {
  it('lets 70 creates pass in a minute, and more when the minute is over', async () => {
    const clock = fakeClock();
    const limits = limiter(clock);
    for (let n = 0; n < 70; n += 1) expect(await waits(limits.run(CREATE, ok))).toBe(0);
    clock.advance(20_000);
    expect(await waits(limits.run(CREATE, ok))).toBe(40_000);
    expect(await waits(limits.run(WRITE, ok))).toBe(0);
    clock.advance(40_000);
    expect(await waits(limits.run(CREATE, ok))).toBe(0);
  });

  it('keeps some writes back for steps of ledgers: an answer that is paid for is written down', async () => {
    const clock = fakeClock();
    const limits = limiter(clock);
    const step = costOf('POST', '/graphql', 'mutation CommitOnBranch($input: X!) { x }');
    for (let n = 0; n < 160; n += 1) expect(await waits(limits.run(WRITE, ok))).toBe(0);
    clock.advance(10_000);
    for (let n = 0; n < 16; n += 1) {
      expect(await waits(limits.run(WRITE, ok))).toBe(50_000 - n);
      expect(await waits(limits.run(step, ok))).toBe(0);
      clock.advance(1);
    }
    expect(await waits(limits.run(step, ok))).toBeGreaterThan(0);
    clock.advance(50_000);
    expect(await waits(limits.run(WRITE, ok))).toBe(0);
  });

  it('lets 450 creates pass in an hour', async () => {
    const clock = fakeClock();
    const limits = limiter(clock);
    for (let n = 0; n < 450; n += 1) {
      clock.advance(1_000);
      expect(await waits(limits.run(CREATE, ok))).toBe(0);
    }
    expect(await waits(limits.run(CREATE, ok))).toBe(3_600_000 - 449_000);
  });

  it('lets 160 writes pass in a minute, and reads beside them', async () => {
    const limits = limiter(fakeClock());
    for (let n = 0; n < 160; n += 1) await limits.run(WRITE, ok);
    expect(await waits(limits.run(WRITE, ok))).toBe(60_000);
    expect(await waits(limits.run(READ, ok))).toBe(0);
  });

  it('has one writer at a time, in the order they came', async () => {
    const limits = limiter(fakeClock());
    const log: string[] = [];
    const slow = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
    };
    await Promise.all([limits.run(WRITE, slow('a')), limits.run(WRITE, slow('b'))]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('goes on writing after a write that failed', async () => {
    const limits = limiter(fakeClock());
    await expect(limits.run(WRITE, () => Promise.reject(refused(422)))).rejects.toThrow('no');
    expect(await limits.run(WRITE, ok)).toBe('ok');
  });

  it('keeps everybody waiting for as long as GitHub asked one to', async () => {
    const clock = fakeClock();
    const limits = limiter(clock);
    const slowDown = refused(429, { 'retry-after': '17' });
    await expect(limits.run(WRITE, () => Promise.reject(slowDown))).rejects.toBe(slowDown);
    expect(await waits(limits.run(READ, ok))).toBe(17_000);
    clock.advance(17_000);
    expect(await waits(limits.run(READ, ok))).toBe(0);
  });

  it('leaves GitHub in peace after eight failures in a row, and not after seven and a success', async () => {
    const clock = fakeClock();
    const limits = limiter(clock);
    const broken = refused(502);
    const fail = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n += 1)
        await expect(limits.run(READ, () => Promise.reject(broken))).rejects.toBe(broken);
    };
    await fail(7);
    await limits.run(READ, ok);
    await fail(7);
    expect(await waits(limits.run(READ, ok))).toBe(0);
    await fail(8);
    expect(await waits(limits.run(READ, ok))).toBe(30_000);
  });
});

describe('the cost of a request', () => {
  it.each([
    ['GET', '/repos/{owner}/{repo}/pulls', READ],
    ['POST', '/repos/{owner}/{repo}/pulls', CREATE],
    ['POST', '/repos/{owner}/{repo}/issues/{issue_number}/comments', CREATE],
    ['POST', '/repos/{owner}/{repo}/pulls/{pull_number}/reviews', CREATE],
    ['PATCH', '/repos/{owner}/{repo}/issues/comments/{comment_id}', WRITE],
    ['POST', '/repos/{owner}/{repo}/git/trees', WRITE],
  ])('%s %s', (method, route, cost) => {
    expect(costOf(method, route, undefined)).toEqual(cost);
  });

  it('of GraphQL is told by its text', () => {
    expect(costOf('POST', '/graphql', 'query Repo { x }')).toEqual(READ);
    expect(costOf('POST', '/graphql', 'mutation React { x }')).toEqual(WRITE);
  });
});
