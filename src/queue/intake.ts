import { setImmediate } from 'node:timers/promises';
import type { JobInsert } from 'pg-boss';

export interface Intake {
  /** Resolves when the job is stored, or coalesced with one that waits already. */
  add(job: JobInsert): Promise<void>;
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>;
}

interface Waiting {
  readonly job: JobInsert;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

/** More in one statement gain nothing, and keep the others waiting. */
const BATCH = 256;

/**
 * One insert at a time, with everything that came meanwhile: as safe as one insert each, since nobody hears
 * "stored" before the statement is committed, and many times as fast.
 */
export function intake(insert: (jobs: JobInsert[]) => Promise<unknown>): Intake {
  const waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      // What arrived together is written together, and passes get their turn between two batches.
      await setImmediate();
      const batch = waiting.splice(0, BATCH);
      try {
        await insert(once(batch.map(({ job }) => job)));
        for (const { stored } of batch) stored();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    writing = undefined;
  };
  return {
    add: (job) =>
      new Promise((stored, failed) => {
        waiting.push({ job, stored, failed });
        writing ??= write();
      }),
    settled: async () => {
      await writing;
    },
  };
}

/** A batch may not name an id twice. */
function once(jobs: readonly JobInsert[]): JobInsert[] {
  const ids = new Set<string>();
  return jobs.filter(({ id }) => {
    if (id === undefined) return true;
    const isNew = !ids.has(id);
    ids.add(id);
    return isNew;
  });
}
