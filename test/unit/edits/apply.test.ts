import { describe, expect, it } from '@jest/globals';
import type { Edit } from '../../../src/core/edits/edits.ts';
import { applied, create, remove, rename, replace, served, textOf } from './an-edit.ts';

const FILES = [served('a.ts', 'one\ntwo\nthree\n'), served('run.sh', 'exit 0\n', '100755')];

describe('a replacement', () => {
  it.each([
    ['in the middle', 'one\ntwo\nthree\n', [['two', '2']], 'one\n2\nthree\n'],
    ['to nothing', 'one\ntwo\n', [['two\n', '']], 'one\n'],
    [
      'several, in any order',
      'a\nb\nc\n',
      [
        ['c', 'C'],
        ['a', 'A'],
      ],
      'A\nb\nC\n',
    ],
    [
      'side by side',
      'ab;cd',
      [
        ['ab', 'x'],
        [';cd', ',y'],
      ],
      'x,y',
    ],
    ['with what is special to a pattern', 'a.*(b)\n', [['.*(', "$&$1$'"]], "a$&$1$'b)\n"],
    [
      'said twice is done once',
      'a\nb\n',
      [
        ['a', 'A'],
        ['a', 'A'],
      ],
      'A\nb\n',
    ],
    [
      'found in what was served only',
      'a\nb\n',
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      'b\nc\n',
    ],
    ['keeps a missing last line feed', 'a\nb', [['a', 'A']], 'A\nb'],
    ['keeps the last line feed', 'a\nb\n', [['b', 'B']], 'a\nB\n'],
    ['keeps a byte order mark', '\uFEFFa\nb\n', [['b', 'B']], '\uFEFFa\nB\n'],
    ['keeps blanks at line ends', 'a \nb\t\n', [['a', 'A']], 'A \nb\t\n'],
    ['of CRLF by LF', 'a\r\nb\r\nc\r\n', [['b\n', 'x\ny\n']], 'a\r\nx\r\ny\r\nc\r\n'],
    ['of CRLF by CRLF', 'a\r\nb\r\n', [['b\r\n', 'x\r\ny\r\n']], 'a\r\nx\r\ny\r\n'],
    ['of CRLF by LF, searched with CRLF', 'a\r\nb\r\n', [['a\r\nb', 'x\ny']], 'x\r\ny\r\n'],
    ['within a line of CRLF', 'a b c\r\nd\r\n', [['b', 'x\ny']], 'a x\r\ny c\r\nd\r\n'],
    ['of LF by CRLF', 'a\nb\n', [['a\r\n', 'x\r\ny\r\n']], 'x\ny\nb\n'],
    [
      'of the LF part of a mixed file',
      'a\r\nb\nc\nd\r\n',
      [['b\nc\n', 'x\ny\n']],
      'a\r\nx\ny\nd\r\n',
    ],
    [
      'a heading under a title of seven letters',
      'x\n',
      [['x', 'Install\n=======']],
      'Install\n=======\n',
    ],
  ] as const)('%s', (_, text, pairs, after) => expect(textOf(text, ...pairs)).toBe(after));

  it.each([
    ['nowhere', 'a\n', [['b', 'c']], ['search-missing']],
    ['twice', 'a\na\n', [['a', 'c']], ['search-ambiguous']],
    ['empty', 'a\n', [['', 'c']], ['search-empty']],
    ['done already', 'new\n', [['old', 'new']], ['search-missing']],
    ['by the same', 'a\n', [['a', 'a']], ['no-effect']],
    [
      'that cancels itself out',
      '(;',
      [
        ['(', ''],
        [';', '(;'],
      ],
      ['no-effect'],
    ],
    [
      'over another',
      'a b c',
      [
        ['a b', 'x'],
        ['b c', 'y'],
      ],
      ['overlap'],
    ],
    [
      'within another',
      'a b c',
      [
        ['a b c', 'x'],
        ['b', 'y'],
      ],
      ['overlap'],
    ],
    [
      'of the same by two texts',
      'a b c',
      [
        ['b', 'x'],
        ['b', 'y'],
      ],
      ['overlap'],
    ],
    ['with a marker of ours', 'a\n', [['a', '<<<<<<< HEAD\na']], ['conflict-markers']],
    ['with a marker of theirs', 'a\n', [['a', 'b\n>>>>>>> x\n']], ['conflict-markers']],
    [
      'all that is wrong is told',
      'aa',
      [
        ['a', 'x'],
        ['b', 'y'],
        ['', 'z'],
      ],
      ['search-ambiguous', 'search-missing', 'search-empty'],
    ],
  ] as const)('is refused: %s', (_, text, pairs, codes) =>
    expect(textOf(text, ...pairs)).toEqual(codes),
  );

  it('keeps the mode', () => {
    const change = {
      op: 'update',
      path: 'run.sh',
      mode: '100755',
      before: 'exit 0\n',
      after: 'exit 1\n',
    };
    expect(applied(FILES, [replace('run.sh', '0', '1')])).toEqual({
      is: 'applied',
      changes: [change],
    });
  });
});

