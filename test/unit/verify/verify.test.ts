import { beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../src/core/canonical.ts';
import type { RunEvidence } from '../../../src/core/verify/evidence.ts';
import { verify } from '../../../src/core/verify/verify.ts';
import { aRecord, at } from './a-record.ts';
import { ARTEFACTS } from './tamperings-artefacts.ts';
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

it('names a ledger that was written in another repository', async () => {
  const read = await (await aRecord()).read();
  expect(verify({ ...read, repoId: read.repoId + 1 }).bad).toMatchObject({
    rule: 'chain',
    commit: read.links[0]?.oid,
  });
});

describe('commits of people', () => {
  it('are part of the record when they came after ours, and only then', async () => {
    const record = await aRecord();
    record.github.as('mona').push('autonomous/1-1', { 'src/hand.js': 'export const hand = 1;\n' });
    await record.pass();
    const read = await record.read();
    expect([...read.advances.values()]).toEqual([true]);
    expect(verify(read).bad).toBeNull();
    const [key = ''] = read.advances.keys();
    const { bad } = verify({ ...read, advances: new Map([[key, false]]) });
    expect(bad).toMatchObject({
      rule: 'code',
      commit: read.links[at(read, 'branch-advanced')]?.oid,
    });

    // Merging what nobody verified is a person's right, and not what was verified.
    const [pull = 0] = record.github.state.pulls.keys();
    record.github.as('mona').push('autonomous/1-1', { 'src/late.js': 'export const late = 1;\n' });
    record.github.as('mona').merge(pull);
    await record.pass();
    expect(verify(await record.read()).bad).toMatchObject({ rule: 'merge' });
  });
});

describe('the first bad link is named when', () => {
  it.each([...LEDGER, ...ARTEFACTS, ...FITTED, ...AROUND])('%s (%s)', (_what, rule, tamper) => {
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
