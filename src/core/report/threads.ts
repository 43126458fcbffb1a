import type { ThreadSeen } from '../run/observation.ts';
import type { Run } from '../run/run.ts';

/** Threads that are over: their finding is fixed, and nobody but us has written in them. */
export const threadsOver = (
  run: Pick<Run, 'findings'>,
  threads: readonly ThreadSeen[],
): readonly ThreadSeen[] =>
  threads.filter(
    ({ finding, resolved, answered }) =>
      !resolved &&
      !answered &&
      run.findings.some(({ id, status }) => id === finding && status === 'fixed'),
  );
