import { describe } from '@jest/globals';
import { forgeSuite } from './forge.suite.ts';
import { labWorld } from './lab-world.ts';

describe('the forge on the lab', () => forgeSuite(() => labWorld({ ci: true })));
