import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { makeFolder } from './make-folder.ts';

export interface DirectoryLock {
  release(): void;
}

/** One process at one time on one machine: a process id alone is used again. */
const Holder = z.object({
  pid: z.int().positive(),
  started: z.string(),
  host: z.string(),
  boot: z.string(),
});
type Holder = z.infer<typeof Holder>;

const WithCode = z.object({ code: z.string() });

const SUFFIX = '.lock';
const REFRESH_MS = 10_000;
/** A holder on another machine cannot be looked at; it is alive as long as it keeps touching its file. */
const FOREIGN_MS = 60_000;

/**
 * Makes this process the only one that uses the directory. Every process writes a file of its own and then
 * looks at the others': two that start at once may both give way, but never both stay, and nothing of a
 * live process is ever removed. Throws a UserError when somebody else is there.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const file = path.join(directory, `${process.pid}-${randomUUID()}${SUFFIX}`);
  writeOwn(directory, file);
  const other = others(directory, file).find(isAlive);
  if (other !== undefined) {
    rmSync(file, { force: true });
    throw new UserError(
      'env/data-in-use',
      `The data directory ${directory} is in use (${path.basename(other)}).`,
      'Stop the other process, give this one a directory of its own with AUTOPACK_DATA, or share a PostgreSQL with DATABASE_URL.',
    );
  }
  for (const stale of others(directory, file)) if (!isAlive(stale)) rmSync(stale, { force: true });
  const refresh = setInterval(() => touch(file), REFRESH_MS);
  refresh.unref();
  return {
    release: () => {
      clearInterval(refresh);
      rmSync(file, { force: true });
    },
  };
}

function writeOwn(directory: string, file: string): void {
  try {
    makeFolder(directory);
    writeFileSync(file, JSON.stringify(thisProcess()), { flag: 'wx' });
  } catch (error) {
    // On a full disk it is there, without a word in it, and would keep out the next start.
    if (existsSync(file)) rmSync(file);
    const { data } = WithCode.safeParse(error);
    if (data === undefined) throw error;
    throw new UserError(
      'env/data-unusable',
      `The data directory ${directory} cannot be written to (${data.code}).`,
      'See that its disk has room, or set AUTOPACK_DATA to a directory that this user may write to, or to memory.',
      { cause: error },
    );
  }
}

const others = (directory: string, own: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => path.join(directory, name))
    .filter((file) => file !== own);

/** In doubt a lock is alive: a file that is being written is not yet readable as a holder. */
function isAlive(file: string): boolean {
  const holder = holderOf(file);
  if (holder === 'gone') return false;
  if (holder === 'unreadable') return isFresh(file);
  if (holder.host !== hostname()) return isFresh(file);
  return holder.boot === bootId() && startOf(holder.pid) === holder.started;
}

function holderOf(file: string): Holder | 'gone' | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return 'gone';
    throw error;
  }
  const parsed = z
    .string()
    .transform((raw, context): unknown => {
      try {
        return JSON.parse(raw);
      } catch (error) {
        context.addIssue(String(error));
        return z.NEVER;
      }
    })
    .pipe(Holder)
    .safeParse(text);
  return parsed.success ? parsed.data : 'unreadable';
}

function isFresh(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < FOREIGN_MS;
}

function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch (error) {
    // The directory was wiped under us: what it held is disposable, and so is the lock on it.
    if (!isMissing(error)) throw error;
  }
}

const thisProcess = (): Holder => ({
  pid: process.pid,
  started: startOf(process.pid) ?? 'unknown',
  host: hostname(),
  boot: bootId(),
});

/** When a process began, in whatever unit the system counts; undefined: there is none. */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    // Field 22; the second one, the name in brackets, may itself hold spaces and brackets.
    const stat = readMaybe(`/proc/${pid}/stat`);
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  }
  try {
    process.kill(pid, 0);
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch (error) {
    // Without `ps` a process that answers is taken for the one that holds the lock.
    return codeOf(error) === 'ESRCH' ? undefined : 'unknown';
  }
}

const bootId = (): string => readMaybe('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';

function readMaybe(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** ESRCH: Linux says so of a process that ended while its file was being read. */
const isMissing = (error: unknown): boolean => ['ENOENT', 'ESRCH'].includes(codeOf(error));

const codeOf = (error: unknown): string => WithCode.safeParse(error).data?.code ?? '';
