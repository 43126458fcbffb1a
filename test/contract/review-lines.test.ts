import { describe } from '@jest/globals';
import { fakeWorld } from './fake-world.ts';
import { labWorld } from './lab-world.ts';
import { reviewLinesSuite } from './review-lines.suite.ts';

describe('a review on the fake GitHub', () => reviewLinesSuite(fakeWorld));
describe('a review on the lab', () => reviewLinesSuite(() => labWorld()));
