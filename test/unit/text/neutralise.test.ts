import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  clamp,
  codeSpan,
  fenceCode,
  neutralise,
  plainText,
  quoted,
  quotedCell,
} from '../../../src/core/text/neutralise.ts';
import { liveIn } from '../../support/live.ts';

/** Pieces of what GitHub acts on, so that chance puts them together. */
const piece = fc.oneof(
  fc.constantFrom(
    ...'@ # / < > ! [ ] ( ) : \\ & ; _ * ` | ~ - .'.split(' '),
    '\n',
    '\t',
    '\r\n',
    ' ',
  ),
  fc.constantFrom(
    'octocat',
    'org/team',
    '1',
    '17',
    'GH-3',
    'https://evil.example/x',
    'www.evil.example',
  ),
  fc.constantFrom(
    'fixes',
    'Closes:',
    'resolved',
    'autopack',
    '/autopack run',
    '<!-- autopack:status:1-1 -->',
  ),
  fc.constantFrom(
    '&#64;',
    '&commat;',
    '&#35;',
    '&num;',
    '![',
    '](',
    ']:',
    '\u200B',
    '\u202E',
    '\u{E0041}',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const hostile = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));

describe('text of others in our comment', () => {
  it('holds nothing that GitHub acts on, and stays so when it is made safe twice', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = neutralise(text);
        expect(liveIn(safe)).toEqual([]);
        expect(neutralise(safe)).toBe(safe);
      }),
      { numRuns: 1_000 },
    );
  });

  it('holds nothing of it on one line either', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 200 }), (text, max) => {
        const safe = plainText(text, max);
        expect(liveIn(safe)).toEqual([]);
        expect(safe).not.toMatch(/[\n\r]|(?<!\\)(?:\\\\)*[|`*_~]/);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'a < b',
    'see src/a.ts:3',
    'C# and 50 %',
    'a/b and /',
    'fixes the bug',
    'R&D; A&B',
    'e.g. [x] (y)',
  ])('reads as before: %j', (text) => {
    expect(neutralise(text).replaceAll('&lt;', '<')).toBe(text);
  });
});

describe('one line of plain text', () => {
  it.each([
    ['as long as allowed', 'abcde', 5, 'abcde'],
    ['one too long', 'abcdef', 5, 'abcd…'],
    ['lines', ' a\n\n b\t', 9, 'a b'],
    ['a table cell', 'a|b', 9, 'a\\|b'],
    ['emphasis', '*a* _b_ ~c~ `d`', 20, '\\*a\\* \\_b\\_ \\~c\\~ \\`d\\`'],
    ['a backslash that would undo an escape', 'a\\|b', 9, 'a\\\\\\|b'],
    ['half a pair at the cut', 'abc😀', 5, 'abc😀'],
    ['a pair that is cut', 'abc😀d', 5, 'abc…'],
    ['nothing', '', 5, ''],
  ])('%s', (_, text, max, line) => expect(plainText(text, max)).toBe(line));
});

describe('a quoted line', () => {
  it.each([
    ["`greeting('  Ada ')` is `Hello!`", "`greeting('  Ada ')` is `Hello!`"],
    ['ask @org/team for `@org/x`', 'ask @\u200Borg/team for `@org/x`'],
    ['one ` alone and *stars*', 'one \\` alone and \\*stars\\*'],
    ['`a  b', '\\`a b'],
    ['a \\`b`', 'a \\\\\\`b\\`'],
    ['` a `', '`  a  `'],
    ['`  `', '`  `'],
    ['`a\n  b`', '`a   b`'],
    ['``a`b``', '\\`\\`a\\`b\\`\\`'],
  ])('keeps what is code as it was written: %j', (text, line) => {
    expect(quoted(text, 80)).toBe(line);
    expect(quotedCell(text, 80)).toBe(line);
  });

  it('ends no cell of a table', () => {
    expect(quoted('`a || b` | c', 80)).toBe('`a || b` \\| c');
    expect(quotedCell('`a || b` | c', 80)).toBe('`a \\|\\| b` \\| c');
    expect(quotedCell('`a \\| b`', 80)).toBe('`a ¦ b`');
  });

  it('does not begin code that it does not end', () => {
    expect(quoted('`abcdef`', 5)).toBe('\\`abc…');
  });

  it('holds nothing that GitHub acts on outside of its code, and no marker in it', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 200 }), (text, max) => {
        for (const safe of [quoted(text, max), quotedCell(text, max)]) {
          expect(safe).not.toMatch(/[\n\r]|<!--/);
          const outside = safe.replace(/(?<!\\)`[^`]*`/g, '§');
          expect(liveIn(outside)).toEqual([]);
          expect(outside).not.toMatch(/(?<!\\)(?:\\\\)*[|`*_~]/);
        }
        expect(quotedCell(text, max)).not.toMatch(/(?<!\\)(?:\\\\)*\|/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a code span', () => {
  it.each([
    ['a` <img src=x>', "`a' <img src=x>`"],
    ['a|b', '`a¦b`'],
    ['a\n\nb', '`a b`'],
    ['a\u202Eb', '`ab`'],
  ])('cannot be left by %j', (text, span) => expect(codeSpan(text)).toBe(span));

  it('is cut at its limit', () => {
    expect(codeSpan('abcdef', 6)).toBe('`abcdef`');
    expect(codeSpan('abcdefg', 6)).toBe('`abcdef`');
  });
});

describe('a fence around code', () => {
  it('is longer than any inside', () => {
    expect(fenceCode('x', 'sh')).toBe('```sh\nx\n```');
    expect(fenceCode('```\nx\n```')).toBe('````\n```\nx\n```\n````');
    expect(fenceCode('a `````` b\n\n')).toBe('```````\na `````` b\n```````');
  });

  it('is so also when what nobody sees was between the ticks', () => {
    const ticks = fc.constantFrom('`', '``', '\u200B', '\u{E0041}', '\u0001', '\n', 'x');
    fc.assert(
      fc.property(fc.array(ticks, { maxLength: 20 }), (parts) => {
        const [fence = '', ...rest] = fenceCode(parts.join('')).split('\n');
        expect(rest.at(-1)).toBe(fence);
        expect(rest.slice(0, -1).join('\n')).not.toContain(fence);
      }),
    );
  });

  it('takes a flood of ticks', () => {
    expect(fenceCode('` '.repeat(300_000)).startsWith('```\n')).toBe(true);
  });
});

describe('a text that is cut', () => {
  it.each([
    ['fits', 'abc\ndef', 7, 'abc\ndef'],
    ['ends at a line', 'line one\nline two\nline three', 25, 'line one\n… (cut)'],
    ['ends anywhere in one long line', 'x'.repeat(30), 20, `${'x'.repeat(12)}\n… (cut)`],
  ])('%s', (_, text, max, cut) => expect(clamp(text, max)).toBe(cut));

  it('is never longer than allowed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 8, max: 60 }), (text, max) => {
        expect(clamp(text, max).length).toBeLessThanOrEqual(max);
      }),
    );
  });
});
