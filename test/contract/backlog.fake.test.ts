import { describe } from '@jest/globals';
import { backlogSuite } from './backlog.suite.ts';
import { fakeWorld } from './fake-world.ts';

describe('the backlog on the fake GitHub', () => backlogSuite(fakeWorld));
