import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { structuredPatch } from 'diff';
import { type AnswerFormat, applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import type { AnswerFile } from '../../../src/core/edits/answer-file.ts';
import { merge } from '../../../src/core/edits/merge.ts';

const LINES = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`);
const FILE = `${LINES.join('\n')}\n`;
const file = (text: string, path = 'a.js'): AnswerFile => ({ path, served: text, current: text });

/** What is in each changed file afterwards, null where it went; or the codes of the refusal. */
function result(
  format: AnswerFormat,
  answer: string,
  files: readonly AnswerFile[] = [file(FILE)],
): unknown {
  const applied = applyAnswer({ format, answer, files, allowV4a: true });
  if (applied.is === 'refused') return applied.refusals.map(({ code }) => code);
  return Object.fromEntries(
    applied.changes.map((change) => [change.path, change.op === 'delete' ? null : change.after]),
  );
}

const HUNK = ' line 2\n line 3\n-line 4\n+LINE 4\n line 5\n line 6\n';
const HEAD = '--- a/a.js\n+++ b/a.js\n';
const AFTER = { 'a.js': FILE.replace('line 4', 'LINE 4') };

describe('a unified diff', () => {
  it.each([
    ['as it should be', `${HEAD}@@ -2,5 +2,5 @@\n${HUNK}`],
    ['with wrong numbers', `${HEAD}@@ -90,5 +7,5 @@\n${HUNK}`],
    ['with counts too low', `${HEAD}@@ -2,2 +2,2 @@\n${HUNK}`],
    ['with counts a little too high', `${HEAD}@@ -2,6 +2,6 @@\n${HUNK}`],
    ['without numbers', `${HEAD}@@ @@\n${HUNK}`],
    ['without a header of the file', `@@ -2,5 +2,5 @@\n${HUNK}`],
    ['of git', `diff --git a/a.js b/a.js\nindex 1..2 100644\n${HEAD}@@ -2,5 +2,5 @@ x\n${HUNK}`],
    ['in a fence with prose', `Here:\n\`\`\`diff\n${HEAD}@@ -2,5 +2,5 @@\n${HUNK}\`\`\`\nBye.\n`],
    ['with CRLF', `${HEAD}@@ -2,5 +2,5 @@\n${HUNK}`.replaceAll('\n', '\r\n')],
  ])('is taken %s', (_, answer) => expect(result('udiff', answer)).toEqual(AFTER));

  it.each([
    ['nothing of it', 'no diff at all', 'malformed'],
    ['headers only', HEAD, 'malformed'],
    ['cut in a hunk', `${HEAD}@@ -2,5 +2,5 @@\n line 2\n line 3\n-line 4\n`, 'truncated'],
    ['cut before the other side', `${HEAD}@@ -2,5 +2,6 @@\n${HUNK}`, 'truncated'],
    ['cut before a removed line', `${HEAD}@@ -2,6 +2,5 @@\n${HUNK}`, 'truncated'],
    ['cut in a header', `${HEAD}@@ -2,5 +2,5 @@\n${HUNK}@@ -9`, 'truncated'],
    ['binary', 'diff --git a/a.png b/a.png\nBinary files a/a.png and b/a.png differ\n', 'binary'],
    [
      'of a file that is not there',
      HUNK.replace(/^/, '--- a/b.js\n+++ b/b.js\n@@ @@\n'),
      'no-such-file',
    ],
    ['that adds in the air', `${HEAD}@@ @@\n+x\n`, 'search-missing'],
  ])('is refused: %s', (_, answer, code) => expect(result('udiff', answer)).toEqual([code]));

  it('makes, removes and renames files', () => {
    const answer = [
      '--- /dev/null\n+++ b/new.js\n@@ -0,0 +1 @@\n+new\n',
      '--- a/old.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n',
      'diff --git a/a.js b/b.js\nrename from a.js\nrename to b.js\n',
      `--- a/a.js\n+++ b/b.js\n@@ -2,5 +2,5 @@\n${HUNK}`,
    ].join('');
    expect(result('udiff', answer, [file(FILE), file('old\n', 'old.js')])).toEqual({
      'new.js': 'new\n',
      'old.js': null,
      'a.js': null,
      'b.js': AFTER['a.js'],
    });
  });

  it('chooses among places by its order only between two that are sure', () => {
    const text = `aaa\nx\nmid\nx\nzzz\nx\n`;
    const hunks = (middle: string): string =>
      `${HEAD}@@ -1 +1 @@\n-aaa\n+AAA\n@@ -2 +2 @@\n${middle}@@ -5 +5 @@\n-zzz\n+ZZZ\n`;
    expect(result('udiff', hunks('-x\n+y\n'), [file(text)])).toEqual(['search-ambiguous']);
    expect(result('udiff', hunks('-x\n+y\n'), [file(text.replace('mid\nx\n', ''))])).toEqual({
      'a.js': 'AAA\ny\nZZZ\nx\n',
    });
  });

  it('changes all files or none', () => {
    const bad = `--- a/b.js\n+++ b/b.js\n@@ -1 +1 @@\n-gone\n+x\n`;
    const files = [file(FILE), file('b\n', 'b.js')];
    expect(result('udiff', `${HEAD}@@ -2,5 +2,5 @@\n${HUNK}${bad}`, files)).toEqual([
      'search-missing',
    ]);
  });
});

