import { describe } from '@jest/globals';
import { ciSuite } from './ci.suite.ts';
import { dispatchSuite } from './dispatch.suite.ts';
import { fakeWorld } from './fake-world.ts';
import { forgeBaseSuite } from './forge-base.suite.ts';
import { forgePullsSuite } from './forge-pulls.suite.ts';
import { forgeSuite } from './forge.suite.ts';

describe('the forge on the fake GitHub', () => {
  forgeSuite(fakeWorld);
  forgePullsSuite(fakeWorld);
  forgeBaseSuite(fakeWorld);
  dispatchSuite(fakeWorld);
  ciSuite(fakeWorld);
});
