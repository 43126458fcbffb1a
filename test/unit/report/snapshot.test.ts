import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSnapshot, type Snapshot, snapshotBlock } from '../../../src/core/report/snapshot.ts';

const KEY = 'a key that only we have';
const SNAPSHOT: Snapshot = {
  ...{ repoId: 7_654_321, issue: 142, runId: '142-1', seq: 41, oid: 'ab'.repeat(20) },
};
const hex = fc.stringMatching(/^[0-9a-f]{40}$/);
const snapshots = fc.record({
  repoId: fc.maxSafeInteger(),
  issue: fc.integer({ min: 1 }),
  runId: fc.stringMatching(/^[1-9][0-9]{0,9}-[1-9][0-9]{0,4}$/),
  seq: fc.integer({ min: 1 }),
  oid: hex,
});

describe('the snapshot of a comment', () => {
  it('reads back, behind any text', () => {
    fc.assert(
      fc.property(snapshots, fc.string(), (snapshot, text) => {
        expect(readSnapshot(`${text}\n${snapshotBlock(snapshot, KEY)}`, KEY)).toEqual(snapshot);
        expect(readSnapshot(`${text}\r\n${snapshotBlock(snapshot, KEY)}\r\n`, KEY)).toEqual(
          snapshot,
        );
      }),
    );
  });

  it('is not believed with any of its bytes changed', () => {
    const block = snapshotBlock(SNAPSHOT, KEY);
    for (let at = 0; at < block.length; at += 1)
      for (const other of ['0', 'a', ' ', '"', '\n', '}'])
        if (block[at] !== other) {
          const changed = block.slice(0, at) + other + block.slice(at + 1);
          expect({ at, other, read: readSnapshot(changed, KEY) }).toEqual({
            at,
            other,
            read: null,
          });
        }
  });

  it('is not believed with a byte left out or put in', () => {
    const block = snapshotBlock(SNAPSHOT, KEY);
    for (let at = 0; at < block.length; at += 1) {
      expect(readSnapshot(block.slice(0, at) + block.slice(at + 1), KEY)).toBeNull();
      expect(readSnapshot(`${block.slice(0, at + 1)}0${block.slice(at + 1)}`, KEY)).toBeNull();
    }
  });

  it('is sealed with our key and no other', () => {
    expect(readSnapshot(snapshotBlock(SNAPSHOT, 'another key'), KEY)).toBeNull();
    expect(readSnapshot(snapshotBlock(SNAPSHOT, null), KEY)).toBeNull();
  });

  it('counts only as the last thing of the comment', () => {
    const block = snapshotBlock(SNAPSHOT, KEY);
    expect(readSnapshot(`${block}\nmore`, KEY)).toBeNull();
    expect(readSnapshot('', KEY)).toBeNull();
    const older = snapshotBlock({ ...SNAPSHOT, seq: 40 }, KEY);
    expect(readSnapshot(`${older}\n${block}`, KEY)).toEqual(SNAPSHOT);
  });

  it('cannot be seen', () => {
    expect(snapshotBlock(SNAPSHOT, KEY)).toMatch(/^<!-- autopack:v1:state [^\n]* -->$/);
  });
});
