import { describe, expect, it } from '@jest/globals';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import { madeOf } from './an-edit.ts';

const FILE = 'class P(Protocol):\n    x: int\n\n    def g(self) -> int:\n        return 1\n';
const X = '    x: int\n';
const G = '    def g(self) -> int:\n        return 1\n';

describe('a body of Python that is `...`', () => {
  it.each<[string, string, string]>([
    ['a method', X, `${X}\n    def f(self) -> int:\n        ...\n`],
    ['on one line', X, `${X}\n    def f(self) -> int: ...\n`],
    ['with a word about it', X, `${X}\n    def f(self) -> int:\n        """One."""\n        ...\n`],
    [
      'with more words',
      X,
      `${X}\n    def f(self):\n        """One.\n\n        Two.\n        """\n        ...\n`,
    ],
    [
      'of a long signature',
      X,
      `${X}\n    async def f(\n        self,\n    ) -> int:\n        ...\n`,
    ],
    ['with a comment', X, `${X}\n    def f(self) -> int:\n        ...  # pragma: no cover\n`],
    ['above another', G, `    @overload\n    def g(self, a: int) -> int:\n        ...\n\n${G}`],
    ['a class', FILE, `class E(Exception):\n    ...\n\n\n${FILE}`],
    ['two of them', X, `${X}\n    def f(self):\n        ...\n\n    def h(self):\n        ...\n`],
  ])('is written: %s', (_, search, by) => {
    for (const path of ['a.py', 'a.pyi'])
      expect(madeOf(path, FILE, [search, by])).toBe(FILE.replace(search, by));
    for (const end of ['\n', ''])
      if (!by.includes(': ...') && !by.includes('pragma'))
        expect(madeOf('a.js', FILE, [search.trimEnd() + end, by.trimEnd() + end])).toEqual([
          'elision',
        ]);
  });

  it('takes the place of one that holds nothing either', () => {
    const file = 'class A:\n    def f(self):\n        pass\n';
    expect(madeOf('a.py', file, ['        pass\n', '        ...\n'])).toEqual(['elision']);
    const pair: [string, string] = [
      '    def f(self):\n        pass\n',
      '    def f(self):\n        ...\n',
    ];
    expect(madeOf('a.py', file, pair)).toBe(file.replace('pass', '...'));
  });

  it.each<[string, string, string]>([
    ['for the body that was there', G, '    def g(self, a) -> int:\n        ...\n'],
    ['for it, on one line', G, '    def g(self, a) -> int: ...\n'],
    ['above it', '    def g(self) -> int:\n', '    def g(self, a) -> int:\n        ...\n'],
    ['between statements', '        return 1\n', '        a()\n        ...\n        return 1\n'],
    ['behind statements', '        return 1\n', '        a()\n        ...\n'],
    ['before statements', X, `${X}\n    def f(self):\n        ...\n        return 2\n`],
    ['for fields', X, '    ...\n'],
    ['for the rest of a class', X, `${X}    ...\n`],
    ['in a branch', '        return 1\n', '        if a:\n            ...\n        return 1\n'],
    ['with words', X, `${X}\n    def f(self):\n        # ... existing code ...\n`],
    ['with words behind it', X, `${X}\n    def f(self):\n        ...  # rest of the code\n`],
  ])('is refused where it stands for code: %s', (_, search, by) => {
    expect(madeOf('a.py', FILE, [search, by])).toEqual(['elision']);
    const other = `${FILE}\n\nclass Q:\n    def q(self):\n        ...\n`;
    if (!by.includes('# ')) expect(madeOf('a.py', other, [search, by])).toEqual(['elision']);
  });

  it.each([
    ['is written', FILE.replace(X, `${X}\n    def f(self):\n        ...\n`), 'applied'],
    ['is refused for a body', FILE.replace('return 1', '...'), 'refused'],
  ])('%s in a whole file', (_, answer, is) => {
    const files = [{ path: 'a.py', served: FILE, current: FILE }];
    expect(applyAnswer({ format: 'whole', answer, files })).toMatchObject({ is });
  });
});
