import { execFile } from 'node:child_process';
import { access, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';

const CHILD = fileURLToPath(new URL('init-child.ts', import.meta.url));

/**
 * Makes a fresh database directory, once, in a process of its own: what that takes in memory goes with the
 * process. A kill on the way leaves nothing that looks like a database.
 */
export async function initDirectory(directory: string): Promise<void> {
  if (await exists(directory)) return;
  const fresh = `${directory}.new`;
  await rm(fresh, { recursive: true, force: true });
  try {
    await promisify(execFile)(process.execPath, [CHILD, fresh], { env: {} });
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw new UserError(
      'env/data-unusable',
      `No database can be made in ${path.dirname(directory)}: ${saidBy(error)}.`,
      'See that its disk has 100 MB of room and this machine 500 MB of memory, or set AUTOPACK_DATA to memory.',
      { cause: error },
    );
  }
  await rename(fresh, directory);
}

const Ended = z.object({ signal: z.string().nullish(), stderr: z.string().optional() });

/** Of all that Node prints about the end of a process, the line that names it. */
function saidBy(error: unknown): string {
  const { signal, stderr = '' } = Ended.safeParse(error).data ?? {};
  if (signal) return `the process for it was ended (${signal})`;
  const named = stderr.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? 'it failed';
  return named.replace(/\s+/g, ' ').slice(0, 200);
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
