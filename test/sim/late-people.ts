/** What people do in a share of the stories, however late the run comes to where they do it. */
import { push } from './branches.ts';
import { OLD_HABITS } from './people.ts';
import type { Stage } from './stage.ts';

/** Somebody pushes once more when all is ready. */
export function lastWord({ story, world, eye }: Stage): boolean {
  const { people } = world;
  if (story.habits === OLD_HABITS || story.seed % 3 !== 0 || people.spoke) return false;
  if (eye.run()?.promotion !== 'eligible') return false;
  people.spoke = true;
  return push(world);
}

/** A phase that others wait for has failed, and a person goes on without it. */
export function leftOut({ story, world, eye }: Stage): boolean {
  const { people, github, key } = world;
  if (story.habits === OLD_HABITS || story.seed % 4 !== 1 || people.leftOut) return false;
  const failed = eye.run()?.phases.find(({ id }) => id === 'T1.P1')?.state === 'FAILED';
  if (!failed) return false;
  people.leftOut = true;
  github.as('mona').comment(key.issue, '/autopack rollback T1.P1 --continue');
  return true;
}
