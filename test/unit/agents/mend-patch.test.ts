import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { repairRequest } from '../../../src/agents/builder.ts';
import { type Mending, mended, mendingOf } from '../../../src/agents/mend.ts';
import { piecesOf, stepsIn } from '../../../src/agents/pieces.ts';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import type { Applied } from '../../../src/core/edits/apply.ts';
import type { Refusal } from '../../../src/core/edits/edits.ts';
import { strategy } from '../run/story.ts';
import { aPhase, entry } from './a-phase.ts';

const format = 'v4a';
const FILES = { 'src/a.ts': 'one\ntwo\nthree\n', 'src/b.ts': 'four\nfive\n' };
const update = (path: string, ...hunks: readonly string[]): string =>
  `*** Update File: ${path}\n${hunks.map((hunk) => `@@\n${hunk}\n`).join('')}`;
const patch = (...parts: readonly string[]): string =>
  JSON.stringify({
    patch: `*** Begin Patch\n${parts.join('')}*** End Patch\n`,
    ...{ doubts: [], notes: 'n' },
  });
const apply = (answer: string): Applied =>
  applyAnswer({
    ...{ format, answer, allowV4a: true },
    files: Object.entries(FILES).map(([path, text]) => ({ path, served: text, current: text })),
  });
const refusals = (answer: string): readonly Refusal[] => {
  const applied = apply(answer);
  return applied.is === 'refused' ? applied.refusals : [];
};
const after = (answer: string): unknown => {
  const applied = apply(answer);
  if (applied.is === 'refused') return applied.refusals;
  return Object.fromEntries(
    applied.changes.map((change) => [change.path, change.op === 'delete' ? null : change.after]),
  );
};
const mend = (text: string, stop: 'complete' | 'truncated' = 'complete'): Mending => {
  const mending = mendingOf({ text, stop, format }, refusals(text));
  if (mending === null) throw new Error('nothing to mend');
  return mending;
};
const patchOf = (answer: string): string => (JSON.parse(answer) as { patch: string }).patch;

const GOOD = update('src/a.ts', '-two\n+TWO');
const BAD = update('src/b.ts', ' four\n-nine\n+NINE');
const BETTER = update('b/src/b.ts', ' four\n-five\n+FIVE');

describe('of a patch', () => {
  it('only the files that failed are asked for again, and the hunks of the others are kept', () => {
    const mending = mend(patch(GOOD, BAD));
    expect(mending).toMatchObject({
      ...{ is: 'files', format, kept: [{ path: 'src/a.ts', text: GOOD }] },
      failed: [{ path: 'src/b.ts', text: BAD }],
    });
    const repaired = mended(patch(GOOD, BAD), mending, patch(update('./src/a.ts', '-x'), BETTER));
    expect(patchOf(repaired)).toBe(`*** Begin Patch\n${GOOD}${BETTER}*** End Patch\n`);
    expect(after(repaired)).toEqual({
      'src/a.ts': 'one\nTWO\nthree\n',
      'src/b.ts': 'four\nFIVE\n',
    });
    expect(JSON.parse(repaired)).toMatchObject({ doubts: [], notes: 'n\nn' });
  });

  it('a file of which the lines cannot be read is one that failed', () => {
    const mending = mend(patch(GOOD, '*** Add File: c.ts\nx\n'));
    expect(mending).toMatchObject({
      ...{ is: 'files', kept: [{ path: 'src/a.ts' }], failed: [{ path: 'c.ts' }] },
      refusals: [{ code: 'malformed', path: 'c.ts' }],
    });
  });

  it('a file that is moved to where one stands is one that failed', () => {
    const moved = '*** Update File: src/b.ts\n*** Move to: src/a.ts\n@@\n-five\n+FIVE\n';
    expect(mend(patch(moved))).toMatchObject({ is: 'files', kept: [], failed: [{ text: moved }] });
  });

  it('all is asked for again where it cannot be read', () => {
    const mending = mend(patch('*** Nonsense\n'));
    expect(mending).toMatchObject({ is: 'whole' });
    expect(mended('x', mending, patch(GOOD))).toBe(patch(GOOD));
    expect(mended('x', mending, '{')).toBe('x');
  });

  it('a repair that cannot be read, or is empty, leaves it as it was', () => {
    const before = patch(GOOD, BAD);
    for (const repair of [
      '{"no":1}',
      patch(),
      '{"patch":""}',
      '{"patch":"*** Begin Patch\\n*** No',
    ])
      expect(mended(before, mend(before), repair)).toBe(before);
  });
});

