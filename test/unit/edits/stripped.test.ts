import { describe, expect, it } from '@jest/globals';
import { applied, madeOf as made, replace, served } from './an-edit.ts';

const YAML = 'x:\n  - a\n  - c\n';
const PY = 'def f(x):\n    for i in x:\n        g(i)\n    return x\n';
const TS = 'class A {\n  f() {\n    return 1;\n  }\n}\n';

describe('a search whose first line lost its indentation', () => {
  it.each<[string, string, string, [string, string], string]>([
    ['an item of YAML', 'a.yml', YAML, ['- a', '- a\n  - b'], 'x:\n  - a\n  - b\n  - c\n'],
    ['with a line end', 'a.yml', YAML, ['- a\n', '- a\n  - b\n'], 'x:\n  - a\n  - b\n  - c\n'],
    ['its line end lost', 'a.yml', YAML, ['- a\n', '- a\n  - b'], 'x:\n  - a\n  - b\n  - c\n'],
    ['a key of YAML', 'a.yml', 'x:\n  a: 1\n', ['a: 1', 'a: 1\n  b: 2'], 'x:\n  a: 1\n  b: 2\n'],
    [
      'a statement of Python',
      'a.py',
      PY,
      ['g(i)', 'g(i)\n        h(i)'],
      PY.replace('g(i)', 'g(i)\n        h(i)'),
    ],
    [
      'a line above it',
      'a.py',
      PY,
      ['g(i)', 'e(i)\n        g(i)'],
      PY.replace('g(i)', 'e(i)\n        g(i)'),
    ],
    [
      'the first line of a block',
      'a.py',
      PY,
      ['for i in x:', 'for i in x:\n        e(i)'],
      PY.replace('x:\n', 'x:\n        e(i)\n'),
    ],
    [
      'tabs',
      'a.py',
      'def f():\n\tif x:\n\t\tg()\n',
      ['g()', 'g()\n\t\th()'],
      'def f():\n\tif x:\n\t\tg()\n\t\th()\n',
    ],
    [
      'the end of a method',
      'a.ts',
      TS,
      ['return 1;\n  }\n', 'return 1;\n  }\n  g() {}\n'],
      TS.replace('  }\n', '  }\n  g() {}\n'),
    ],
    [
      'a method',
      'a.ts',
      TS,
      ['f() {\n    return 1;\n  }', 'f() {\n    return 2;\n  }'],
      TS.replace('1', '2'),
    ],
    [
      'a spread',
      'a.ts',
      'f(\n  a,\n)\n',
      ['a,\n', 'a,\n  ...rest,\n'],
      'f(\n  a,\n  ...rest,\n)\n',
    ],
    [
      'a file of CRLF',
      'a.yml',
      YAML.replaceAll('\n', '\r\n'),
      ['- a\n', '- a\n  - b\n'],
      'x:\r\n  - a\r\n  - b\r\n  - c\r\n',
    ],
    ['lines that go', 'a.ts', TS, ['return 1;\n  }\n', ''], 'class A {\n  f() {\n}\n'],
    ['a line that goes', 'a.ts', TS, ['return 1;', ''], 'class A {\n  f() {\n  }\n}\n'],
  ])('is taken as it is told: %s', (_, path, text, pair, after) =>
    expect(made(path, text, pair)).toBe(after),
  );

  it.each<[string, string, string, [string, string], string]>([
    ['beside it', 'a.ts', TS, ['return 1;', 'a();\nreturn 1;'], TS.replace('r', 'a();\n    r')],
    [
      'a block',
      'a.ts',
      TS,
      ['return 1;', 'if (x) {\n  return 1;\n}\nreturn 2;'],
      TS.replace('return 1;', 'if (x) {\n      return 1;\n    }\n    return 2;'),
    ],
    [
      'a block of Python',
      'a.py',
      PY,
      ['g(i)', 'if i:\n    g(i)'],
      PY.replace('g(i)', 'if i:\n            g(i)'),
    ],
    [
      'a block as deep as the file is there',
      'a.py',
      PY,
      ['return x', 'if x:\n    return x\nreturn 0'],
      'def f(x):\n    for i in x:\n        g(i)\n    if x:\n        return x\n    return 0\n',
    ],
    [
      'an item with keys',
      'a.yml',
      'jobs:\n  a:\n    steps:\n      - name: x\n        run: y\n',
      ['- name: x', '- name: x\n  id: z'],
      'jobs:\n  a:\n    steps:\n      - name: x\n        id: z\n        run: y\n',
    ],
  ])('is shifted where all lines lost it: %s', (_, path, text, pair, after) =>
    expect(made(path, text, pair)).toBe(after),
  );

  it.each<[string, string, string, [string, string]]>([
    ['an item of a list', 'a.md', '- x\n  - one\n  - two\n', ['- one', '- one\n  - more']],
    ['a key without a value', 'a.yml', 'x:\n  a:\n  c:\n', ['a:', 'a:\n  b:']],
    ['a chain', 'a.ts', 'f() {\n  return a\n}\n', ['return a', 'return a\n  .b()']],
    ['what follows a function', 'a.py', 'def f():\n    a()\n', ['a()', 'a()\n\ndef g():\n    b()']],
    ['what follows a key', 'a.yml', 'x:\n  b: 1\ny: 1\n', ['b: 1', 'b: 1\nc: 2']],
    ['a block that is closed', 'a.ts', TS, ['return 1;', 'return 1;\n}\ng() {\n  return 2;']],
    [
      'a replacement of another depth than its search',
      'a.py',
      'class A:\n    if x:\n        y()\n',
      ['if x:\n        y()', 'if x:\n    z()'],
    ],
    ['half a replacement', 'a.py', PY, ['for i in x:\n        g(i)\n', 'for i in x:\n    h(i)\n']],
    ['another first line', 'a.ts', TS, ['return 1;\n  }\n', '}\n']],
    ['an indentation of both kinds', 'a.py', 'def f():\n\ta()\n\tb()\n', ['a()', 'a()\n    b2()']],
  ])('is refused where it could be either: %s', (_, path, text, pair) =>
    expect(made(path, text, pair)).toEqual(['indent-unsure']),
  );

  it('is refused with the lines as they stand there', () => {
    const file = served('a.md', '- x\n  - one\n  - two\n');
    const result = applied([file], [replace('a.md', '- one', '- one\n  - more')]);
    expect(result.is === 'refused' && result.refusals[0]?.detail).toContain('\n  - one');
  });
});
