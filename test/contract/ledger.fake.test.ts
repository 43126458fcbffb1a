import { describe } from '@jest/globals';
import { fakeWorld } from './fake-world.ts';
import { ledgerSuite } from './ledger.suite.ts';

describe('the ledger on the fake GitHub', () => ledgerSuite(fakeWorld));
