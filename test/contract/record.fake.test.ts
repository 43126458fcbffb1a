import { describe } from '@jest/globals';
import { fakeWorld } from './fake-world.ts';
import { recordSuite } from './record.suite.ts';

describe('the record on the fake GitHub', () => {
  recordSuite(fakeWorld);
});
