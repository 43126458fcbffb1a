import type { Pass } from './pass.ts';

/** Asks GitHub to merge the base in. What comes of it is seen on the branch; a commit is asked for once. */
export async function mergeBase(
  pass: Pass,
  { head, base }: { readonly head: string; readonly base: string },
): Promise<void> {
  const { forge, clock, log } = pass.ports;
  const { pr, runId } = pass.run();
  await pass.write([{ type: 'base-merge-asked', at: clock.now(), base }]);
  if (pr === null) return;
  if (!(await forge.updateBranch(pr, head)))
    log.warn({ run: runId, base }, 'GitHub does not merge the base in');
}

/** Asks GitHub to merge the verified head, once; the merge itself is seen like anybody's. */
export async function merge(pass: Pass, { head }: { readonly head: string }): Promise<void> {
  const { forge, clock, log } = pass.ports;
  const { pr, runId } = pass.run();
  await pass.write([{ type: 'merge-asked', at: clock.now(), head }]);
  if (pr === null) return;
  if (!(await forge.merge(pr, head))) log.info({ run: runId, head }, 'a person has to merge');
}
