import { describe, expect, it } from '@jest/globals';
import { madeOf } from './an-edit.ts';

const YAML = 'a: 1\nb: 2\nc: 3\n---\nd: 4\n';
const PY = 'def a():\n    """Does it."""\n    return 1\n\n\ndef b():\n    return 2\n';

describe('a line of three dots', () => {
  it.each<[string, string, string, [string, string]]>([
    ['ends the last document', 'a.yml', YAML, ['d: 4\n', 'd: 4\n...\n']],
    ['ends it with what is new', 'a.yml', YAML, ['d: 4\n', 'd: 4\ne: 5\n...\n']],
    ['ends one of them', 'a.yaml', YAML, ['---\n', '...\n---\n']],
    ['goes before directives', 'a.yaml', YAML, ['---\n', '...\n%YAML 1.2\n---\n']],
    [
      'goes on with a doctest',
      'a.py',
      PY,
      [
        '    """Does it."""\n',
        '    """Does it.\n\n    >>> for x in y:\n    ...     a()\n    ...\n    """\n',
      ],
    ],
    ['does so in a text', 'a.rst', '>>> a\n1\n', ['>>> a\n', '>>> if a:\n...     a\n...\n']],
    ['is among new words', 'a.md', '# A\n', ['# A\n', '# A\n\n    one\n    ...\n    ten\n']],
  ])('%s', (_, path, text, [search, by]) =>
    expect(madeOf(path, text, [search, by])).toBe(text.replace(search, () => by)),
  );

  it.each<[string, string, string, [string, string]]>([
    ['the rest of a document', 'a.yml', YAML, ['a: 1\nb: 2\nc: 3\n', 'a: 0\n...\n']],
    ['lines above a mark', 'a.yml', YAML, ['a: 1\nb: 2\nc: 3\n---\n', 'a: 1\n...\n---\n']],
    ['the rest of the file', 'a.yml', YAML, ['c: 3\n---\nd: 4\n', 'c: 5\n...\n']],
    ['lines within', 'a.yml', YAML, ['a: 1\nb: 2\nc: 3\n', 'a: 1\n...\nc: 4\n']],
    ['what comes below', 'a.yml', YAML, ['a: 1\n', 'a: 1\nx: 2\n...\n']],
    ['lines of a list', 'a.yml', 'a:\n  - b\n  - c\n', ['  - b\n  - c\n', '  - b\n  ...\n  - d\n']],
    ['a body', 'a.py', PY, ['def b():\n    return 2\n', 'def b():\n    ...\n']],
    ['words that go', 'a.md', 'one\ntwo\nthree\n', ['one\ntwo\nthree\n', 'one\n...\nfour\n']],
    ['words below', 'a.md', 'one\ntwo\n', ['one\n', 'zero\none\n...\n']],
    [
      'a doctest that goes',
      'a.rst',
      '>>> a\n1\n>>> b\n2\n',
      ['>>> a\n1\n>>> b\n2\n', '>>> a\n...\n'],
    ],
  ])('does not stand for %s', (_, path, text, pair) =>
    expect(madeOf(path, text, pair)).toEqual(['elision']),
  );
});
