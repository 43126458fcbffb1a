import { describe, expect, it } from '@jest/globals';
import { type AnswerFormat, applyAnswer } from '../../../src/core/edits/apply-answer.ts';

/** The text that an answer leaves in the file `a.js`, or the codes of its refusal. */
function result(
  format: AnswerFormat,
  answer: string,
  served: string,
  current: string | null = served,
): unknown {
  const applied = applyAnswer({
    format,
    answer,
    allowV4a: true,
    files: [{ path: 'a.js', served, current }],
  });
  if (applied.is === 'refused') return applied.refusals.map(({ code }) => code);
  const [change] = applied.changes;
  return change === undefined || change.op === 'delete' ? change : change.after;
}

const sr = (...pairs: readonly (readonly [string, string])[]): string =>
  JSON.stringify({
    edits: pairs.map(([search, replace]) => ({
      op: 'replace',
      path: 'a.js',
      search,
      replace,
      new_path: null,
    })),
    notes: '',
  });
const FILE = 'function one() {\n  first();\n  second();\n}\n\nfunction two() {\n  third();\n}\n';

describe('the tiers of a search', () => {
  it.each<[string, string, [string, string], string]>([
    ['exact', FILE, ['  first();\n', '  begin();\n'], FILE.replace('first', 'begin')],
    ['a part of a line', FILE, ['first', 'begin'], FILE.replace('first', 'begin')],
    ['whole lines before a part of one', 'ab\na\n', ['a', 'c'], 'ab\nc\n'],
    [
      'white space at line ends',
      FILE,
      ['  first();  \n  second();\t\n', '  begin();  \n  second();\t\n'],
      FILE.replace('first', 'begin'),
    ],
    [
      'lines left out',
      FILE,
      ['function one() {\n  ...\n  second();\n', 'function uno() {\n  ...\n  last();\n'],
      FILE.replace('one', 'uno').replace('second', 'last'),
    ],
    [
      'one indentation more',
      FILE,
      ['      first();\n      second();\n', '      first();\n      between();\n      second();\n'],
      FILE.replace('  second', '  between();\n  second'),
    ],
    [
      'one indentation less',
      FILE,
      ['first();\nsecond();\n', 'first();\nif (x) {\n  y();\n}\nsecond();\n'],
      FILE.replace('  second', '  if (x) {\n    y();\n  }\n  second'),
    ],
    [
      'tabs for spaces',
      FILE,
      ['\tfirst();\n\tsecond();\n', '\tfirst();\n\tif (x)\n\t\ty();\n\tsecond();\n'],
      FILE.replace('  second', '  if (x)\n    y();\n  second'),
    ],
    [
      'context that is not there',
      FILE,
      [
        'function one(arg) {\n  first();\n  second();\n}\n',
        'function one(arg) {\n  first();\n  last();\n}\n',
      ],
      FILE.replace('second', 'last'),
    ],
    [
      'a line of context left out',
      FILE,
      ['function one() {\n  second();\n}\n', 'function one() {\n  last();\n}\n'],
      FILE.replace('second', 'last'),
    ],
    [
      'two places in one search',
      `${'above\n'.repeat(3)}${FILE}`,
      [
        '  first();\n  second();\nfunction two() {\n  third();\n',
        '  begin();\n  second();\nfunction two() {\n  last();\n',
      ],
      `${'above\n'.repeat(3)}${FILE}`.replace('first', 'begin').replace('third', 'last'),
    ],
    ['an empty file', '', ['', 'a\n'], 'a\n'],
    ['a last line end too many', 'a\nb', ['b\n', 'c\n'], 'a\nc'],
    ['lines that go entirely', 'a\nb\nc\n', ['b', ''], 'a\nc\n'],
    ['a line end that the replacement lost', 'a\nb\n', ['a\n', 'c'], 'c\nb\n'],
    ['context that two edits share', 'a\nb\nc\n', ['a\nb\n', 'A\nb\n'], 'A\nb\nc\n'],
  ])('%s', (_, text, pair, after) => expect(result('sr', sr(pair), text)).toBe(after));

  it('take two edits that share a line of context', () => {
    expect(result('sr', sr(['a\nb\n', 'A\nb\n'], ['b\nc\n', 'b\nC\n']), 'a\nb\nc\n')).toBe(
      'A\nb\nC\n',
    );
  });

  it.each<[string, string, readonly (readonly [string, string])[], string]>([
    ['nowhere', FILE, [['fourth();', 'x();']], 'search-missing'],
    [
      'a removed line that is not there',
      FILE,
      [['  first();\n  other();\n', 'x();\n']],
      'search-missing',
    ],
    ['twice', 'a();\nb();\na();\n', [['a();', 'c();']], 'search-ambiguous'],
    [
      'twice but for white space',
      ' aaa();\n  aaa();\n',
      [['\taaa();\n', '\tccc();\n']],
      'search-ambiguous',
    ],
    [
      'one that fits two places as badly',
      'x1\naaaa\nbbbb\nx2\naaaa\nbbbb\n',
      [['x3\naaaa\nbbbb\n', 'x3\naaaa\ncccc\n']],
      'search-ambiguous',
    ],
    ['added already', FILE, [['  first();\n', '  first();\n  second();\n']], 'applied-already'],
    [
      'a placeholder that is added',
      FILE,
      [['  first();\n', '  // ... existing code ...\n  x();\n']],
      'elision',
    ],
    ['a placeholder that is removed', FILE, [['function one() {\n  // ...\n}\n', '']], 'elision'],
    [
      'beside a placeholder',
      FILE,
      [['function one() {\n...\n}\n', 'function one() {\n  x();\n...\n}\n']],
      'elision',
    ],
    [
      'an indentation that could be meant',
      FILE,
      [['first();\nsecond();\n', '    last();\n    end();\n']],
      'indent-unsure',
    ],
    [
      'tabs where the file has spaces',
      FILE,
      [['function two() {\n', 'function two() {\n\tzero();\n']],
      'indent-foreign',
    ],
    [
      'two additions at one place',
      'a\nb\n',
      [
        ['a\n', 'a\nxxx\n'],
        ['b\n', 'yyy\nb\n'],
      ],
      'overlap',
    ],
    ['the same', FILE, [['first', 'first']], 'no-effect'],
    ['an empty search', FILE, [['', 'x']], 'search-empty'],
    ['conflict markers', FILE, [['first', '<<<<<<< HEAD\n']], 'conflict-markers'],
  ])('refuse %s', (_, text, pairs, code) =>
    expect(result('sr', sr(...pairs), text)).toEqual([code]),
  );

  it('show what stands there instead', () => {
    const applied = applyAnswer({
      format: 'sr',
      answer: sr(['  first(1);\n  second();\n', 'x\n']),
      files: [{ path: 'a.js', served: FILE, current: FILE }],
    });
    expect(applied.is === 'refused' && applied.refusals[0]?.detail).toContain(
      '  first();\n  second();',
    );
  });
});

