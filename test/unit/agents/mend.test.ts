import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { builderRequest, repairRequest } from '../../../src/agents/builder.ts';
import { keptDoubts, type Mending, mended } from '../../../src/agents/mend.ts';
import { finishedEdits } from '../../../src/agents/pieces.ts';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import type { Edit, Refusal } from '../../../src/core/edits/edits.ts';
import { KeptDoubt } from '../../../src/core/run/event.ts';
import { strategy } from '../run/story.ts';
import { aPhase, entry } from './a-phase.ts';
import { edit, answer, refusal, format, mendingOf, TWO } from './a-mending.ts';

describe('of an answer', () => {
  it('all edits of the files that failed are asked for again, and those of the others are kept', () => {
    expect(mendingOf(TWO, 'complete', [refusal('src/a.ts')])).toMatchObject({
      is: 'files',
      kept: [edit('src/b.ts')],
      failed: [edit('src/a.ts'), edit('src/a.ts', 'c')],
    });
  });

  it('those of a file that is renamed belong together, whichever of its names they have', () => {
    const move: Edit = { ...edit('src/a.ts'), op: 'rename', new_path: 'src/c.ts' };
    const text = answer(move, edit('src/b.ts'), edit('src/c.ts'), edit('src/a.ts', 'c'));
    for (const path of ['src/a.ts', 'src/c.ts'])
      expect(mendingOf(text, 'complete', [refusal(path, 'field-stray')])).toMatchObject({
        kept: [edit('src/b.ts')],
        failed: [move, edit('src/c.ts'), edit('src/a.ts', 'c')],
      });
  });

  it('what edits were made of unseen is shown, each once, and they are asked for again', () => {
    const unseen = (path: string, show: string): Refusal => ({
      ...{ ...refusal(path, 'not-served'), show },
    });
    const [first, last] = [unseen('src/a.ts', 'src/a.ts:1-40'), unseen('src/b.ts', 'src/b.ts')];
    expect(mendingOf(TWO, 'complete', [first, first])).toMatchObject({
      ...{ is: 'files', kept: [edit('src/b.ts')] },
      wants: [{ op: 'read', arg: 'src/a.ts:1-40' }],
    });
    expect(mendingOf(TWO, 'complete', [refusal('src/a.ts'), last])).toMatchObject({
      ...{ is: 'files', kept: [], wants: [{ op: 'read', arg: 'src/b.ts' }] },
    });
    expect(mendingOf(TWO, 'complete', [refusal('src/a.ts')])).toMatchObject({ wants: [] });
  });

  it('nothing is asked for again where another look would not help', () => {
    for (const code of ['stale', 'binary', 'not-served'] as const)
      expect(
        mendingOf(TWO, 'complete', [refusal('src/a.ts'), refusal('src/b.ts', code)]),
      ).toBeNull();
    expect(mendingOf(TWO, 'complete', [])).toBeNull();
    expect(mendingOf(TWO, 'complete', [refusal('')])).toBeNull();
    expect(mendingOf('', 'refused', [])).toBeNull();
  });

  it('that was cut off, what is finished is kept', () => {
    const cut = TWO.slice(0, TWO.lastIndexOf('"c"'));
    expect(mendingOf(cut, 'truncated', [])).toEqual({
      ...{ is: 'rest', kept: [edit('src/a.ts'), edit('src/b.ts')], format },
    });
    expect(mendingOf('{"ed', 'truncated', [])).toEqual({ is: 'rest', kept: [], format });
    // Also where the provider says that it is whole.
    expect(mendingOf(cut, 'complete', [refusal('', 'truncated')])).toMatchObject({
      ...{ is: 'rest', kept: [edit('src/a.ts'), edit('src/b.ts')] },
    });
  });

  it('what is left out of a finished edit is null', () => {
    const cut =
      '{"edits":[{"path":"src/a.ts","search":"a","replace":"b"},{"op":"delete","path":"x"},{"op":"re';
    expect(finishedEdits(cut)).toEqual([
      edit('src/a.ts'),
      { op: 'delete', path: 'x', search: null, replace: null, new_path: null },
    ]);
  });

  it('that could not be read, all is asked for again', () => {
    expect(mendingOf('Sure!', 'complete', [refusal('', 'malformed')])).toMatchObject({
      is: 'whole',
    });
  });

  it('wherever it is cut, only whole edits are finished', () => {
    const tricky = answer(edit('a{"]}', '"}\\'), edit('b', '{'), edit('c'));
    fc.assert(
      fc.property(fc.nat(tricky.length), (end) => {
        const finished = finishedEdits(tricky.slice(0, end));
        expect(JSON.parse(tricky).edits.slice(0, finished.length)).toEqual(finished);
      }),
    );
    expect(finishedEdits(tricky)).toHaveLength(3);
    const flood = `{"edits":[${'{"op":'.repeat(100_000)}`;
    expect(finishedEdits(flood)).toEqual([]);
  });
});

