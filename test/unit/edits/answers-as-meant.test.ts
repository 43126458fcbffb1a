import { describe, expect, it } from '@jest/globals';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';

const FILE = 'first();\nsecond();\n';
const good = JSON.stringify({
  edits: [{ op: 'replace', path: 'a.js', search: 'first', replace: 'begin', new_path: null }],
  notes: '',
});
/** The text that an answer leaves in the file `a.js`, or the codes of its refusal. */
function result(answer: string): unknown {
  const files = [{ path: 'a.js', served: FILE, current: FILE }];
  const applied = applyAnswer({ format: 'sr', answer, files });
  if (applied.is === 'refused') return applied.refusals.map(({ code }) => code);
  const [change] = applied.changes;
  return change === undefined || change.op === 'delete' ? change : change.after;
}

describe('an answer that nothing held to the schema', () => {
  it('may name its ops in other words, and say why', () => {
    for (const op of ['Replace', 'UPDATE', 'edit'])
      expect(result(good.replace('"replace"', `"${op}","reason":"r"`))).toBe(
        FILE.replace('first', 'begin'),
      );
    for (const more of ['"line":3', '"all":true', '"mode":"100755"'])
      expect(result(good.replace('"op"', `${more},"op"`))).toEqual(['malformed']);
  });

  it.each([
    ['src\\new.js', 'src/new.js'],
    ['/src/new.js', 'src/new.js'],
    ['./src/new.js', 'src/new.js'],
    ['b/src/new.js', 'src/new.js'],
    // Nothing says that these are not what is meant.
    ['/repo/src/new.js', '/repo/src/new.js'],
    ['a/new.js', 'a/new.js'],
    ['a/lib/new.js', 'a/lib/new.js'],
  ])('may make a file at %j, which is %s', (path, expected) => {
    const files = ['src/x.js', 'a/lib/y.js'].map((one) => ({ path: one, served: '', current: '' }));
    const edits = [{ op: 'create', path, search: null, replace: 'x\n', new_path: null }];
    const answer = JSON.stringify({ edits, notes: '' });
    expect(applyAnswer({ format: 'sr', answer, files })).toMatchObject({
      changes: [{ op: 'create', path: expected }],
    });
  });

  it('may name a file with the separators of Windows', () => {
    const files = [{ path: 'src/x.js', served: FILE, current: FILE }];
    const answer = good.replace('"a.js"', JSON.stringify('src\\x.js'));
    expect(applyAnswer({ format: 'sr', answer, files })).toMatchObject({
      changes: [{ op: 'update', path: 'src/x.js' }],
    });
  });
});
