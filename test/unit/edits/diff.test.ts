import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffStat, hunkLines, unifiedDiff } from '../../../src/core/edits/diff.ts';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { cpuNow } from '../../support/cpu.ts';

const mode = '100644' as const;
const update = (before: string, after: string, path = 'a.ts'): FileChange => ({
  ...{ op: 'update', mode, path, before, after },
});
const made = (after: string): FileChange => ({ op: 'create', path: 'new.ts', mode, after });
const gone = (before: string): FileChange => ({ op: 'delete', path: 'old.ts', mode, before });
const lines = (n: number, from = 1): string =>
  Array.from({ length: n }, (_, i) => `line ${i + from}\n`).join('');

describe('the diff that is shown', () => {
  it.each([
    [
      'an update',
      update(lines(9), lines(9).replace('line 5', 'five')),
      'diff update a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -2,7 +2,7 @@\n line 2\n line 3\n line 4\n-line 5\n+five\n line 6\n line 7\n line 8\n',
    ],
    [
      'a new file',
      made('x\n'),
      'diff create new.ts\n--- /dev/null\n+++ b/new.ts\n@@ -0,0 +1,1 @@\n+x\n',
    ],
    [
      'an old one',
      gone('x\n'),
      'diff delete old.ts\n--- a/old.ts\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n',
    ],
    [
      'a last line feed that goes',
      update('a\nb\n', 'a\nb'),
      'diff update a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n',
    ],
  ])('%s', (_, change, text) => expect(unifiedDiff([change])).toBe(text));

  it('shows every file in order, and an empty one by its head', () => {
    const heads = unifiedDiff([gone('x\n'), made(''), update('a', 'b')])
      .split('\n')
      .filter((line) => line.startsWith('diff '));
    expect(heads).toEqual(['diff delete old.ts', 'diff create new.ts', 'diff update a.ts']);
    expect(unifiedDiff([])).toBe('');
  });
});

describe('lines that can carry a comment', () => {
  const numbers = (change: FileChange): number[] => [...hunkLines(change)];

  it.each([
    [
      'three around a change',
      update(lines(20), lines(20).replace('line 10', 'ten')),
      [7, 8, 9, 10, 11, 12, 13],
    ],
    ['no more than there are', update(lines(3), lines(3).replace('line 1', 'one')), [1, 2, 3]],
    [
      'those around what went',
      update(lines(9), lines(9).replace('line 5\n', '')),
      [2, 3, 4, 5, 6, 7],
    ],
    ['all of a new file', made('a\nb\n'), [1, 2]],
    ['none of an empty one', made(''), []],
    ['none of a deleted one', gone('a\nb\n'), []],
    ['none of one that was emptied', update('a\nb\n', ''), []],
    ['none where nothing changed', update('a\n', 'a\n'), []],
  ])('are %s', (_, change, wanted) => expect(numbers(change)).toEqual(wanted));

  it('are lines of the new file, and hold every one that is new', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 })
      .map((all) => all.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const shown = hunkLines(update(before, after));
        const last = after.split('\n').length;
        for (const line of shown) expect(line >= 1 && line <= last).toBe(true);
        const known = new Set(before.split('\n'));
        after.split('\n').forEach((line, index) => {
          if (line !== '' && !known.has(line)) expect(shown.has(index + 1)).toBe(true);
        });
      }),
    );
  });
});

describe('what changed in numbers', () => {
  it.each<[string, FileChange[], [number, number, number]]>([
    ['nothing', [], [0, 0, 0]],
    ['one line', [update('a\nb\nc\n', 'a\nB\nc\n')], [1, 1, 1]],
    ['a new file', [made('a\nb\n')], [1, 2, 0]],
    ['a deleted file', [gone('a\nb\nc\n')], [1, 0, 3]],
    ['a rename', [gone('a\nb\n'), made('a\nb\n')], [2, 2, 2]],
    ['lines that look like a diff', [update('', '+++ b/x\n--- a/x\n\\ No newline\n')], [1, 3, 0]],
    ['a last line feed', [update('a', 'a\n')], [1, 1, 1]],
    ['line ends', [update('a\nb\n', 'a\r\nb\r\n')], [1, 2, 2]],
  ])('%s', (_, changes, [files, added, removed]) =>
    expect(diffStat(changes)).toEqual({ files, added, removed }),
  );
});

describe('a file of which too much differs', () => {
  const numbered = (seed: number, n: number): string =>
    Array.from({ length: n }, (_, i) => `${(i * 7919 + seed * 104_729).toString(36)}\n`).join('');
  const around = (text: string): string => `${lines(5)}${text}same\n${lines(4, 90)}end`;
  const [before, after] = [around(numbered(1, 2_000)), around(numbered(2, 2_000))];
  const change = update(before, after);

  it('is shown as replaced between what is equal, in no more time than it takes to tell', () => {
    const text = unifiedDiff([change]).split('\n');
    expect(text.slice(0, 7)).toEqual([
      'diff update a.ts (too much differs to tell line by line)',
      ...['--- a/a.ts', '+++ b/a.ts', '@@ -3,2006 +3,2006 @@', ' line 3', ' line 4', ' line 5'],
    ]);
    expect(text.slice(-4)).toEqual([' same', ' line 90', ' line 91', '']);
    const of = (sign: string) => text.slice(4).filter((line) => line.startsWith(sign)).length;
    expect([of('-'), of('+')]).toEqual([2_000, 2_000]);
    expect(diffStat([change])).toEqual({ files: 1, added: 2_000, removed: 2_000 });
    const started = cpuNow();
    unifiedDiff([update(numbered(1, 20_000), numbered(2, 20_000))]);
    // Unbounded, this takes a quarter of a minute.
    expect(cpuNow() - started).toBeLessThan(5_000);
  });

  it('carries comments where it is new in any diff', () => {
    const shown = [...hunkLines(change)];
    const old = new Set(before.split('\n'));
    const now = after.split('\n');
    expect(shown).toEqual(now.flatMap((line, index) => (old.has(line) ? [] : [index + 1])));
    expect(shown.length).toBeGreaterThan(1_900);
  });

  it('is told line by line where it is long and was not there, or is not there any more', () => {
    const long = numbered(1, 4_000);
    expect(unifiedDiff([made(long)])).toContain('diff create new.ts\n');
    expect(diffStat([made(long), gone(long)])).toMatchObject({ added: 4_000, removed: 4_000 });
    expect(diffStat([update('a\nb', `a\n${long}b`)])).toMatchObject({ added: 4_000, removed: 0 });
  });
});
