import { describe, expect, it } from '@jest/globals';
import { type AnswerFormat, applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import { madeOf } from './an-edit.ts';

describe('lines without indentation', () => {
  const TWICE = 'a = 1\n\ndef f():\n    a = 1\n    b = 2\n';
  it.each<[string, string, [string, string]]>([
    ['a line', TWICE, ['a = 1', 'a = 2']],
    ['lines', `${TWICE}a = 1\nb = 2\n`, ['a = 1\nb = 2\n', 'a = 2\nb = 2\n']],
    ['a bracket', 'f({\n  a: {\n  }\n});\ng({\n}\n', ['}\n', '  b,\n}\n']],
  ])('are refused where they stand at another depth as well: %s', (_, text, pair) =>
    expect(madeOf('a.py', text, pair)).toEqual(['search-ambiguous']),
  );

  it('are taken where they stand once, and with their indentation where they stand twice', () => {
    expect(madeOf('a.py', TWICE, ['b = 2', 'b = 3'])).toBe(TWICE.replace('b = 2', 'b = 3'));
    expect(madeOf('a.py', TWICE, ['    a = 1\n', '    a = 3\n'])).toBe(
      TWICE.replace('    a = 1', '    a = 3'),
    );
  });
});

describe('a hunk without indentation', () => {
  it.each(['v4a', 'udiff'] as const)(
    'is refused where it stands at another depth as well: %s',
    (format) => {
      const text = 'if (a) {\n  if (b) {\n  }\n}\n';
      const hunk = '@@\n+  c();\n }\n';
      const answer =
        format === 'v4a'
          ? `*** Begin Patch\n*** Update File: a.js\n${hunk}*** End Patch\n`
          : `--- a/a.js\n+++ b/a.js\n${hunk}`;
      const files = [{ path: 'a.js', served: text, current: text }];
      expect(applyAnswer({ format, answer, files, allowV4a: true })).toMatchObject({
        refusals: [{ code: 'search-ambiguous' }],
      });
    },
  );
});

describe('lines below a part of a line', () => {
  const PY = 'def f():\n    x = g(a)\n    return x\n';
  const YAML = 'x:\n  - a: 1\n    c: 3\n';
  it.each<[string, string, string, [string, string], unknown]>([
    ['as deep', 'a.py', PY, ['g(a)', 'g(b)\n    y = 1'], PY.replace('g(a)', 'g(b)\n    y = 1')],
    ['less deep', 'a.py', PY, ['g(a)', 'g(b)\ny = 1'], ['indent-unsure']],
    [
      'a bracket',
      'a.py',
      PY,
      ['g(a)', 'g(\n        b\n    )'],
      PY.replace('g(a)', 'g(\n        b\n    )'),
    ],
    ['of an item', 'a.yml', YAML, ['a: 1', 'a: 1\n    b: 2'], YAML.replace('1\n', '1\n    b: 2\n')],
    ['of an item, less deep', 'a.yml', YAML, ['a: 1', 'a: 1\n  b: 2'], ['indent-unsure']],
    [
      'another item',
      'a.yml',
      YAML,
      ['a: 1', 'a: 1\n  - b: 2'],
      YAML.replace('1\n', '1\n  - b: 2\n'),
    ],
  ])('are as deep as it, or refused: %s', (_, path, text, pair, wanted) =>
    expect(madeOf(path, text, pair)).toEqual(wanted),
  );
});

describe('a patch', () => {
  const made = (format: AnswerFormat, answer: string): unknown => {
    const files = [{ path: 'a.js', served: 'one\ntwo\n', current: 'one\ntwo\n' }];
    const result = applyAnswer({ format, answer, files, allowV4a: true });
    return result.is === 'refused'
      ? result.refusals.map(({ code }) => code)
      : result.changes.map((change) => [
          change.op,
          change.path,
          change.op === 'delete' ? null : change.after,
        ]);
  };
  const v4a = (body: string): string => `*** Begin Patch\n${body}*** End Patch\n`;

  it('of a new file keeps empty lines that lost their mark', () => {
    expect(made('v4a', v4a('*** Add File: n.py\n+a\n\n+b\n\n'))).toEqual([
      ['create', 'n.py', 'a\n\nb\n'],
    ]);
  });

  it('names new files without `./`', () => {
    expect(made('v4a', v4a('*** Add File: ./n.py\n+a\n'))).toEqual([['create', 'n.py', 'a\n']]);
    expect(made('v4a', v4a('*** Update File: a.js\n*** Move to: ./b.js\n'))).toEqual([
      ['delete', 'a.js', null],
      ['create', 'b.js', 'one\ntwo\n'],
    ]);
  });

  it('removes no file that is another than it says', () => {
    const remove = (line: string): string =>
      `--- a/a.js\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-one\n-${line}\n`;
    expect(made('udiff', remove('two'))).toEqual([['delete', 'a.js', null]]);
    expect(made('udiff', remove('three'))).toEqual(['search-missing']);
  });
});
