import { describe, expect, it } from '@jest/globals';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import { madeOf } from './an-edit.ts';

const MARK = '\uFEFF';
const FILE = `${MARK}using System;\nusing System.Linq;\n\nclass A\n{\n}\n`;
const AFTER = FILE.replace('System;\n', 'System;\nusing System.IO;\n');

describe('a file that begins with a byte order mark', () => {
  it.each<[string, [string, string]]>([
    ['a line', ['using System;', 'using System;\nusing System.IO;']],
    ['with its end', ['using System;\n', 'using System;\nusing System.IO;\n']],
    [
      'lines',
      [
        'using System;\nusing System.Linq;\n',
        'using System;\nusing System.IO;\nusing System.Linq;\n',
      ],
    ],
    ['with the mark', [`${MARK}using System;\n`, `${MARK}using System;\nusing System.IO;\n`]],
    ['that lost it', [`${MARK}using System;\n`, 'using System;\nusing System.IO;\n']],
    ['that got it', ['using System;\n', `${MARK}using System;\nusing System.IO;\n`]],
  ])('is changed in its first line, and keeps it: %s', (_, pair) => {
    expect(madeOf('a.cs', FILE, pair)).toBe(AFTER);
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    expect(madeOf('a.cs', crlf(FILE), pair)).toBe(crlf(AFTER));
  });

  it.each<['v4a' | 'udiff' | 'whole', string]>([
    [
      'v4a',
      '*** Begin Patch\n*** Update File: a.cs\n@@\n using System;\n+using System.IO;\n using System.Linq;\n*** End Patch\n',
    ],
    [
      'udiff',
      '--- a/a.cs\n+++ b/a.cs\n@@ -1,2 +1,3 @@\n using System;\n+using System.IO;\n using System.Linq;\n',
    ],
    ['whole', AFTER.slice(MARK.length)],
    ['whole', AFTER],
  ])('keeps it in %s', (format, answer) => {
    const files = [{ path: 'a.cs', served: FILE, current: FILE }];
    expect(applyAnswer({ format, answer, files, allowV4a: true })).toMatchObject({
      changes: [{ after: AFTER }],
    });
  });
});

describe('what is no white space', () => {
  it.each([
    ['a form feed', '\fclass A:\n    a = 1\n', ['class A:', 'class A:\n    b = 1']],
    ['a no-break space', '\u00A0x\ny\n', ['x\ny', 'x\nz\ny']],
  ] as const)('is part of the line: %s', (_, text, pair) =>
    expect(madeOf('a.txt', text, [...pair])).toBe(text.replace(pair[0], pair[1])),
  );
});
