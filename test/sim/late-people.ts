/** What people do in a share of the stories, however late the run comes to where they do it. */
import { breakBase, mendBase, mergeByHand, moveBase, push } from './branches.ts';
import { BY_RED_BASE } from '../../src/core/run/held.ts';
import { OLD_HABITS } from './people.ts';
import type { Stage } from './stage.ts';

/** Each once a story; true: something changed. */
export const late = (stage: Stage): boolean =>
  lastWord(stage) ||
  leftOut(stage) ||
  byHand(stage) ||
  farTooMuch(stage) ||
  broken(stage) ||
  mended(stage);

/** Somebody pushes once more when all is ready. */
function lastWord({ story, world, eye }: Stage): boolean {
  const { people } = world;
  if (story.habits === OLD_HABITS || story.seed % 3 !== 0 || people.spoke) return false;
  if (eye.run()?.promotion !== 'eligible') return false;
  people.spoke = true;
  return push(world);
}

/** A phase that others wait for has failed, and a person goes on without it. */
function leftOut({ story, world, eye }: Stage): boolean {
  const { people, github, key } = world;
  if (story.habits === OLD_HABITS || story.seed % 4 !== 1 || people.leftOut) return false;
  const failed = eye.run()?.phases.find(({ id }) => id === 'T1.P1')?.state === 'FAILED';
  if (!failed) return false;
  people.leftOut = true;
  github.as('mona').comment(key.issue, '/autopack rollback T1.P1 --continue');
  return true;
}

/** The base has moved on when all is ready, and somebody merges it in, with more in it than there was. */
function byHand({ story, world, eye }: Stage): boolean {
  const { people } = world;
  if (story.habits === OLD_HABITS || story.seed % 7 !== 3 || people.merged) return false;
  if (eye.run()?.promotion !== 'eligible') return false;
  people.merged = true;
  return moveBase(world, false) && mergeByHand(world);
}

/** A phase has failed, and somebody wants more attempts than anybody gets at a time. */
function farTooMuch({ story, world, eye }: Stage): boolean {
  const { people, github, key } = world;
  if (story.habits === OLD_HABITS || story.seed % 5 !== 2 || people.asked) return false;
  const failed = eye.run()?.phases.find(({ state }) => state === 'FAILED');
  if (failed === undefined) return false;
  people.asked = true;
  github.as('mona').comment(key.issue, `/autopack retry ${failed.id} --attempts 99`);
  return true;
}

/** While the last phase waits for CI, the base gets something that breaks what is merged with it. */
function broken({ story, world, eye }: Stage): boolean {
  const { people } = world;
  if (story.habits === OLD_HABITS || story.seed % 6 !== 4 || people.broke) return false;
  const states = eye.run()?.phases.map(({ state }) => state) ?? [];
  const isLast = states.includes('CI_RUNNING') && states.every((one) => DONE.includes(one));
  if (!isLast) return false;
  people.broke = true;
  people.together = story.seed % 12 === 4;
  return breakBase(world);
}

/** A while after it holds the run, somebody mends the base. */
function mended({ story, world, eye }: Stage): boolean {
  const { people, clock } = world;
  const held = eye.run()?.held;
  if (!people.together || held?.by !== BY_RED_BASE || story.seed % 36 === 4) return false;
  if (clock.now() < held.at + 1_800_000) return false;
  people.together = false;
  return mendBase(world);
}
const DONE = ['COMPLETE', 'CI_RUNNING', 'SKIPPED'];
