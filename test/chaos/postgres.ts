/** A PostgreSQL of its own, thrown away afterwards: Debian's, from /usr/lib/postgresql, or one that is named. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/port.ts';

const run = promisify(execFile);

export interface Postgres {
  readonly url: string;
  /** How it was started, for the report. */
  readonly how: string;
  stop(): Promise<void>;
}

const HOME = '/usr/lib/postgresql';

/** `given`: the URL of a database to use instead; everything Autopack keeps in it may be lost. */
export async function startPostgres(given: string | undefined): Promise<Postgres> {
  if (given !== undefined)
    return { url: given, how: 'the database that was named', stop: async () => undefined };
  const bin = await programs();
  const folder = await mkdtemp(path.join(tmpdir(), 'autopack-postgres-'));
  const data = path.join(folder, 'data');
  const port = await freePort();
  // PostgreSQL refuses to run as root; Debian's package brings an account for it.
  const root = process.getuid?.() === 0;
  const as = async (program: string, args: readonly string[]): Promise<void> => {
    const command = [path.join(bin, program), ...args];
    const [file = '', ...rest] = root ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    await run(file, rest, { cwd: '/' });
  };
  if (root) await run('chown', ['postgres', folder]);
  await chmod(folder, 0o700);
  await as('initdb', ['-D', data, '-U', 'autopack', '-A', 'trust', '--no-sync']);
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
  await as('pg_ctl', ['-D', data, '-w', '-l', path.join(folder, 'log'), '-o', options, 'start']);
  return {
    url: `postgres://autopack@127.0.0.1:${port}/postgres`,
    how: `${bin}/pg_ctl on port ${port}`,
    stop: async () => {
      await as('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function programs(): Promise<string> {
  const versions = await readdir(HOME).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  if (newest !== undefined) return path.join(HOME, newest, 'bin');
  throw new Error(
    'there is no PostgreSQL: install it (apt-get install postgresql), or name one with --database URL',
  );
}
