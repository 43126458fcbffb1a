import { describe, expect, it } from '@jest/globals';
import { locate } from '../../../src/core/edits/locate.ts';

const lines = (n: number): string =>
  Array.from({ length: n }, (_, i) => `line ${i + 1}\n`).join('');

describe('where a search stands', () => {
  it.each([
    ['once', 'abc', 'b', { is: 'found', start: 1, end: 2 }],
    ['the whole file', 'abc', 'abc', { is: 'found', start: 0, end: 3 }],
    ['over lines', 'a\nb\nc\n', 'b\nc', { is: 'found', start: 2, end: 5 }],
    ['LF in a file of CRLF', 'a\r\nb\r\nc\r\n', 'a\nb\n', { is: 'found', start: 0, end: 6 }],
    ['CRLF in a file of CRLF', 'a\r\nb\r\n', 'a\r\nb', { is: 'found', start: 0, end: 4 }],
    ['a line end and more, with CRLF', 'a\r\nb\r\n', '\nb', { is: 'found', start: 1, end: 4 }],
    ['CRLF in a file of LF', 'a\nb\nc\n', 'a\r\nb\r\n', { is: 'found', start: 0, end: 4 }],
    ['twice', 'a\nb\na\n', 'a\n', { is: 'ambiguous', lines: [1, 3] }],
    ['twice in one line', 'a a', 'a', { is: 'ambiguous', lines: [1, 1] }],
    ['over itself', 'aaa', 'aa', { is: 'ambiguous', lines: [1, 1] }],
    ['twice with CRLF', 'a\r\nb\r\na\r\nb\r\n', 'a\nb\n', { is: 'ambiguous', lines: [1, 3] }],
    ['more often than is told', 'a\n'.repeat(9), 'a', { is: 'ambiguous', lines: [1, 2, 3, 4, 5] }],
  ])('%s', (_, text, search, located) => expect(locate(text, search)).toEqual(located));

  it.each([
    ['another indent', '  a();\n', '    a();\n'],
    ['another case', 'Name', 'name'],
    ['blanks at the end', 'a\nb\n', 'a \nb\n'],
    ['a last line feed too many', 'a\nb', 'b\n'],
    ['a form of the same letter', '\u00E9', 'e\u0301'],
    ['an empty file', '', 'a'],
  ])('nowhere: %s', (_, text, search) => expect(locate(text, search).is).toBe('missing'));
});

describe('what stands there instead', () => {
  const nearest = (text: string, search: string): string => {
    const located = locate(text, search);
    return located.is === 'missing' ? located.nearest : `<${located.is}>`;
  };

  it('is the stretch that shares most lines with the search', () => {
    const file = `${lines(50)}function sum() {\n  const all = 0;\n  return all;\n}\n${lines(50)}`;
    const shown = nearest(file, 'function sum() {\n  const all = 1;\n  return all;\n');
    expect(shown).toContain('function sum() {\n  const all = 0;\n  return all;\n');
    expect(shown.split('\n').length).toBeLessThanOrEqual(8);
  });

  it('is told with its own indentation where only that differs', () => {
    expect(nearest(`${lines(20)}\tdeep();\n`, '    deep();\n')).toContain('\tdeep();');
  });

  it('is the file’s beginning where nothing is shared', () => {
    expect(nearest(lines(50), 'nothing of it').startsWith('line 1\nline 2\n')).toBe(true);
  });

  it('is cut: 40 lines and 2,000 characters', () => {
    const long = nearest(lines(100), `${lines(99)}no such line\n`);
    expect(long.split('\n')).toHaveLength(40);
    expect(nearest('x'.repeat(9_000), 'y')).toHaveLength(2_000);
  });
});
