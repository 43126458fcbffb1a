import { z } from 'zod';
import type { LiveWorld } from './world.ts';

const Pulls = z.array(
  z.object({ number: z.int(), user: z.object({ login: z.string() }).nullable() }),
);

/** Open pull requests of a branch of ours. */
export async function pullsOf(
  { actor, at, repo }: LiveWorld,
  branch: string,
): Promise<z.infer<typeof Pulls>> {
  const open = { ...at, head: `${repo.owner}:${branch}`, state: 'open' };
  return actor.client.read('GET /repos/{owner}/{repo}/pulls', open, Pulls);
}

/** Whoever opens them: at the end none of a branch is open. */
export function closePullsAtTheEnd(world: LiveWorld, branch: string): void {
  world.undo.add(`pull requests of ${branch}`, async () => {
    const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
    for (const { number } of await pullsOf(world, branch))
      await world.actor.client.write(
        route,
        { ...world.at, pull_number: number, state: 'closed' },
        z.unknown(),
      );
  });
}

export async function openPull(world: LiveWorld, branch: string): Promise<void> {
  closePullsAtTheEnd(world, branch);
  const route = 'POST /repos/{owner}/{repo}/pulls';
  const text = { title: 'Autopack live check', body: 'It is closed at the end of the check.' };
  const pull = { ...world.at, ...text, head: branch, base: world.defaultBranch };
  await world.actor.client.write(route, pull, z.unknown());
}
