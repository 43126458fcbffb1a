import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { UserError } from '../../../src/core/errors.ts';
import type { GithubClient } from '../../../src/github/client.ts';
import { redeliver } from '../../../src/github/redeliver.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { quiet } from '../../support/quiet.ts';

interface Row {
  readonly guid: string;
  readonly status: number;
  readonly event?: string;
  readonly agoMs?: number;
}

/** A GitHub that lists these attempts, newest first, and takes every wish. */
function stage(pageSize = 100) {
  const clock = fakeClock();
  const rows: (Row & { readonly id: number; readonly at: number })[] = [];
  const wishes: number[] = [];
  const outcomes: string[] = [];
  let pages = 0;
  let refuses = false;
  const client = {
    page: async <T>(_: string, params: Readonly<Record<string, unknown>>, answer: z.ZodType<T>) => {
      pages += 1;
      const from = Number(params['cursor'] ?? 0);
      const list = rows.slice(from, from + pageSize).map(({ id, guid, status, event, at }) => ({
        ...{ id, guid, event: event ?? 'issues', status_code: status },
        delivered_at: new Date(at).toISOString(),
      }));
      const next = rows.length > from + pageSize ? String(from + pageSize) : null;
      return { data: answer.parse(list), next };
    },
    write: async (_: string, { delivery_id: id }: Readonly<Record<string, unknown>>) => {
      if (refuses) throw new UserError('github/not-found', 'gone', 'none');
      wishes.push(Number(id));
    },
  } as unknown as Pick<GithubClient, 'page' | 'write'>;
  const sweep = redeliver({
    ...{ client, events: ['issues'], clock, log: quiet },
    told: (outcome) => void outcomes.push(outcome),
  });
  return {
    ...{ clock, sweep, wishes, outcomes, pages: () => pages },
    refuse: () => void (refuses = true),
    /** Newer than all before. */
    attempt: (row: Row) =>
      rows.unshift({ ...row, id: rows.length + 1, at: clock.now() - (row.agoMs ?? 0) }),
  };
}

describe('the sweep over deliveries', () => {
  it('asks for what failed, and not for what arrived by another attempt or what nobody listens to', async () => {
    const { attempt, sweep, wishes } = stage();
    attempt({ guid: 'lost', status: 502 });
    attempt({ guid: 'mended', status: 502 });
    attempt({ guid: 'mended', status: 202 });
    attempt({ guid: 'fine', status: 202 });
    attempt({ guid: 'star', status: 502, event: 'star' });
    await sweep();
    expect(wishes).toEqual([1]);
  });

  it('asks three times for one that fails again and again, by its newest attempt', async () => {
    const { attempt, sweep, wishes, outcomes, clock } = stage();
    attempt({ guid: 'lost', status: 502 });
    for (let round = 0; round < 6; round += 1) {
      await sweep();
      clock.advance(180_000);
      attempt({ guid: 'lost', status: 502 });
    }
    expect(wishes).toEqual([1, 2, 3]);
    expect(outcomes).toEqual(['asked', 'asked', 'asked', 'given-up']);
  });

  it('reads no further back than the last sweep and a little', async () => {
    const { attempt, sweep, pages, clock } = stage(10);
    for (let n = 0; n < 100; n += 1) attempt({ guid: `g${n}`, status: 202, agoMs: 1_000 });
    await sweep();
    expect(pages()).toBe(10);
    clock.advance(3_600_000);
    attempt({ guid: 'new', status: 202 });
    await sweep();
    clock.advance(3_600_000);
    attempt({ guid: 'newer', status: 202 });
    const before = pages();
    await sweep();
    expect(pages() - before).toBe(1);
  });

  it('asks for 200 at a time and for the rest next time', async () => {
    const { attempt, sweep, wishes } = stage();
    for (let n = 0; n < 250; n += 1) attempt({ guid: `g${n}`, status: 503 });
    await sweep();
    expect(wishes).toHaveLength(200);
    for (let n = 0; n < 200; n += 1) attempt({ guid: `g${n}`, status: 202 });
    await sweep();
    expect(new Set(wishes).size).toBe(250);
  });

  it('goes on after one that GitHub will not send again', async () => {
    const { attempt, sweep, outcomes, refuse } = stage();
    attempt({ guid: 'old', status: 502 });
    attempt({ guid: 'older', status: 502 });
    refuse();
    await sweep();
    expect(outcomes).toEqual(['refused', 'refused']);
  });
});