describe('of a patch that was cut off', () => {
  const TWO = update('src/a.ts', '-one\n+ONE', '-three\n+THREE');
  const cut = patch(TWO).slice(0, patch(TWO).indexOf('THREE'));

  it('finished hunks are kept, and what comes for the rest is of the same files', () => {
    const mending = mend(cut, 'truncated');
    expect(mending).toMatchObject({
      is: 'rest',
      kept: [{ text: update('src/a.ts', '-one\n+ONE') }],
    });
    const repaired = mended(cut, mending, patch(update('src/a.ts', '-three\n+3'), BETTER));
    expect(after(repaired)).toEqual({
      'src/a.ts': 'ONE\ntwo\n3\n',
      'src/b.ts': 'four\nFIVE\n',
    });
  });

  it('a rest that is cut off itself adds what it finished, and is not whole', () => {
    const longer = patch(BETTER, update('src/a.ts', '-three\n+3'));
    const twice = mended(cut, mend(cut, 'truncated'), longer.slice(0, longer.indexOf('-three')));
    expect(refusals(twice)).toMatchObject([{ code: 'truncated', path: '' }]);
    const mending = mend(twice);
    expect(mending).toMatchObject({
      is: 'rest',
      kept: [{ path: 'src/a.ts' }, { path: 'b/src/b.ts' }],
    });
    expect(mended(twice, mending, 'no patch')).toBe(twice);
    const done = mended(twice, mending, JSON.stringify({ patch: '', notes: '' }));
    expect(after(done)).toEqual({ 'src/a.ts': 'ONE\ntwo\nthree\n', 'src/b.ts': 'four\nFIVE\n' });
  });

  it('nothing is kept that is not in the whole one, wherever it is cut', () => {
    const whole = patch(TWO, BETTER, '*** Add File: \u00FC.ts\n+"\\u00fc"\n');
    const texts = piecesOf(format)
      .read(whole)
      ?.map((piece) => ('text' in piece ? piece.text : ''));
    fc.assert(
      fc.property(fc.nat(whole.length), (end) => {
        piecesOf(format)
          .finished(whole.slice(0, end))
          .forEach((piece, index) =>
            expect('text' in piece && texts?.[index]?.startsWith(piece.text)).toBe(true),
          );
      }),
    );
  });

  it('its hunks tell how far it has come', () => {
    expect(stepsIn(piecesOf(format).read(patch(TWO, BETTER)) ?? [])).toBe(3);
    expect(stepsIn(piecesOf(format).read(patch('*** Delete File: src/a.ts\n')) ?? [])).toBe(1);
  });
});

describe('a patch is asked for again', () => {
  const context = {
    ...{ strategy: { ...strategy([aPhase()], { prices: {} }), edits: format } as const },
    ...{ phase: aPhase(), tree: [entry('src/a.ts')], omitted: [], evidence: [] },
    served: Object.entries(FILES).map(([path, text]) => ({
      ...{ path, text, sha: '1'.repeat(40), mode: '100644' as const },
    })),
  };

  it('with the failing file, its hunks, and why they failed', () => {
    const { system, user } = repairRequest(context, mend(patch(GOOD, BAD)));
    expect(system).toContain('*** Begin Patch');
    expect(user.slice(user.indexOf('<refused>'))).toMatchInlineSnapshot(`
     "<refused>
     *** Update File: src/b.ts
     @@
      four
     -nine
     +NINE

     - src/b.ts: search-missing. The search does not stand in the file. Nearest there:
     four
     five

     </refused>

     <finished>
     src/a.ts
     </finished>

     Your answer to this phase was refused because of what stands in <refused>. Look at the files above as they are, and hand in all edits of the files that failed again: src/b.ts. Your edits of the files in <finished> are kept as they are: do not hand them in again."
    `);
    expect(user).not.toContain('<file path="src/a.ts">');
  });

  it('for what is missing, behind the hunks that are finished', () => {
    const cut = patch('*** Add File: c.ts\n+c\n', GOOD, BAD).replace(/-nine.*/, '');
    const { user } = repairRequest(context, mend(cut, 'truncated'));
    expect(user.slice(user.indexOf('<finished>'))).toMatchInlineSnapshot(`
     "<finished>
     *** Add File: c.ts
     *** Update File: src/a.ts
     @@
     -two
     +TWO
     </finished>

     Your answer was cut off at its output limit. What stands in <finished> is kept as it is. Hand in only the edits that are still missing; searches are still looked up in the files as they are served above."
    `);
  });
});
