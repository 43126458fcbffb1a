import { access, rename, rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

/**
 * Makes a fresh database directory, once, in a thread of its own: what that takes in memory is given back
 * with the thread. A kill on the way leaves nothing that looks like a database.
 */
export async function initDirectory(directory: string): Promise<void> {
  if (await exists(directory)) return;
  const fresh = `${directory}.new`;
  await rm(fresh, { recursive: true, force: true });
  const worker = new Worker(new URL('init-worker.ts', import.meta.url), { workerData: fresh });
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`making a database ended with ${code}`)),
    );
  });
  await rename(fresh, directory);
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
