import { describe, expect, it } from '@jest/globals';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import type { AnswerFile } from '../../../src/core/edits/answer-file.ts';
import { mended, mendingOf } from '../../../src/agents/mend.ts';

const TEXT =
  'import { b } from "./b.js";\n\nexport function a() {\n  const one = 1;\n  return b(one);\n}\n';
const AFTER = TEXT.replace('one = 1', 'one = 2');
const FILES: readonly AnswerFile[] = [
  { path: 'src/a.js', served: TEXT, current: TEXT },
  { path: 'README.md', served: '# A\n\nText.\n', current: '# A\n\nText.\n' },
];
const HUNK =
  '@@ -3,3 +3,3 @@\n export function a() {\n-  const one = 1;\n+  const one = 2;\n   return b(one);\n';
const DIFF = `--- a/src/a.js\n+++ b/src/a.js\n${HUNK}`;
const FENCE = '```';
const told = (path: string, text: string): string => `${path}\n${FENCE}js\n${text}${FENCE}\n`;

const read = (answer: string, format: 'sr' | 'v4a' = 'sr', files = FILES) =>
  applyAnswer({
    ...{ format, answer, files, allowV4a: true },
    exists: (path) => path === 'src/hidden.js' || files.some((file) => file.path === path),
  });
const made = (answer: string, format: 'sr' | 'v4a' = 'sr', files = FILES): unknown => {
  const result = read(answer, format, files);
  if (result.is === 'refused') return result.refusals.map(({ code }) => code);
  return Object.fromEntries(
    result.changes.map((change) => [change.path, change.op === 'delete' ? null : change.after]),
  );
};

describe('an answer that is not in the form asked for', () => {
  it.each([
    ['a unified diff', DIFF],
    ['one of git', `diff --git a/src/a.js b/src/a.js\nindex 1..2 100644\n${DIFF}`],
    ['one in a fence with words', `Here is it:\n\n${FENCE}diff\n${DIFF}${FENCE}\n\nDone.\n`],
    ['a small file told whole', told('src/a.js', AFTER)],
    [
      'one with words',
      `I changed it.\n\n**\`src/a.js\`**\n\n${FENCE}js\n${AFTER}${FENCE}\nDone.\n`,
    ],
    ['one below a heading', told('### File: src/a.js', AFTER)],
  ])('is read where it can only be %s', (_, answer) =>
    expect(made(answer)).toEqual({ 'src/a.js': AFTER }),
  );

  it('may make, remove and rename files', () => {
    expect(
      made(
        'diff --git a/README.md b/doc.md\nsimilarity index 100%\nrename from README.md\nrename to doc.md\n',
      ),
    ).toEqual({
      'README.md': null,
      'doc.md': '# A\n\nText.\n',
    });
    expect(made(told('src/a.js', AFTER) + told('src/c.js', 'export const c = 1;\n'))).toEqual({
      'src/a.js': AFTER,
      'src/c.js': 'export const c = 1;\n',
    });
  });

  it('is read as a diff where V4A was asked for as well', () => {
    expect(made(DIFF, 'v4a')).toEqual({ 'src/a.js': AFTER });
    expect(made(JSON.stringify({ patch: DIFF }), 'v4a')).toEqual({ 'src/a.js': AFTER });
    expect(made(told('src/a.js', AFTER), 'v4a')).not.toHaveProperty('src/a.js');
  });

  const long = Array.from({ length: 301 }, (_, at) => `line ${at}\n`).join('');
  it.each([
    ['words', 'Sure! I would change `one` to 2.'],
    ['words and code', `Change this:\n${FENCE}js\n  const one = 2;\n${FENCE}\n`],
    ['a part of a file', told('src/a.js', '  const one = 2;\n  return b(one);\n')],
    ['a file without its beginning', told('src/a.js', AFTER.split('\n').slice(2).join('\n'))],
    ['a file without its end', told('src/a.js', AFTER.split('\n').slice(0, -3).join('\n') + '\n')],
    ['another file', told('src/a.js', 'x();\ny();\n')],
    [
      'a command beside a file',
      `${told('src/a.js', AFTER)}\nRun:\n${FENCE}sh\nnpm test\n${FENCE}\n`,
    ],
    ['a hunk below a path', `src/c.js\n${FENCE}diff\n+export const c = 1;\n${FENCE}\n`],
    ['a new file that could be a word', told('Node.js', 'x();\n')],
    ['a fence that is open', `src/a.js\n${FENCE}js\n${AFTER}`],
    ['a file told twice', told('src/a.js', AFTER) + told('src/a.js', TEXT)],
    ['a hunk without a file', HUNK],
    ['JSON that is cut off', '{"edits":[{"op":"replace","path":"src/a.js"'],
  ])('is refused as a whole: %s', (_, answer) => {
    expect([['malformed'], ['truncated']]).toContainEqual(made(answer));
  });

  it('is refused where a file is too long to be told whole', () => {
    const files = [{ path: 'src/a.js', served: long, current: long }];
    expect(made(told('src/a.js', long.replace('line 7\n', 'line seven\n')), 'sr', files)).toEqual([
      'malformed',
    ]);
    const short = long.slice('line 0\n'.length);
    const fits = [{ path: 'src/a.js', served: short, current: short }];
    expect(
      made(told('src/a.js', short.replace('line 7\n', 'line seven\n')), 'sr', fits),
    ).toHaveProperty(['src/a.js']);
  });

  it.each([
    ['a file that was not shown', told('src/hidden.js', 'x();\n'), 'not-served'],
    ['a diff of one', DIFF.replaceAll('a.js', 'hidden.js'), 'not-served'],
    ['a line that is not there', DIFF.replace('-  const one', '-  const two'), 'search-missing'],
    [
      'a placeholder',
      told('src/a.js', AFTER.replace('  return', '  // ... rest of it\n  return')),
      'elision',
    ],
  ])('is held to the same: %s', (_, answer, code) => expect(made(answer)).toEqual([code]));

  it('is asked for again as a whole where it is refused, and may be of that form again', () => {
    const answer = {
      text: DIFF.replace('-  const one', '-  const two'),
      stop: 'complete',
      format: 'search_replace',
    } as const;
    const result = read(answer.text);
    const refusals = result.is === 'refused' ? result.refusals : [];
    const mending = mendingOf(answer, refusals);
    if (mending?.is !== 'whole') throw new Error('not asked for again');
    expect(mending.why).toContain('src/a.js: search-missing');
    expect(mended(answer.text, mending, DIFF)).toBe(DIFF);
    expect(mended(answer.text, mending, 'Sure!')).toBe(answer.text);
  });
});
