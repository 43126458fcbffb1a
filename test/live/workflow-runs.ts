import type { z } from 'zod';
import type { Sha } from '../../src/core/ids.ts';
import { WorkflowRunsAnswer } from '../../src/github/answers-ci.ts';
import type { LiveWorld } from './world.ts';

type WorkflowRun = z.infer<typeof WorkflowRunsAnswer>['workflow_runs'][number];

/** Workflow runs on a commit; of one event, or of all. */
export async function runsOn(
  world: LiveWorld,
  head: Sha,
  event?: string,
): Promise<readonly WorkflowRun[]> {
  const route = 'GET /repos/{owner}/{repo}/actions/runs';
  const params = { ...world.at, head_sha: head, per_page: 100 };
  const { workflow_runs: runs } = await world.actor.client.read(route, params, WorkflowRunsAnswer);
  return runs.filter(
    (run) => run.head_sha === head && (event === undefined || run.event === event),
  );
}

/** Whether there is one before the waiting ends. */
export async function waitForRun(world: LiveWorld, head: Sha, event: string): Promise<boolean> {
  return (await eventually(world, async () => (await runsOn(world, head, event))[0])) !== undefined;
}

/** Asks until there is something, or the waiting ends. */
export async function eventually<T>(
  world: LiveWorld,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const until = Date.now() + world.timings.waitMs;
  for (;;) {
    const found = await ask();
    if (found !== undefined || Date.now() > until) return found;
    await world.pause();
  }
}
