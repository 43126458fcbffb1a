import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  choosable,
  MAX_CHOICES,
  MAX_LOCATED,
  readLocated,
} from '../../../src/core/context/locate.ts';

const names = (...paths: readonly string[]): ReadonlyMap<string, string> =>
  new Map(paths.map((path) => [path, path]));
const answer = (...files: readonly string[]): string => JSON.stringify({ files });

describe('a file to choose', () => {
  it('is told by what it defines, or by how it begins', () => {
    const files = [
      { path: 'src/add.ts', text: 'export function add(a) {\n  return a;\n}\nclass Sum {}\n' },
      { path: 'docs/use.md', text: '\n\n  # How to use it \nMore.\n' },
      { path: 'empty', text: '' },
    ];
    expect(choosable(files)).toEqual([
      { path: 'src/add.ts', about: '5 lines: add, Sum' },
      { path: 'docs/use.md', about: '5 lines: # How to use it' },
      { path: 'empty', about: '1 lines: empty' },
    ]);
    // No half of a character: providers refuse such a text.
    const [odd] = choosable([{ path: 'odd', text: `x${'😀'.repeat(90)}` }]);
    expect(odd?.about.isWellFormed()).toBe(true);
  });

  it('takes no more than its share of the room, however much there is', () => {
    const text = Array.from({ length: 3_000 }, (_, n) => `function aRatherLongName${n}() {\n}\n`);
    const files = Array.from({ length: 200 }, (_, n) => ({ path: `f${n}`, text: text.join('') }));
    const lines = choosable(files);
    expect(lines).toHaveLength(MAX_CHOICES);
    expect(lines.map(({ path, about }) => path + about).join('').length).toBeLessThan(26_000);
    expect(lines[0]?.about).toMatch(/aRatherLongName0, .*\d$/);
  });
});

describe('what was named', () => {
  const paths = names('src/a.ts', 'src/b.ts', 'docs/c.md');

  it('is taken in its order, each once, as models spell paths', () => {
    expect(
      readLocated(answer('docs/c.md', './src/a.ts', 'src/a.ts', 'src/none.ts'), paths),
    ).toEqual({ is: 'located', paths: ['docs/c.md', 'src/a.ts'] });
    expect(readLocated(`\`\`\`json\n${answer('src/b.ts')}\n\`\`\``, paths)).toEqual({
      is: 'located',
      paths: ['src/b.ts'],
    });
  });

  it('may be nothing', () => {
    expect(readLocated(answer(), paths)).toEqual({ is: 'located', paths: [] });
  });

  it.each([
    ['I would look at src/a.ts.', 'the answer is not one JSON object'],
    ['{"files":"src/a.ts"}', 'it does not fit the schema'],
    [answer('../a.ts', 'src/A.ts'), 'it names none of the files that it was shown'],
  ])('cannot be used: %s', (reply, why) => {
    expect(readLocated(reply, paths)).toEqual({ is: 'unusable', why });
  });

  it('is never more than may be named, and never what was not shown', () => {
    const file = fc.stringMatching(/^[a-z]{1,3}$/);
    fc.assert(
      fc.property(fc.array(file), fc.array(file), (shown, said) => {
        const read = readLocated(JSON.stringify({ files: said }), names(...shown));
        if (read.is === 'unusable') return;
        expect(read.paths.length).toBeLessThanOrEqual(MAX_LOCATED);
        expect(new Set(read.paths).size).toBe(read.paths.length);
        for (const path of read.paths) expect(shown).toContain(path);
      }),
    );
  });
});