describe('the envelope of an answer', () => {
  const good = sr(['first', 'begin']);
  it.each([
    ['prose around', `Here it is:\n\n\`\`\`json\n${good}\n\`\`\`\nDone.`],
    [
      'nothing but what is needed',
      '{"edits":[{"path":"./a.js","search":"first","replace":"begin"}]}',
    ],
    ['a base that is repeated', good.replace('"op"', '"base":"0000","op"')],
  ])('may have %s', (_, answer) =>
    expect(result('sr', answer, FILE)).toBe(FILE.replace('first', 'begin')),
  );

  it('is refused wherever it is cut', () => {
    for (let end = 0; end < good.length; end += 1)
      expect(['truncated', 'malformed']).toContain(
        (result('sr', good.slice(0, end), FILE) as string[])[0],
      );
  });

  it('is refused for a path that could be two files', () => {
    const files = ['x.js', 'a/x.js'].map((path) => ({ path, served: 'a\n', current: 'a\n' }));
    const answer = '--- a/x.js\n+++ a/x.js\n@@ -1 +1 @@\n-a\n+b\n';
    expect(applyAnswer({ format: 'udiff', answer, files })).toMatchObject({
      refusals: [{ code: 'no-such-file' }],
    });
  });

  it('is refused for a binary file, and V4A where it is not switched on', () => {
    expect(result('sr', good, 'first\u0000')).toEqual(['binary']);
    const files = [{ path: 'a.js', served: FILE, current: FILE }];
    expect(applyAnswer({ format: 'v4a', answer: '', files })).toMatchObject({
      refusals: [{ code: 'format-off' }],
    });
  });
});

describe('a file that moved', () => {
  const answer = sr(['third', 'fourth']);

  it('gets the change beside what somebody else changed', () => {
    const current = FILE.replace('first', 'begin');
    expect(result('sr', answer, FILE, current)).toBe(current.replace('third', 'fourth'));
  });

  it.each([
    ['the same line', FILE.replace('third', 'other')],
    ['the line beside it', FILE.replace('function two', 'function deux')],
    ['its being there', null],
  ])('is refused where somebody changed %s', (_, current) =>
    expect(result('sr', answer, FILE, current)).toEqual(['stale']),
  );

  it('stays as it is where somebody made the same change', () => {
    expect(result('sr', answer, FILE, FILE.replace('third', 'fourth'))).toBeUndefined();
  });
});
