import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import {
  joinParts,
  linesShown,
  type Part,
  shownText,
  shownTogether,
} from '../../../src/core/edits/parts.ts';

const TEXT = Array.from({ length: 100 }, (_, n) => `line ${n + 1};\n`).join('');
const PARTS = [
  { from: 1, to: 10 },
  { from: 50, to: 60 },
];

describe('a file that is shown in part', () => {
  it('is its lines, with a word where some are left out', () => {
    const text = 'a\nb\nc\nd\ne';
    expect(
      shownText({
        text,
        parts: [
          { from: 2, to: 2 },
          { from: 5, to: 5 },
        ],
      }),
    ).toBe('[lines 1 to 1 are not shown]\nb\n[lines 3 to 4 are not shown]\ne');
    expect(shownText({ text, parts: [{ from: 1, to: 2 }] })).toBe(
      'a\nb\n[lines 3 to 5 are not shown]',
    );
    expect(shownText({ text })).toBe(text);
    expect(linesShown({ text, parts: [{ from: 2, to: 3 }] })).toBe('2-3 of 5');
    expect(linesShown({ text })).toBeNull();
  });

  it('has parts that do not touch', () => {
    const parts = [
      { from: 30, to: 40 },
      { from: 1, to: 4 },
      { from: 5, to: 9 },
      { from: 35, to: 50 },
    ];
    expect(joinParts(parts)).toEqual([
      { from: 1, to: 9 },
      { from: 30, to: 50 },
    ]);
  });

  it('is shown as much as all that was shown of it', () => {
    const file = (path: string, parts?: readonly Part[]) => ({ path, text: TEXT, parts });
    const [a, b, c] = [
      { from: 1, to: 4 },
      { from: 3, to: 9 },
      { from: 20, to: 30 },
    ];
    const all = [file('x', [a]), file('y', [a]), file('x', [c]), file('x', [b]), file('y')];
    expect(shownTogether(all)).toEqual([file('x', [{ from: 1, to: 9 }, c]), file('y')]);
    expect(shownTogether([file('y'), file('y', [a])])).toEqual([file('y')]);
  });
});

const answer = (search: string, replace: string): string =>
  JSON.stringify({
    edits: [{ op: 'replace', path: 'a.txt', search, replace, new_path: null }],
    ...{ doubts: [], wants: [], notes: '' },
  });
const applied = (text: string, given: string, parts: readonly Part[] = PARTS) => {
  const files = [{ path: 'a.txt', served: text, current: text, parts }];
  return applyAnswer({ format: 'sr', answer: given, files });
};

describe('an edit of a file that was shown in part', () => {
  it.each(['line 1;\n', 'line 10;\n', 'line 55;\n', 'line 60;\n', 'line 9;\nline 10;\n'])(
    'of %j is applied to the whole file',
    (search) => {
      const outcome = applied(TEXT, answer(search, 'new;\n'));
      expect(outcome).toMatchObject({
        is: 'applied',
        changes: [{ before: TEXT, after: TEXT.replace(search, 'new;\n') }],
      });
    },
  );

  it.each([
    ['line 11;\n', 11],
    ['line 10;\nline 11;\n', 10],
    ['line 49;\nline 50;\n', 49],
    ['line 100;\n', 100],
  ])('of %j is refused, with the line to ask for', (search, line) => {
    expect(applied(TEXT, answer(search, 'new;\n'))).toMatchObject({
      is: 'refused',
      refusals: [{ code: 'not-served', detail: expect.stringContaining(`line ${line}`) }],
    });
    const lines = search.split('\n').length;
    const show = `a.txt:${Math.max(1, line - 20)}-${line + lines + 20}`;
    expect(applied(TEXT, answer(search, 'new;\n'))).toMatchObject({ refusals: [{ show }] });
  });

  it('means the place that was shown, and is refused where two were', () => {
    const text = TEXT.replace('line 5;', 'same;').replace('line 80;', 'same;');
    expect(applied(text, answer('same;\n', 'new;\n'))).toMatchObject({
      is: 'applied',
      changes: [{ after: text.replace('same;', 'new;') }],
    });
    const two = text.replace('line 55;', 'same;');
    expect(applied(two, answer('same;\n', 'new;\n'))).toMatchObject({
      refusals: [{ code: 'search-ambiguous' }],
    });
  });

  it('may be a patch', () => {
    const patch = (line: number) =>
      `*** Begin Patch\n*** Update File: a.txt\n@@\n-line ${line};\n+new;\n*** End Patch`;
    const v4a = (line: number) => {
      const files = [{ path: 'a.txt', served: TEXT, current: TEXT, parts: PARTS }];
      const text = JSON.stringify({ patch: patch(line), doubts: [], wants: [], notes: '' });
      return applyAnswer({ format: 'v4a', allowV4a: true, answer: text, files });
    };
    expect(v4a(52)).toMatchObject({
      changes: [{ after: TEXT.replace('line 52;', 'new;') }],
    });
    expect(v4a(20)).toMatchObject({ refusals: [{ code: 'not-served', show: 'a.txt:1-42' }] });
  });

  it.each(['sr', 'v4a', 'udiff', 'whole'] as const)(
    'of %s loses nothing that nobody saw',
    (format) => {
      const gone = { op: 'delete', path: 'a.txt', search: null, replace: null, new_path: null };
      const told = { doubts: [], wants: [], notes: '' };
      const answers = {
        sr: JSON.stringify({ edits: [gone], ...told }),
        v4a: JSON.stringify({
          patch: '*** Begin Patch\n*** Delete File: a.txt\n*** End Patch',
          ...told,
        }),
        udiff: `--- a/a.txt\n+++ /dev/null\n@@ -1,100 +0,0 @@\n${TEXT.replace(/^(?=.)/gm, '-')}`,
        whole: TEXT.replace('line 55;', 'new;'),
      };
      const ask = (parts: readonly Part[] | undefined) =>
        applyAnswer({
          ...{ format, allowV4a: true, answer: answers[format] },
          files: [{ path: 'a.txt', served: TEXT, current: TEXT, parts }],
        });
      expect(ask(PARTS)).toMatchObject({ is: 'refused', refusals: [{ code: 'not-served' }] });
      expect(ask(undefined)).toMatchObject({ is: 'applied' });
      expect(ask([...PARTS, { from: 9, to: 100 }])).toMatchObject({ is: 'applied' });
    },
  );

  it('never changes a line that was not shown', () => {
    const line = fc.constantFrom('a', 'b', 'b ', '  b', 'c', '');
    const texts = fc.array(line, { minLength: 1, maxLength: 14 });
    const part = fc.record({ from: fc.integer({ min: 1, max: 14 }), more: fc.nat(5) });
    fc.assert(
      fc.property(texts, part, texts, texts, (all, { from, more }, search, replace) => {
        const text = all.map((one) => `${one}\n`).join('');
        const [first, to] = [Math.min(from, all.length), Math.min(from + more, all.length)];
        const outcome = applied(
          text,
          answer(search.slice(0, 3).join('\n'), replace.slice(0, 3).join('\n')),
          [{ from: first, to }],
        );
        if (outcome.is === 'refused') return;
        const [change] = outcome.changes;
        const after = change !== undefined && change.op === 'update' ? change.after : '';
        const before = all
          .slice(0, first - 1)
          .map((one) => `${one}\n`)
          .join('');
        const behind = all
          .slice(to)
          .map((one) => `${one}\n`)
          .join('');
        expect(after.startsWith(before)).toBe(true);
        expect(after.endsWith(behind)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
