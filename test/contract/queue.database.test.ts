import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openDatabase } from '../../src/queue/database.ts';
import { durableQueue } from '../../src/queue/durable.ts';
import { wakeLater } from '../../src/queue/leases.ts';
import { migrate } from '../../src/queue/schema.ts';
import type { Queue } from '../../src/ports.ts';
import { ours, withFilesOf } from '../support/full-disk.ts';
import { freePort } from '../support/port.ts';
import { quiet } from '../support/quiet.ts';

jest.setTimeout(30_000);

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'autopack-database-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const open = async (seen: number[]): Promise<Queue> =>
  durableQueue({
    database: await openDatabase({ is: 'directory', path: directory }, quiet),
    work: async ({ issue }) => {
      seen.push(issue);
      return { wakeAt: null };
    },
    clock: { now: () => Date.now() },
    log: quiet,
  });

describe('a PostgreSQL that cannot be used', () => {
  it('is told as such, without its password', async () => {
    const url = `postgres://autopack:made-up-password@127.0.0.1:${await freePort()}/autopack`;
    const refused = openDatabase({ is: 'postgres', url }, quiet);
    await expect(refused).rejects.toMatchObject({
      ...{ name: 'UserError', code: 'env/database' },
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await expect(refused).rejects.not.toMatchObject({
      message: expect.stringContaining('made-up-password'),
    });
  });
});

describe('a PostgreSQL that says who it is, and then nothing', () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.once('data', () => socket.write(READY)));
  });
  // Authentication is over, and it is ready for a query.
  const READY = Buffer.from('5200000008000000005a0000000549', 'hex');
  beforeEach(() => new Promise<void>((up) => server.listen(0, '127.0.0.1', up)));
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  it('is given up, and told as one that cannot be used', async () => {
    const { port } = server.address() as AddressInfo;
    // The address may say how long to wait.
    const url = `postgres://autopack@127.0.0.1:${port}/autopack?query_timeout=200`;
    await expect(openDatabase({ is: 'postgres', url }, quiet)).rejects.toMatchObject({
      code: 'env/database',
      message: 'The database of DATABASE_URL cannot be used: Query read timeout.',
    });
  });
});

describe('a database in a directory', () => {
  it('that will not open is put aside, and a fresh one takes its place', async () => {
    await (await open([])).close();
    const control = path.join(directory, 'db', 'global', 'pg_control');
    await writeFile(control, Buffer.alloc(8_192, 7));
    const seen: number[] = [];
    const queue = await open(seen);
    queue.hint({ owner: 'o', name: 'r', issue: 5 });
    await queue.idle();
    expect(seen).toEqual([5]);
    await expect(openDatabase({ is: 'directory', path: directory }, quiet)).rejects.toMatchObject({
      code: 'env/data-in-use',
    });
    await queue.close();
    const names = (await readdir(directory)).map((name) => name.replace(/\d{10,}/, 'N'));
    expect(names.toSorted()).toEqual(['db', 'db.broken-N']);
  });

  it('that cannot be made is told in a sentence, and leaves nothing', async () => {
    const code = `import { openDatabase } from '${ours('queue/database.ts')}';
      await openDatabase({ is: 'directory', path: '${directory}' }, console)
        .catch(({ code, message }) => console.log(code, message));`;
    // The lock fits, PostgreSQL's files do not.
    const said = await withFilesOf(100, code);
    expect(said).toMatch(/^env\/data-unusable No database can be made in \S+: \w*Error[^\n]+\.\n$/);
    expect(await readdir(directory)).toEqual([]);
  });

  it('that an older version made is brought up to this one, and keeps what waits in it', async () => {
    const first = await openDatabase({ is: 'directory', path: directory }, quiet);
    // As it was before there were versions.
    await first.sql('ALTER TABLE autopack.run DROP COLUMN parked');
    await first.sql('DROP TABLE autopack.migration');
    await wakeLater(first.sql, { owner: 'o', name: 'r', issue: 7 }, Date.now() - 1);
    await first.close();

    const seen: number[] = [];
    const queue = await open(seen);
    await queue.idle();
    await queue.close();
    expect(seen).toEqual([7]);
    const again = await openDatabase({ is: 'directory', path: directory }, quiet);
    const { rows } = await again.sql('SELECT version FROM autopack.migration ORDER BY version');
    await Promise.all([migrate(again.sql), migrate(again.sql)]);
    await again.close();
    expect(rows).toEqual([{ version: 1 }, { version: 2 }]);
  });
});
