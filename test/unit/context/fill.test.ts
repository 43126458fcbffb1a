import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Candidate, Reason } from '../../../src/core/context/choose.ts';
import type { Entry } from '../../../src/core/context/entry.ts';
import { fillRoom, inLine, questionOf } from '../../../src/core/context/fill.ts';
import { phase } from '../run/story.ts';

const file = (path: string, reason: Reason, size = 400): Candidate<Entry> => ({
  entry: { path, mode: '100644', sha: '1'.repeat(40), size },
  reason,
});
const scores = (all: Readonly<Record<string, number>>) =>
  Object.entries(all)
    .map(([path, score]) => ({ path, score }))
    .sort((a, b) => b.score - a.score);
const filled = (
  files: readonly Candidate<Entry>[],
  found: Readonly<Record<string, number>>,
  room: number,
) => {
  const sizes = new Map(files.map(({ entry }) => [entry.path, entry.size / 4]));
  const tokensOf = (path: string): number => sizes.get(path) ?? 0;
  const { serve, inPart, omitted } = fillRoom(inLine(files, scores(found)), room, tokensOf);
  const parts = Object.fromEntries(inPart.map(({ entry, room: of }) => [entry.path, of]));
  return { serve: serve.map(({ path }) => path), parts, omitted };
};

describe('the room for files', () => {
  it('is given to what the phase names, then by how much a file has to do with it', () => {
    const files = [
      file('far', 'other'),
      file('like', 'scope'),
      file('made', 'deliverable'),
      file('said', 'named'),
      file('unlike', 'scope'),
    ];
    const found = { far: 9, like: 6, unlike: 1, made: 0, said: 0 };
    expect(filled(files, found, 100)).toEqual({
      serve: ['made'],
      parts: {},
      omitted: ['said', 'like', 'unlike'],
    });
    expect(filled(files, found, 300).serve).toEqual(['like', 'made', 'said']);
    expect(filled(files, found, 400).serve).toEqual(['far', 'like', 'made', 'said']);
  });

  it('is given to what was located in the order it was named, behind what the phase names itself', () => {
    const files = [
      ...[file('like', 'scope'), file('test', 'other'), file('long', 'scope', 40_000)],
      ...[file('said', 'named'), file('made', 'deliverable')],
    ];
    const line = inLine(files, scores({ like: 9, test: 1, long: 0.1 }), ['long', 'test', 'gone']);
    expect(line.map(({ entry }) => entry.path)).toEqual(['made', 'said', 'long', 'test', 'like']);
    const tokensOf = (path: string): number => (path === 'long' ? 10_000 : 100);
    const { serve } = fillRoom(line, 10_300, tokensOf);
    expect(serve.map(({ path }) => path)).toEqual(['long', 'made', 'said', 'test']);
  });

  it('is not given to what has nothing to do with the phase, which is said', () => {
    const files = [file('a', 'scope'), file('b', 'scope'), file('c', 'other')];
    expect(filled(files, { a: 5, b: 0.05, c: 0 }, 1_000)).toEqual({
      serve: ['a'],
      parts: {},
      omitted: ['b'],
    });
  });

  it('is given to short files before long ones that are no likelier, unless the phase names these', () => {
    const short = [file('x', 'scope', 2_000), file('y', 'scope', 2_000), file('z', 'scope', 2_000)];
    const files = [file('long', 'scope', 120_000), ...short];
    const found = { long: 9, x: 8, y: 7, z: 1 };
    expect(filled(files, found, 30_900)).toEqual({
      serve: ['x', 'y', 'z'],
      parts: { long: 3_090 },
      omitted: [],
    });
    const named = [file('long', 'named', 120_000), ...short];
    expect(filled(named, found, 31_000)).toEqual({
      serve: ['long', 'x', 'y'],
      parts: {},
      omitted: ['z'],
    });
  });

  it('is given to a long file that is much likelier than any other', () => {
    const files = [file('long', 'scope', 12_000), file('x', 'scope'), file('y', 'scope')];
    expect(filled(files, { long: 9, x: 3, y: 2 }, 3_100)).toEqual({
      serve: ['long', 'x'],
      parts: {},
      omitted: ['y'],
    });
  });

  it('is shared with parts of long files that are likely, but not at the cost of a likelier file', () => {
    const long = (path: string, reason: Reason = 'scope') => file(path, reason, 40_000);
    const files = [
      file('x', 'scope'),
      file('y', 'scope'),
      ...['a', 'b', 'c', 'd'].map((p) => long(p)),
    ];
    const found = { a: 9, b: 8, x: 7.5, c: 7, d: 6, y: 1 };
    expect(filled(files, found, 1_000)).toEqual({
      serve: ['x', 'y'],
      parts: { a: 100, b: 100 },
      omitted: ['c', 'd'],
    });
    const deliverable = [
      long('a', 'deliverable'),
      ...files.filter(({ entry }) => entry.path !== 'a'),
    ];
    expect(filled(deliverable, found, 1_000).parts).toEqual({ a: 200, b: 100 });
    const tight = filled([file('x', 'scope'), long('a'), long('b')], { x: 9, a: 8, b: 7 }, 110);
    expect(tight).toEqual({ serve: ['x'], parts: {}, omitted: ['a', 'b'] });
  });

  it('is never exceeded, and every file of the phase is served or said', () => {
    const reason = fc.constantFrom<Reason>('deliverable', 'named', 'scope', 'context', 'test');
    const one = fc.record({ reason, size: fc.nat(5_000), score: fc.nat(10) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), fc.nat(3_000), (list, room) => {
        const files = list.map(({ reason: why, size }, n) => file(`f${n}`, why, size));
        const found = Object.fromEntries(list.map(({ score }, n) => [`f${n}`, score]));
        const { serve, parts, omitted } = filled(files, found, room);
        const sizes = new Map(files.map(({ entry }) => [entry.path, entry.size / 4]));
        const whole = serve.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0);
        const taken = Object.values(parts).reduce((sum, part) => sum + part, whole);
        expect(taken).toBeLessThanOrEqual(room);
        for (const { entry, reason: why } of files)
          if (why !== 'test')
            expect([...serve, ...Object.keys(parts), ...omitted]).toContain(entry.path);
        expect(filled(files.toReversed(), found, room)).toEqual({ serve, parts, omitted });
      }),
    );
  });

  it('is asked for with all that the phase says', () => {
    const asked = questionOf(
      phase('T1.P1', {
        ...{ name: 'Vouchers', description: 'Take a share off.', acceptance: ['ten percent'] },
        deliverables: ['src/**/voucher.ts'],
      }),
    );
    for (const word of ['Vouchers', 'share', 'ten percent', 'voucher.ts'])
      expect(asked).toContain(word);
  });
});
