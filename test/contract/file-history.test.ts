import { describe } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openCheckout } from '../../src/git/checkout.ts';
import { fromCheckout } from '../../src/git/from-checkout.ts';
import { remembered } from '../../src/remembered.ts';
import { fakeWorld } from './fake-world.ts';
import { fileHistorySuite } from './file-history.suite.ts';
import { labWorld } from './lab-world.ts';
import type { ContractWorld } from './world.ts';

/** The lab with a clone beside it, made when something is looked for; GitHub knows nothing of the past. */
async function cloneOfLab(): Promise<ContractWorld> {
  const world = await labWorld();
  const dir = await mkdtemp(path.join(tmpdir(), 'autopack-clone-'));
  const checkout = remembered(async () => {
    await world.lab.git('acme/shop', ['clone', '-q', '--no-local', '.', dir]);
    return openCheckout({ dir, path: process.env['PATH'] ?? '' });
  });
  const silent = { ...world.forge, fileHistory: async () => [] };
  return {
    ...world,
    forge: fromCheckout(silent, checkout),
    close: async () => {
      await world.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

describe('the past of files on the fake', () => {
  fileHistorySuite(fakeWorld);
});

describe('the past of files on the lab', () => {
  fileHistorySuite(labWorld);
});

describe('the past of files in a clone', () => {
  fileHistorySuite(cloneOfLab);
});
