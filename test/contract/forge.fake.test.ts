import { describe } from '@jest/globals';
import { dispatchSuite } from './dispatch.suite.ts';
import { fakeWorld } from './fake-world.ts';
import { forgeSuite } from './forge.suite.ts';

describe('the forge on the fake GitHub', () => {
  forgeSuite(fakeWorld);
  dispatchSuite(fakeWorld);
});