describe('a V4A patch', () => {
  const patch = (body: string): string => `*** Begin Patch\n${body}*** End Patch\n`;
  const update = `*** Update File: a.js\n@@\n${HUNK}`;

  it('changes, makes, removes and renames', () => {
    const body = `${update}*** Add File: n.js\n+new\n*** Delete File: o.js\n`;
    expect(result('v4a', patch(body), [file(FILE), file('o\n', 'o.js')])).toEqual({
      ...AFTER,
      'n.js': 'new\n',
      'o.js': null,
    });
    const moved = update.replace('a.js\n', 'a.js\n*** Move to: b.js\n');
    expect(result('v4a', patch(moved))).toEqual({ 'a.js': null, 'b.js': AFTER['a.js'] });
  });

  it('chooses among places by the lines above them', () => {
    const text =
      'class A {\n  run() {\n    go();\n  }\n}\nclass B {\n  run() {\n    go();\n  }\n}\n';
    const of = (above: string): string =>
      patch(`*** Update File: a.js\n${above}-    go();\n+    stop();\n`);
    expect(result('v4a', of('@@\n'), [file(text)])).toEqual(['search-ambiguous']);
    expect(result('v4a', of('@@ run() {\n'), [file(text)])).toEqual(['search-ambiguous']);
    expect(result('v4a', of('@@ class B {\n@@   run() {\n'), [file(text)])).toEqual({
      'a.js': text.replace(/go(?=\(\);\n {2}\}\n\}\n$)/, 'stop'),
    });
  });

  it('takes hunks at the end of the file, and bare hunks of the only file', () => {
    const body = '*** Update File: a.js\n@@\n-x\n+y\n*** End of File\n';
    expect(result('v4a', patch(body), [file('x\nb\nx\n')])).toEqual({ 'a.js': 'x\nb\ny\n' });
    expect(result('v4a', `@@\n${HUNK}`)).toEqual(AFTER);
  });

  it.each([
    ['cut', `*** Begin Patch\n${update}`, 'truncated'],
    ['nothing of it', 'no patch', 'malformed'],
    ['a word that it does not know', patch(`${update}*** What is this\n`), 'malformed'],
    ['one that makes a file again', patch('*** Add File: a.js\n+x\n'), 'exists-already'],
    [
      'twice the same file',
      patch('*** Delete File: a.js\n*** Update File: a.js\n@@\n-x\n'),
      'overlap',
    ],
  ])('is refused: %s', (_, answer, code) => expect(result('v4a', answer)).toEqual([code]));
});

describe('a whole file', () => {
  const after = FILE.replace('line 4', 'LINE 4');
  it.each([
    ['as it is', after],
    ['without its last line end', after.trimEnd()],
    ['with CRLF', after.replaceAll('\n', '\r\n')],
    ['in a fence with prose', `Here it is:\n\n\`\`\`js\n${after}\`\`\`\nBye.\n`],
  ])('is taken %s', (_, answer) => expect(result('whole', answer)).toEqual({ 'a.js': after }));

  it('is told from others by its path', () => {
    const answer = `a.js\n\`\`\`\n${after}\`\`\`\n\n**b.js**\n\`\`\`\nnew\n\`\`\`\n`;
    const fresh = { path: 'b.js', served: null, current: null };
    expect(result('whole', answer, [file(FILE), fresh])).toEqual({
      'a.js': after,
      'b.js': 'new\n',
    });
  });

  it.each([
    ['empty', '', 'truncated'],
    ['cut', LINES.slice(0, 7).join('\n'), 'truncated'],
    ['shortened', `${LINES.slice(0, 4).join('\n')}\n// ... rest of the file ...\n`, 'elision'],
    ['in a fence that is open', `\`\`\`\n${after}`, 'truncated'],
    ['prose', `Sure, here is the file:\n${after}`, 'malformed'],
    ['the same', FILE, 'no-effect'],
    ['with conflict markers', `<<<<<<< HEAD\n${after}`, 'conflict-markers'],
  ])('is refused: %s', (_, answer, code) => expect(result('whole', answer)).toEqual([code]));
});

describe('changes made of a difference', () => {
  const line = fc.constantFrom('a', 'b', 'c();', '  d();', '}', '', 'return x;', 'if (y) {');
  const text = fc.array(line, { minLength: 1, maxLength: 30 }).map((all) => `${all.join('\n')}\n`);

  it.each(['udiff', 'v4a'] as const)('give the wanted text or are refused: %s', (format) => {
    fc.assert(
      fc.property(text, text, fc.nat(4), (before, after, context) => {
        const { hunks } = structuredPatch('a', 'b', before, after, '', '', { context });
        fc.pre(hunks.length > 0);
        const body = hunks.map(({ lines }) => `@@\n${lines.join('\n')}\n`).join('');
        const answer =
          format === 'v4a'
            ? `*** Begin Patch\n*** Update File: a.js\n${body}*** End Patch\n`
            : `${HEAD}${body}`;
        const made = result(format, answer, [file(before)]);
        if (!Array.isArray(made)) expect(made).toEqual({ 'a.js': after });
      }),
      { numRuns: 500 },
    );
  });

  it('merge like two people’s: both, or a conflict', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (base, one, two) => {
        const lines = base.split('\n').slice(0, -1);
        const put = (all: readonly string[], at: number, mark: string): string =>
          `${all.toSpliced(at % all.length, 1, mark).join('\n')}\n`;
        const [ours, theirs] = [put(lines, one, 'OURS'), put(lines, two, 'THEIRS')];
        const merged = merge({ base, ours, theirs });
        const [mine, other] = [one % lines.length, two % lines.length];
        if (merged.is === 'conflict') expect(Math.abs(mine - other)).toBeLessThan(2);
        else
          expect(merged.text).toBe(
            put(put(lines, one, 'OURS').split('\n').slice(0, -1), two, 'THEIRS'),
          );
      }),
    );
  });
});
