import { execFile } from 'node:child_process';
import { access, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const CHILD = fileURLToPath(new URL('init-child.ts', import.meta.url));

/**
 * Makes a fresh database directory, once, in a process of its own: what that takes in memory goes with the
 * process. A kill on the way leaves nothing that looks like a database.
 */
export async function initDirectory(directory: string): Promise<void> {
  if (await exists(directory)) return;
  const fresh = `${directory}.new`;
  await rm(fresh, { recursive: true, force: true });
  await promisify(execFile)(process.execPath, [CHILD, fresh], { env: {} });
  await rename(fresh, directory);
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
