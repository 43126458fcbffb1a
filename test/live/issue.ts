import { z } from 'zod';
import type { Hand, LiveWorld } from './world.ts';

const Issue = z.object({ number: z.int(), html_url: z.string() });
const issues = new WeakMap<LiveWorld, Promise<number>>();

/** One issue for all checks that need one. GitHub lets nobody but administrators delete issues: it is closed. */
export function scratchIssue(world: LiveWorld): Promise<number> {
  const made = issues.get(world) ?? make(world);
  issues.set(world, made);
  return made;
}

async function make(world: LiveWorld): Promise<number> {
  const body = 'Comments are made and removed here; it is closed at the end of the checks.';
  const { number } = await openIssue(world, world.actor, { title: 'Autopack live checks', body });
  world.undo.add(`issue #${number}`, () => closeIssue(world, number));
  return number;
}

export const openIssue = (
  world: LiveWorld,
  by: Hand,
  text: { readonly title: string; readonly body: string },
): Promise<z.infer<typeof Issue>> =>
  by.client.write('POST /repos/{owner}/{repo}/issues', { ...world.at, ...text }, Issue);

export async function closeIssue(world: LiveWorld, number: number): Promise<void> {
  const closed = { issue_number: number, state: 'closed', state_reason: 'not_planned' };
  const route = 'PATCH /repos/{owner}/{repo}/issues/{issue_number}';
  await world.actor.client.write(route, { ...world.at, ...closed }, z.unknown());
}
