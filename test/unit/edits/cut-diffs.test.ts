import { describe, expect, it } from '@jest/globals';
import { createTwoFilesPatch } from 'diff';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';

const BLOCK = ['function {n}(a) {', '', '  const b = a;', '  return b;', '}', ''];
const LINES = Array.from({ length: 12 }, (_, n) =>
  BLOCK.map((line) => line.replace('{n}', `f${n}`)),
);
const FILE = `${LINES.flat().join('\n')}\n`;
/** Near the start, twice in one hunk (which can be parted in two), above a bracket, and near the end. */
const AFTER = FILE.replace('const b = a', 'const b = 1')
  .replace('function f4(a) {\n', 'function f4(a) {\n  let c;\n')
  .replace('function f5(a) {', 'function f5(c) {')
  .replace('function f8(a) {\n\n', 'function f8(a) {\n  // x\n')
  .replace('function f11(a) {', 'function f11(z) {');

const cutTo = (answer: string): string => {
  const files = [{ path: 'a.js', served: FILE, current: FILE }];
  const applied = applyAnswer({ format: 'udiff', answer, files });
  if (applied.is === 'refused') return 'refused';
  const [change] = applied.changes;
  return change?.op === 'update' && change.after === AFTER ? 'exact' : 'wrong';
};

const DIFF = createTwoFilesPatch('a/a.js', 'b/a.js', FILE, AFTER, '', '', { context: 3 }).replace(
  /^=+\n/,
  '',
);
const lines = DIFF.split('\n');
const hunks = lines.flatMap((line, index) => (line.startsWith('@@') ? [index] : []));

describe('a unified diff that was cut', () => {
  it('is a whole one to begin with, of several hunks', () => {
    expect(hunks).toHaveLength(4);
    expect(cutTo(DIFF)).toBe('exact');
  });

  it.each([
    [
      'in the middle of a line',
      (at: number) => `\n${(lines[at] ?? '').slice(0, (lines[at] ?? '').length / 2)}`,
    ],
    ['before the end of a line', () => ''],
    ['after the end of a line', () => '\n'],
  ])('%s is never applied in part', (_, end) => {
    for (let at = 1; at < lines.length - 1; at += 1) {
      // Between two hunks nothing shows that there was another one.
      if (hunks.includes(at) && at !== hunks[0]) continue;
      const answer = lines.slice(0, at).join('\n') + end(at);
      expect([at, cutTo(answer)]).not.toEqual([at, 'wrong']);
    }
  });

  it('in a line that then looks like another one further down is refused', () => {
    const text = 'one();\ntwo();\nthree();\n  }\n\nend();\n';
    const answer =
      '--- a/a.js\n+++ b/a.js\n@@ -1,4 +1,4 @@\n one();\n-two();\n+TWO();\n three();\n   ';
    const files = [{ path: 'a.js', served: text, current: text }];
    const is = (one: string): string => applyAnswer({ format: 'udiff', answer: one, files }).is;
    expect([is(`${answer}}\n`), is(answer)]).toEqual(['applied', 'refused']);
  });

  it('in its last line, if that is a new one, is refused', () => {
    const answer = '--- a/a.js\n+++ b/a.js\n@@ -1,2 +1,3 @@\n a();\n b();\n+const long = 1;';
    const files = [{ path: 'a.js', served: 'a();\nb();\n', current: 'a();\nb();\n' }];
    const is = (text: string): string => applyAnswer({ format: 'udiff', answer: text, files }).is;
    expect([is(`${answer}\n`), is(answer)]).toEqual(['applied', 'refused']);
  });
});
