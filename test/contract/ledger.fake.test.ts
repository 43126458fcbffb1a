import { describe } from '@jest/globals';
import { fakeWorld } from './fake-world.ts';
import { ledgerCodeSuite } from './ledger-code.suite.ts';
import { ledgerSuite } from './ledger.suite.ts';

describe('the ledger on the fake GitHub', () => {
  ledgerSuite(fakeWorld);
  ledgerCodeSuite(fakeWorld);
});
