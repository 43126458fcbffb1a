import { describe, expect, it } from '@jest/globals';
import { linesShown } from '../../../src/core/findings/shown.ts';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { cpuNow } from '../../support/cpu.ts';

const mode = '100644' as const;
const lines = (n: number, word = 'line'): string[] =>
  Array.from({ length: n }, (_, i) => `const ${word}${i} = ${i * 7};`);
const text = (of: readonly string[]): string => `${of.join('\n')}\n`;
const gone = (path: string, before: string): FileChange => ({ op: 'delete', path, mode, before });
const came = (path: string, after: string): FileChange => ({ op: 'create', path, mode, after });
const shown = (path: string, ...changes: FileChange[]): number[] => [
  ...(linesShown(changes).get(path) ?? []),
];

describe('the lines that GitHub shows', () => {
  const old = lines(40);
  const changed = old.with(20, 'const changed = true;');

  it('are those of the hunks, and of a new file all', () => {
    const update: FileChange = {
      ...{ op: 'update', path: 'a.ts', mode, before: text(old), after: text(changed) },
    };
    expect(shown('a.ts', update)).toEqual([18, 19, 20, 21, 22, 23, 24]);
    expect(shown('b.ts', came('b.ts', text(lines(3))), gone('c.ts', 'x\n'))).toEqual([1, 2, 3]);
    expect(linesShown([gone('c.ts', 'x\n')]).get('c.ts')?.size).toBe(0);
  });

  it('of a renamed file are those that are changed in it', () => {
    const moved = came('lib/b.ts', text(changed));
    expect(shown('lib/b.ts', gone('src/a.ts', text(old)), moved)).toEqual([
      ...[18, 19, 20, 21, 22, 23, 24],
    ]);
    expect(shown('lib/b.ts', gone('src/a.ts', text(changed)), moved)).toEqual([]);
    const crlf = gone('src/a.ts', text(old).replaceAll('\n', '\r\n'));
    expect(shown('lib/b.ts', crlf, came('lib/b.ts', text(old)))).toHaveLength(40);
  });

  it('of a file that is less than half another are all', () => {
    const half = (kept: number) => text([...old.slice(0, kept), ...lines(40 - kept, 'other')]);
    expect(shown('b.ts', gone('a.ts', text(old)), came('b.ts', half(12)))).toHaveLength(40);
    expect(shown('b.ts', gone('a.ts', text(old)), came('b.ts', half(24)))).toHaveLength(19);
  });

  it('of a file that may be either of two are those that are shown whichever it is', () => {
    const other = old.with(2, 'const other = 1;');
    const moved = came('b.ts', text(changed));
    expect(shown('b.ts', gone('a.ts', text(old)), gone('z.ts', text(other)), moved)).toEqual([
      ...[18, 19, 20, 21, 22, 23, 24],
    ]);
    const exact = gone('y.ts', text(changed));
    expect(shown('b.ts', gone('a.ts', text(old)), exact, moved)).toEqual([]);
  });

  it('are told of many files in time', () => {
    const many = Array.from({ length: 300 }, (_, n) => n);
    const of = (n: number): string => text(lines(60, `f${n}_`));
    const all = many.flatMap((n) => [gone(`old/${n}.ts`, of(n)), came(`new/${n}.ts`, of(n))]);
    const started = cpuNow();
    const found = linesShown(all);
    expect(many.every((n) => found.get(`new/${n}.ts`)?.size === 0)).toBe(true);
    expect(cpuNow() - started).toBeLessThan(5_000);
  });
});