describe('other operations', () => {
  const gone = { op: 'delete', path: 'run.sh', mode: '100755', before: 'exit 0\n' };

  it.each<[string, Edit[], unknown[]]>([
    [
      'create',
      [create('new.ts', 'x\n')],
      [{ op: 'create', path: 'new.ts', mode: '100644', after: 'x\n' }],
    ],
    [
      'create an empty file',
      [create('.keep', '')],
      [{ op: 'create', path: '.keep', mode: '100644', after: '' }],
    ],
    ['delete', [remove('run.sh')], [gone]],
    [
      'rename, with its mode',
      [rename('run.sh', 'go.sh')],
      [
        gone,
        {
          ...{ op: 'create', path: 'go.sh', mode: '100755', after: 'exit 0\n' },
          from: { path: 'run.sh', text: 'exit 0\n' },
        },
      ],
    ],
    [
      'delete, with fields that say nothing',
      [{ ...remove('run.sh'), search: '', replace: '' }],
      [gone],
    ],
    ['none', [], []],
  ])('%s', (_, edits, changes) =>
    expect(applied(FILES, edits)).toEqual({ is: 'applied', changes }),
  );

  it.each<[string, string, Edit[]]>([
    ['create over a file', 'exists-already', [create('a.ts', 'x')]],
    ['create over a file that was not shown', 'exists-already', [create('hidden.ts', 'x')]],
    ['create without a text', 'field-missing', [create('new.ts', null)]],
    ['create with conflict markers', 'conflict-markers', [create('new.ts', 'a\n<<<<<<<\nb\n')]],
    ['create twice', 'overlap', [create('new.ts', 'x'), create('new.ts', 'y')]],
    ['create and rename to one path', 'overlap', [create('new.ts', 'x'), rename('a.ts', 'new.ts')]],
    ['rename two to one path', 'overlap', [rename('run.sh', 'new.ts'), rename('a.ts', 'new.ts')]],
    ['delete what is missing', 'no-such-file', [remove('no.ts')]],
    ['delete what was not shown', 'not-served', [remove('hidden.ts')]],
    ['replace in what is missing', 'no-such-file', [replace('no.ts', 'a', 'b')]],
    ['replace in what was not shown', 'not-served', [replace('hidden.ts', 'a', 'b')]],
    ['replace without a search', 'field-missing', [replace('a.ts', null, 'b')]],
    ['replace without a text', 'field-missing', [replace('a.ts', 'one', null)]],
    ['rename without a path', 'field-missing', [rename('a.ts', null)]],
    ['rename what is missing', 'no-such-file', [rename('no.ts', 'new.ts')]],
    ['rename onto a file', 'exists-already', [rename('a.ts', 'run.sh')]],
    ['rename onto a file that was not shown', 'exists-already', [rename('a.ts', 'hidden.ts')]],
    ['rename onto itself', 'exists-already', [rename('a.ts', 'a.ts')]],
    ['delete and replace', 'overlap', [remove('a.ts'), replace('a.ts', 'one', '1')]],
    ['rename to two paths', 'overlap', [rename('a.ts', 'b.ts'), rename('a.ts', 'c.ts')]],
    ['rename and delete', 'overlap', [rename('a.ts', 'b.ts'), remove('a.ts')]],
    ['rename to no path', 'field-missing', [rename('a.ts', '')]],
    ['a path that only looks the same', 'no-such-file', [replace('./a.ts', 'one', '1')]],
  ])('%s is refused: %s', (_, code, edits) => {
    const result = applied(FILES, edits, ['hidden.ts']);
    const shows = result.is === 'refused' ? result.refusals.map(({ show }) => show) : [];
    expect(shows).toEqual([code === 'not-served' ? 'hidden.ts' : undefined]);
    expect(result.is === 'refused' ? result.refusals.map((one) => one.code) : result).toEqual([
      code,
    ]);
  });
});

describe('all edits or none', () => {
  it('refuses the good ones with the bad one, and tells which it was', () => {
    const result = applied(FILES, [
      replace('a.ts', 'one', '1'),
      create('new.ts', 'x'),
      replace('run.sh', 'exit 9', 'exit 1'),
    ]);
    expect(result).toMatchObject({
      is: 'refused',
      refusals: [{ code: 'search-missing', edit: 2, path: 'run.sh' }],
    });
    expect(result).not.toHaveProperty('changes');
    expect(result.is === 'refused' && result.refusals[0]?.detail).toContain('exit 0');
  });

  it('tells the lines of an ambiguous search', () => {
    const result = applied([served('a', 'x\ny\nx\n')], [replace('a', 'x', 'z')]);
    expect(result.is === 'refused' && result.refusals[0]?.detail).toContain('lines 1, 3');
  });
});

it('an edit of what another edit writes is told so', () => {
  const result = applied(
    [served('a', 'one\ntwo\n')],
    [replace('a', 'one\n', 'one(two);\n'), replace('a', 'one(two);', 'one(three);')],
  );
  expect(result).toMatchObject({
    refusals: [
      { code: 'search-missing', edit: 1, detail: expect.stringContaining('edit 1 of your answer') },
    ],
  });
});
