import { beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../src/core/canonical.ts';
import type { RunEvidence } from '../../../src/core/verify/evidence.ts';
import { verify } from '../../../src/core/verify/verify.ts';
import { aRecord } from './a-record.ts';
import { AROUND, FITTED } from './tamperings-fitted.ts';
import { LEDGER } from './tamperings-ledger.ts';

let merged: RunEvidence;
beforeAll(async () => {
  const record = await aRecord();
  const [pull] = record.github.state.pulls.keys();
  record.github.as('mona').merge(pull ?? 0);
  await record.pass();
  merged = await record.read();
});

describe('the record of a run that was merged', () => {
  it('holds', () => {
    const found = verify(merged);
    expect(found.bad).toBeNull();
    expect(found).toMatchObject({ runId: '1-1', state: 'DONE_SUCCESS', notes: [] });
    expect(found.commits).toBe(merged.links.length);
    expect(found.held.filter(({ times }) => times === 0)).toEqual([]);
    expect(found.held).toContainEqual({ rule: 'code', times: 2 });
  });

  it('holds at every step on the way, for whoever reads it then', () => {
    for (let end = 1; end <= merged.links.length; end += 1)
      expect(verify({ ...merged, links: merged.links.slice(0, end), around: null }).bad).toBeNull();
  });

  it('holds for a reader who knows neither the App nor its key', () => {
    const found = verify({ ...merged, botId: null, sealKey: null });
    expect(found.bad).toBeNull();
    expect(found.writer).toBe(merged.botId);
    expect(found.notes).toEqual([
      expect.stringContaining('the seal of the snapshot was not checked'),
    ]);
  });
});

describe('the first bad link is named when', () => {
  it.each([...LEDGER, ...FITTED, ...AROUND])('%s (%s)', (_what, rule, tamper) => {
    const { record, at: index } = tamper(merged);
    expect(canonicalJson(shape(record))).not.toBe(canonicalJson(shape(merged)));
    const { bad } = verify(record);
    expect(bad).toMatchObject({ rule });
    expect(bad?.commit ?? null).toBe(index === null ? null : (record.links[index]?.oid ?? null));
    expect(bad?.expected).not.toBe(bad?.found);
  });
});

/** Maps have no JSON of their own. */
const shape = (record: RunEvidence): unknown => ({
  ...record,
  links: record.links.map((one) => ({ ...one, files: [...one.files] })),
  code: [...record.code],
});
