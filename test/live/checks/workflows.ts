import { z } from 'zod';
import type { Sha } from '../../../src/core/ids.ts';
import { LEDGER_PREFIX } from '../../../src/core/names.ts';
import { type Check, unclear, yesIf } from '../check.ts';
import { openPull } from '../pull.ts';
import { runsOn, waitForRun } from '../workflow-runs.ts';

const NO_WORKFLOW =
  'no workflow of the repository runs on this event; docs/live-checks.md has one to copy';

const push: Check = {
  name: 'update-refs-push',
  question: 'Does a branch that updateRefs moves start push workflows?',
  ask: async (world) => {
    const branch = world.branch('push');
    await world.move([{ branch, from: null, to: world.head }]);
    const next = await world.commit(world.head, 'push');
    await world.move([{ branch, from: world.head, to: next }]);
    if (await waitForRun(world, next, 'push')) return yesIf(true, 'a run of event push began');
    const control = await world.commit(world.head, 'push by REST');
    await byRest(world, world.branch('push-by-rest'), control);
    return (await waitForRun(world, control, 'push'))
      ? yesIf(false, 'no run; a branch made by REST has one')
      : unclear(NO_WORKFLOW);
  },
};

const synchronize: Check = {
  name: 'update-refs-synchronize',
  question: 'Does updateRefs on the head of a pull request start pull_request workflows?',
  ask: async (world) => {
    const branch = world.branch('pull');
    const first = await world.commit(world.head, 'pull, opened');
    await world.move([{ branch, from: null, to: first }]);
    await openPull(world, branch);
    const opened = await waitForRun(world, first, 'pull_request');
    const second = await world.commit(first, 'pull, synchronized');
    await world.move([{ branch, from: first, to: second }]);
    if (await waitForRun(world, second, 'pull_request')) {
      const [run] = await runsOn(world, second, 'pull_request');
      return yesIf(true, `a run of event pull_request began, ${run?.conclusion ?? run?.status}`);
    }
    return opened ? yesIf(false, 'no run; opening it had one') : unclear(NO_WORKFLOW);
  },
};

const quiet: Check = {
  name: 'state-branch-quiet',
  question: 'Does a ledger branch, which has no parent and no workflows, start nothing?',
  ask: async (world) => {
    const { objects } = world.actor;
    const files = [{ path: 'state.json', mode: '100644', content: '{}\n' }] as const;
    const orphan = await objects.commit('Autopack live check', await objects.tree(null, files), []);
    const branch = `${LEDGER_PREFIX}check-${world.nonce}`;
    world.ref(`heads/${branch}`);
    await world.move([{ branch, from: null, to: orphan }]);
    // Made later: when it has its run, the other one would have had its own.
    const control = await world.commit(world.head, 'beside a ledger');
    await world.move([{ branch: world.branch('control'), from: null, to: control }]);
    const began = await waitForRun(world, control, 'push');
    await world.pause();
    const runs = await runsOn(world, orphan);
    if (runs.length > 0) return yesIf(false, `${runs.length} workflow runs began`);
    return began
      ? yesIf(true, 'no run, while a branch made after it had one')
      : unclear(NO_WORKFLOW);
  },
};

async function byRest(
  { actor, at }: Parameters<Check['ask']>[0],
  branch: string,
  sha: Sha,
): Promise<void> {
  const route = 'POST /repos/{owner}/{repo}/git/refs';
  await actor.client.write(route, { ...at, ref: `refs/heads/${branch}`, sha }, z.unknown());
}

export const workflowChecks: readonly Check[] = [push, synchronize, quiet];
