import { describe } from '@jest/globals';
import { fakeWorld } from './fake-world.ts';
import { forgeThreadsSuite } from './forge-threads.suite.ts';
import { labWorld } from './lab-world.ts';

describe('threads on the fake GitHub', () => forgeThreadsSuite(fakeWorld));
describe('threads on the lab', () => forgeThreadsSuite(() => labWorld({ ci: true })));
