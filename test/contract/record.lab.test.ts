import { jest } from '@jest/globals';
import { labWorld } from './lab-world.ts';
import { recordSuite } from './record.suite.ts';

jest.setTimeout(60_000);

recordSuite(labWorld);
