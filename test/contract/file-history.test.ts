import { describe } from '@jest/globals';
import { fakeWorld } from './fake-world.ts';
import { fileHistorySuite } from './file-history.suite.ts';
import { labWorld } from './lab-world.ts';

describe('the past of files on the fake', () => {
  fileHistorySuite(fakeWorld);
});

describe('the past of files on the lab', () => {
  fileHistorySuite(labWorld);
});
