import { describe, expect, it } from '@jest/globals';
import { marker } from '../../../src/core/names.ts';
import { snapshotBlock } from '../../../src/core/report/snapshot.ts';
import { type Around, isOld, staysBecause } from '../../../src/core/run/retention.ts';
import type { Run } from '../../../src/core/run/run.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { failed, recordOf, WORK } from '../artefacts/records.ts';
import { RULES } from '../report/runs.ts';
import { sha } from './story.ts';

const OID = sha(7);
const { run: FAILED } = failed();
const commentAt = (oid: string) => ({
  ...{ id: 1, nodeId: 'C1' },
  body: `${marker.status(FAILED.runId)}\n${snapshotBlock({ repoId: 1, issue: 142, runId: FAILED.runId, seq: 9, oid }, null)}`,
});
const AROUND: Around = {
  pull: { state: 'closed' },
  issue: { open: true, ours: [commentAt(OID)] },
  ledger: OID,
};

const why = (
  run: Partial<Run> = {},
  around: Partial<Around> = {},
  rules: Partial<Strategy> = {},
): string | null =>
  staysBecause(
    { run: { ...FAILED, ...run }, strategy: { ...RULES, ...rules }, oid: OID },
    { ...AROUND, ...around },
  );

describe('the record of a failed run', () => {
  const open = { pull: { state: 'open' } } as const;
  it('stays while people may have it go on', () => {
    expect(why({}, open)).toMatch(/may still go on/);
    expect(why({}, { pull: null })).toMatch(/may still go on/);
    expect(why()).toBeNull();
    const closed = { open: false, ours: [commentAt(OID)] };
    expect(why({}, { ...open, issue: closed })).toBeNull();
  });

  it('stays where it has moved, or nobody was shown the end of it', () => {
    expect(why({}, { ledger: sha(8) })).toMatch(/moved/);
    expect(why({}, { issue: { open: true, ours: [] } })).toMatch(/comment is gone/);
    expect(why({}, { issue: { open: true, ours: [commentAt(sha(8))] } })).toMatch(/not seen/);
    expect(why({}, { issue: null })).toBeNull();
  });
});

describe('the record of a run that succeeded', () => {
  it('stays until it is merged or given up', () => {
    const done = { state: 'DONE_SUCCESS', failure: null } as const;
    expect(why({ ...done, promotion: 'eligible' })).toMatch(/may still go on/);
    expect(why({ ...done, promotion: 'blocked' })).toMatch(/may still go on/);
    expect(why({ ...done, promotion: 'promoted' })).toBeNull();
    expect(why({ ...done, promotion: 'closed' })).toBeNull();
  });

  it('stays while later tiers of its plan are to be built', () => {
    const one: Partial<Strategy> = { runScope: 'single_tier', tiersLeft: ['T2'] };
    const merged = { state: 'DONE_SUCCESS', promotion: 'promoted' } as const;
    expect(why(merged, {}, one)).toMatch(/tiers/);
    expect(why(merged, {}, { ...one, tiersLeft: [] })).toBeNull();
    expect(why({}, {}, { ...one, tiersDone: ['T1'] })).toMatch(/tiers/);
    expect(why({}, {}, one)).toBeNull();
  });
});

it('is old when its last event is, and never while it is at work', () => {
  const day = 24 * 3_600_000;
  expect(isOld(FAILED, FAILED.updatedAt + 90 * day - 1, 90)).toBe(false);
  expect(isOld(FAILED, FAILED.updatedAt + 90 * day, 90)).toBe(true);
  expect(isOld(recordOf(...WORK).run, FAILED.updatedAt + 900 * day, 90)).toBe(false);
});
