import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DatabasePlace, openDatabase } from '../../src/queue/database.ts';
import { durableQueue } from '../../src/queue/durable.ts';
import { keyedQueue } from '../../src/queue/keyed.ts';
import { systemTimer } from '../../src/queue/timer.ts';
import { quiet } from '../support/quiet.ts';
import { durableQueueSuite, queueSuite, type QueueWorld } from './queue.suite.ts';

jest.setTimeout(20_000);

const clock = { now: () => Date.now() };

describe('the queue in memory', () => {
  queueSuite({
    open: async (work) => keyedQueue({ work, clock, timer: systemTimer, log: quiet }),
  });
});

const worldOf = (place: () => DatabasePlace): QueueWorld => ({
  open: async (work) =>
    durableQueue({
      ...{ work, clock, log: quiet },
      database: await openDatabase(place(), quiet),
      ...{ concurrency: 8, perOwner: 4, pollMs: 100, graceMs: 200 },
    }),
});

describe('the queue in a directory', () => {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'autopack-queue-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  const world = worldOf(() => ({ is: 'directory', path: directory }));
  queueSuite(world);
  durableQueueSuite(world);
});

const url = process.env['AUTOPACK_TEST_DATABASE_URL'];
(url === undefined ? describe.skip : describe)('the queue on PostgreSQL', () => {
  const world = worldOf(() => ({ is: 'postgres', url: url ?? '' }));
  queueSuite(world);
  durableQueueSuite(world);
});
