import { describe, expect, it } from '@jest/globals';
import { elided } from '../../../src/core/edits/elide.ts';
import { hunkOf } from '../../../src/core/edits/hunk.ts';
import { type Lines, linesOf } from '../../../src/core/edits/lines.ts';
import { loose } from '../../../src/core/edits/loose.ts';
import { split } from '../../../src/core/edits/split.ts';

/** A file that counts how often a line of it is read. */
function counted(lines: readonly string[]): { readonly file: Lines; readonly reads: () => number } {
  const file = linesOf(`${lines.join('\n')}\n`);
  file.places();
  let reads = 0;
  const get = (all: readonly string[], key: string | symbol): unknown => {
    if (typeof key === 'string' && /^\d+$/.test(key)) reads += 1;
    return Reflect.get(all, key);
  };
  return { file: { ...file, lines: new Proxy(file.lines, { get }) }, reads: () => reads };
}

const MANY = Array.from({ length: 400 }, (_, index) => `const value${index} = compute(${index});`);
/** Two lines next to each other, near the end, that no file has. */
const invented = (length: number): readonly string[] => [
  ...MANY.slice(0, length - 3),
  ...['const invented = 1;', 'const other = 2;', MANY[length - 1] ?? ''],
];
const changed = (lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, -1),
  'const last = 3;',
];

describe('the work that a hunk makes', () => {
  it.each([60, 120, 200])('is bounded where it could be parted in many ways: %d', (length) => {
    const { file, reads } = counted(MANY);
    const search = invented(length);
    expect(split(file, hunkOf(search, changed(search)))).toEqual([]);
    expect(reads()).toBeLessThan(length * length);
  });

  it('is bounded where its lines stand everywhere', () => {
    const { file, reads } = counted(Array.from({ length: 3_000 }, (_, at) => `line ${at % 2}`));
    const search = Array.from({ length: 198 }, (_, at) => `line ${at % 2}`);
    search.push('no such line', 'line 1');
    const hunk = hunkOf(search, changed(search));
    expect([...split(file, hunk), ...loose(file, hunk)]).toEqual([]);
    expect(reads()).toBeLessThan(1_000_000);
  });

  it('is bounded where placeholders stand between lines that stand everywhere', () => {
    const { file, reads } = counted(Array.from({ length: 400 }, () => 'same line'));
    const search = ['same line', '...', 'same line', '...', 'same line', '...', 'no such line'];
    expect(elided(file, hunkOf(search, [...search, 'new line']))).toEqual([]);
    expect(reads()).toBeLessThan(200_000);
  });

  it('is enough to find the parts of a long hunk', () => {
    const { file } = counted(MANY);
    const search = [...MANY.slice(0, 60), ...MANY.slice(200, 260), ...MANY.slice(300, 350)];
    const [place, ...others] = split(file, hunkOf(search, changed(search)));
    expect(others).toEqual([]);
    expect(place?.splices).toEqual([{ from: 349, to: 350, added: ['const last = 3;'] }]);
  });
});
