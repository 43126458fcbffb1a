import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../src/core/canonical.ts';
import { RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import { Run } from '../../../src/core/run/run.ts';
import { Strategy } from '../../../src/core/strategy/strategy.ts';

const folder = new URL('../../fixtures/ledgers/', import.meta.url);
const files = await readdir(folder);

interface Recorded {
  readonly events: readonly unknown[];
  readonly state: unknown;
  readonly strategy: unknown;
}

/** What earlier versions recorded, as they recorded it: nobody migrates a ledger. */
describe('ledgers of earlier versions', () => {
  it('are looked at', () => {
    expect(files.length).toBeGreaterThan(0);
  });

  it.each(files)('%s folds to the very state that was stored', async (file) => {
    const text = await readFile(new URL(file, folder), 'utf8');
    const { events, state, strategy } = JSON.parse(text) as Recorded;
    const folded = fold(
      undefined,
      events.map((event) => RunEvent.parse(event)),
    );
    expect(canonicalJson(folded)).toBe(canonicalJson(Run.parse(state)));
    expect(canonicalJson(Strategy.parse(strategy))).toBe(canonicalJson(strategy));
  });
});
