import { describe, expect, it } from '@jest/globals';
import { keptDoubts, mended } from '../../../src/agents/mend.ts';
import { finishedEdits } from '../../../src/agents/pieces.ts';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import { edit, answer, refusal, format, mendingOf, TWO } from './a-mending.ts';

const doubt = { title: 'rounding', path: 'src/a.ts', reason: 'halves' };

describe('of an answer', () => {
  it.each(['/src/a.ts', './src/a.ts', 'src\\a.ts', 'a/src/a.ts'])(
    'those of a file that failed are asked for again, told as %s as well',
    (told) => {
      const text = answer(edit(told), edit('src/b.ts'));
      expect(mendingOf(text, 'complete', [refusal('src/a.ts')])).toMatchObject({
        ...{ kept: [edit('src/b.ts')], failed: [edit(told)] },
      });
    },
  );

  it.each(['<think>\n{"edits": []} would be {too} little\n</think>\n', '```json\n'])(
    'that was cut off behind %j, what is finished is kept',
    (before) => {
      const text = `${before}${TWO.slice(0, -60)}`;
      const kept = [edit('src/a.ts'), edit('src/b.ts')];
      expect(mendingOf(text, 'truncated', [])).toMatchObject({ is: 'rest', kept });
      // Also where the provider says that it ended.
      const applied = applyAnswer({ format: 'sr', answer: text, files: [] });
      if (applied.is === 'applied') throw new Error('it was taken for whole');
      expect(mendingOf(text, 'complete', applied.refusals)).toMatchObject({ is: 'rest', kept });
    },
  );
});

describe('a repair', () => {
  const mending = mendingOf(TWO, 'complete', [refusal('src/a.ts')]);
  if (mending === null) throw new Error('nothing to mend');
  const REST = { is: 'rest', kept: [edit('src/a.ts')], format } as const;

  it('that is cut off is no answer to all that failed, whatever the provider says of its end', () => {
    const cut = answer(edit('src/a.ts', 'x'), edit('src/a.ts', 'y')).slice(0, -60);
    const text = mended(TWO, mending, cut);
    expect(applyAnswer({ format: 'sr', answer: text, files: [] })).toMatchObject({
      refusals: [{ code: 'truncated' }],
    });
    expect(finishedEdits(text)).toEqual([edit('src/b.ts'), edit('src/a.ts', 'x')]);
  });

  it('of a cut answer that asks to be shown something is not its end', () => {
    const asks = JSON.stringify({ edits: [], wants: [{ op: 'read', arg: 'src/c.ts' }], notes: '' });
    expect(applyAnswer({ format: 'sr', answer: mended('{', REST, asks), files: [] })).toMatchObject(
      {
        refusals: [{ code: 'truncated' }],
      },
    );
  });

  it('keeps doubts that can be read, and costs no edits where one of them is none', () => {
    const doubts = ['halves', { title: 'rounding', confidence: 'low' }, doubt, { path: 'x' }];
    const read = [{ title: 'rounding', path: null, reason: '' }, doubt];
    expect(keptDoubts(JSON.stringify({ edits: [], doubts }))).toEqual(read);
    const patch = '*** Begin Patch\n*** Add File: a.js\n+x\n*** End Patch\n';
    const told = applyAnswer({
      ...{ format: 'v4a', allowV4a: true, files: [] },
      answer: JSON.stringify({ patch, doubts, notes: '' }),
    });
    expect(told).toMatchObject({ is: 'applied', changes: [{ path: 'a.js' }] });
  });
});
