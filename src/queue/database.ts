import type { Sql } from './sql.ts';
import { rename, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fromPglite, PgBoss } from 'pg-boss';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { Log } from '../ports.ts';
import { initDirectory } from './init-directory.ts';
import { lockDirectory } from './lock.ts';
import { openPglite } from './pglite.ts';
import { migrate } from './schema.ts';

/** Where hints are kept. */
export type DatabasePlace =
  | { readonly is: 'directory'; readonly path: string }
  | { readonly is: 'postgres'; readonly url: string };

export interface QueueDatabase {
  readonly boss: PgBoss;
  readonly sql: Sql;
  /** True: no other process can be at work on what it holds. */
  readonly exclusive: boolean;
  close(): Promise<void>;
}

export const HINTS = 'hint';
export const DEAD = 'dead';
const SCHEMA = 'autopack';
/** A worker that was not heard of for this long has lost its job. */
const HEARTBEAT_S = 20;

/**
 * Opens what keeps the hints. Nothing in it is truth: a directory that will not open is put aside, and the
 * next resync fills the fresh one from GitHub. Throws UserError when another process uses the directory.
 */
export async function openDatabase(place: DatabasePlace, log: Log): Promise<QueueDatabase> {
  if (place.is === 'postgres') {
    const boss = new PgBoss({ ...settings, ...patience, connectionString: place.url });
    await startShared(boss, log);
    return { ...parts(boss), exclusive: false, close: () => boss.stop({ graceful: false }) };
  }
  const lock = lockDirectory(place.path);
  try {
    const opened = await openOrReplace(path.join(place.path, 'db'), log);
    return {
      ...opened,
      close: async () => {
        try {
          await opened.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

const settings = {
  schema: SCHEMA,
  schedule: false,
  superviseIntervalSeconds: 5,
  monitorIntervalSeconds: 5,
  maintenanceIntervalSeconds: 3_600,
} as const;

/** For the driver: a host that went away without a word would be waited for as long as TCP does, a quarter of an hour. */
const patience = {
  query_timeout: 20_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

async function openOrReplace(directory: string, log: Log): Promise<QueueDatabase> {
  const isNew = (await stat(directory).catch(() => undefined)) === undefined;
  try {
    return await openDirectory(directory, log);
  } catch (error) {
    if (isNew) throw error;
    const aside = `${directory}.broken-${Date.now()}`;
    log.error({ err: error, aside }, 'the queue’s database would not open and was put aside');
    await removeOlder(directory);
    await rename(directory, aside);
    return openDirectory(directory, log);
  }
}

/** One broken database is enough to look at; a process that restarts for ever must not fill the disk. */
async function removeOlder(directory: string): Promise<void> {
  const { dir, base } = path.parse(directory);
  for (const name of await readdir(dir))
    if (name.startsWith(`${base}.broken-`))
      await rm(path.join(dir, name), { recursive: true, force: true });
}

async function openDirectory(directory: string, log: Log): Promise<QueueDatabase> {
  await initDirectory(directory);
  const pglite = await openPglite(directory);
  const boss = new PgBoss({ ...settings, db: fromPglite(pglite), backend: 'pglite' });
  const close = async (): Promise<void> => {
    await boss.stop({ graceful: false });
    await pglite.close();
  };
  try {
    await start(boss, log);
  } catch (error) {
    await close().catch((closing: unknown) => log.warn({ err: closing }, 'closing failed as well'));
    throw error;
  }
  return { ...parts(boss), exclusive: true, close };
}

const Said = z.object({ code: z.string().optional(), message: z.string() });
/** What the driver says of one that does not answer; it has no code. */
const SILENT = /timeout/i;

/** What PostgreSQL or the way to it says is for a person to mend; it names the user and the host, never the password. */
async function startShared(boss: PgBoss, log: Log): Promise<void> {
  try {
    await start(boss, log);
  } catch (error) {
    const { message = '', code } = Said.safeParse(error).data ?? {};
    if (code === undefined && !SILENT.test(message)) throw error;
    const said = [message, ...(code === undefined ? [] : [`(${code})`])].join(' ').trim();
    throw new UserError(
      'env/database',
      `The database of DATABASE_URL cannot be used: ${said}.`,
      'See that it is up and that DATABASE_URL has its host, user, password and name; the role has to be allowed to create the schema autopack.',
      { cause: error },
    );
  }
}

async function start(boss: PgBoss, log: Log): Promise<void> {
  boss.on('error', (error) => log.error({ err: error }, 'the queue’s database failed'));
  boss.on('warning', (warning) => log.warn({ warning }, 'the queue’s database warns'));
  await boss.start();
  await boss.createQueue(DEAD);
  await boss.createQueue(HINTS, {
    // One hint waits for a key while another is worked on; every other policy loses hints or stalls others.
    policy: 'short',
    deadLetter: DEAD,
    heartbeatSeconds: HEARTBEAT_S,
    // Passes end by their own time-outs; the heartbeat tells whether somebody is at work.
    expireInSeconds: 86_000,
    retryLimit: 50,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 300,
    // As long as GitHub lets a delivery be sent again.
    deleteAfterSeconds: 3 * 86_400,
  });
  await migrate(parts(boss).sql);
}

const parts = (boss: PgBoss): Pick<QueueDatabase, 'boss' | 'sql'> => ({
  boss,
  sql: (text, values) => boss.getDb().executeSql(text, values),
});
