import type { FakePull } from '../support/fake-state.ts';
import type { World } from './world.ts';

export const openPull = ({ github, branch }: World): FakePull | undefined =>
  [...github.state.pulls.values()].find((pull) => pull.branch === branch && pull.state === 'open');