describe('a repair', () => {
  const mending = mendingOf(TWO, 'complete', [refusal('src/a.ts')]);
  if (mending === null) throw new Error('nothing to mend');
  const REST = { is: 'rest', kept: [edit('src/a.ts')], format } as const;
  const editsOf = (text: string): unknown => JSON.parse(text).edits;

  it('makes one answer of what was kept and what came', () => {
    const text = mended(TWO, mending, answer(edit('./src/a.ts', 'x')));
    expect(editsOf(text)).toEqual([edit('src/b.ts'), edit('./src/a.ts', 'x')]);
  });

  it('changes nothing in a file that was fine', () => {
    const text = mended(TWO, mending, answer(edit('src/a.ts', 'x'), edit('b/src/b.ts', 'y')));
    expect(editsOf(text)).toEqual([edit('src/b.ts'), edit('src/a.ts', 'x')]);
  });

  it('that cannot be read, or is empty, leaves the answer as it was', () => {
    expect(mended(TWO, mending, 'Sure!')).toBe(TWO);
    expect(mended(TWO, mending, answer())).toBe(TWO);
    const whole = { is: 'whole', why: '', kept: [], format } as const;
    expect(mended('Sure!', whole, 'Sure.')).toBe('Sure!');
    expect(mended('Sure!', whole, TWO)).toBe(TWO);
  });

  it('of a cut answer adds what was missing, once', () => {
    const text = mended('{', REST, answer(edit('src/a.ts'), edit('src/a.ts', 'c'), edit('d')));
    expect(editsOf(text)).toEqual([edit('src/a.ts'), edit('src/a.ts', 'c'), edit('d')]);
  });

  it('of a cut answer that finds nothing missing makes it whole', () => {
    expect(editsOf(mended('{', REST, answer()))).toEqual([edit('src/a.ts')]);
  });

  it('of a cut answer that is cut off itself adds what it finished, and is not whole', () => {
    const cut = answer(edit('b'), edit('c')).slice(0, -40);
    const text = mended('{', REST, cut);
    expect(() => editsOf(text)).toThrow(SyntaxError);
    const kept = [edit('src/a.ts'), edit('b')];
    expect(mendingOf(text, 'complete', [refusal('', 'truncated')])).toMatchObject({ kept });
    expect(mended(text, { ...REST, kept }, 'Sure!')).toBe(text);
    const read = applyAnswer({ format: 'sr', answer: text, files: [] });
    expect(read).toMatchObject({ is: 'refused', refusals: [{ code: 'truncated', path: '' }] });
  });

  const context = {
    ...{ strategy: strategy([aPhase()]), phase: aPhase(), tree: [entry('src/a.ts')], omitted: [] },
    evidence: [],
    served: ['src/a.ts', 'src/b.ts'].map((path) => ({
      ...{ path, sha: '1'.repeat(40), mode: '100644' as const, text: 'a - b\n' },
    })),
  };

  it('is asked for with the failing file alone, and why it failed', () => {
    const unpriced = { ...context, strategy: strategy([aPhase()], { prices: {} }) };
    const { user, maxOutputTokens } = repairRequest(unpriced, mending);
    expect(user).toMatchSnapshot();
    expect(maxOutputTokens).toBe(aPhase().outputTokens);
  });

  const priced = (text: string, cachedInput: number): typeof context => ({
    ...context,
    strategy: strategy([aPhase()], {
      prices: {
        [aPhase().builder.model]: { input: 1, cachedInput, output: 1, checked: '2026-01-01' },
      },
    }),
    served: context.served.map((file, index) => (index === 0 ? file : { ...file, text })),
  });

  it('begins like the first prompt where what is cached costs less than the failing file does', () => {
    const cheap = priced('b\n'.repeat(500), 0.1);
    const { system, user } = builderRequest(cheap);
    const repair = repairRequest(cheap, mending);
    expect(repair.system).toBe(system);
    expect(repair.user.startsWith(`${user}\n\n<refused>`)).toBe(true);
    expect(repair.user).toContain('hand in all edits of the files that failed again: src/a.ts.');
    const again = repairRequest(cheap, { ...mending, is: 'files', kept: [] } as Mending);
    expect(again.user).not.toContain('<finished>');
  });

  it.each([
    ['what is cached costs no less', priced('b\n'.repeat(500), 1)],
    ['the rest is too much for it', priced('b\n'.repeat(5_000), 0.1)],
    ['it would count too much against the caps', priced('b\n'.repeat(40_000), 0)],
  ])('shows the failing file alone where %s', (_, given) => {
    const { user } = repairRequest(given, mending);
    expect(user.startsWith('<file path="src/a.ts">')).toBe(true);
    expect(user).not.toContain('<file path="src/b.ts">');
  });

  it('of a cut answer is asked for with a quarter more room, behind the same beginning', () => {
    const whole = repairRequest(context, {
      ...{ is: 'whole', why: 'malformed', kept: [], format },
    });
    const rest = repairRequest(context, REST);
    expect(rest.maxOutputTokens).toBe(Math.ceil(aPhase().outputTokens * 1.25));
    const [first = ''] = whole.user.split('<refused>');
    expect(rest.user.startsWith(first)).toBe(true);
    expect(rest.user.slice(first.length)).toMatchInlineSnapshot(`
     "<finished>
     replace src/a.ts: "a"
     </finished>

     Your answer was cut off at its output limit. What stands in <finished> is kept as it is. Hand in only the edits that are still missing; searches are still looked up in the files as they are served above."
    `);
  });
});

describe('doubts', () => {
  const doubt = { title: 'rounding', path: 'src/a.ts', reason: 'halves' };
  it('are kept as plain text, a few of them', () => {
    const many = Array.from({ length: 99 }, () => doubt);
    expect(keptDoubts(JSON.stringify({ edits: [], doubts: many }))).toEqual(many.slice(0, 10));
    expect(keptDoubts('{"edits":[]}')).toEqual([]);
    expect(keptDoubts(JSON.stringify({ doubts: [{ ...doubt, title: ' \u200B' }] }))).toEqual([]);
  });

  it('fit the ledger, whatever the model writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        const doubts = [{ title: `x${text}`, path: text, reason: text }];
        for (const kept of keptDoubts(JSON.stringify({ doubts }))) KeptDoubt.parse(kept);
      }),
    );
  });
});
