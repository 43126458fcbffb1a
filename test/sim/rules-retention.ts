/** When a ledger may be deleted: long after the end, and when nobody can have the run go on. */
import { isTerminal } from '../../src/core/run/evolve.ts';
import type { Memory } from './memory.ts';
import { fail } from './violation.ts';
import type { World } from './world.ts';

const DAYS_90_MS = 90 * 24 * 3_600_000;

/** A look at the issue and the deletion after it are two requests: whoever comes in between comes too late. */
export const LOOKED_MS = 120_000;

export function retired({ github, branch, clock, key, people }: World, memory: Memory): void {
  const { run } = memory;
  const why = 'I17 a record stays as long as it is needed';
  if (run === null || !isTerminal(run)) return fail(why, run?.state ?? 'no run');
  if (clock.now() - run.updatedAt < DAYS_90_MS) fail(why, 'it is too young');
  people.goneAt = clock.now();
  // Where steps may be missing nobody can have it go on, whatever is open.
  if (run.phases.length === 0 || run.failure?.reason === 'ledger_deleted') {
    memory.retired = true;
    return;
  }
  const pulls = [...github.state.pulls.values()].filter((pull) => pull.branch === branch);
  const isOpen = pulls.some(({ state }) => state === 'open');
  if (run.state === 'DONE_SUCCESS' && isOpen) fail(why, 'it waits to be merged');
  const asks = github.state.issues.get(key.issue)?.open === true;
  const late = clock.now() < people.backAt + LOOKED_MS;
  if (!late && asks && (isOpen || pulls.length === 0)) fail(why, 'people may have it go on');
  memory.retired = true;
}
