/** Answers that would be applied to the letter, and leave a file that nobody meant. */
import { describe, expect, it } from '@jest/globals';
import { mendingOf } from '../../../src/agents/mend.ts';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import type { Edit } from '../../../src/core/edits/edits.ts';
import { applied, create, madeOf } from './an-edit.ts';

const made = (path: string, text: string): unknown => {
  const result = applied([], [create(path, text)]);
  return result.is === 'applied' ? 'applied' : result.refusals.map(({ code }) => code);
};
const FENCE = '```';

describe('a new file', () => {
  it.each([
    ['deploy.sh', `${FENCE}sh\necho hello\n${FENCE}\n`, ['bad-text']],
    ['a.sql', '~~~\nselect 1;\n~~~', ['bad-text']],
    ['README.md', `${FENCE}sh\necho hello\n${FENCE}\n`, 'applied'],
    ['a.js', `const text = \`\n${FENCE}\n\`;\n`, 'applied'],
    ['a.js', 'run();\n// ... rest of the code\n', ['elision']],
    ['a.sql', 'select 1;\n-- … existing queries …\n', ['elision']],
    ['b.py', 'class A:\n    # ... existing methods unchanged\n', ['elision']],
    [
      'a.js',
      '// First the new ones,\n// ... existing ones are kept until the last of them is gone.\n',
    ],
    ['a.md', 'Write\n\n// ... rest of the code\n'],
  ])('%s %j', (path, text, what = 'applied') => {
    expect(made(path, text)).toEqual(what);
  });
});

describe('a change', () => {
  it('puts no fence into a file', () => {
    const by = `${FENCE}sh\necho 2\n${FENCE}`;
    expect(madeOf('run.sh', 'echo 1\n', ['echo 1', by])).toEqual(['bad-text']);
    expect(madeOf('a.md', 'one\n', ['one', by])).toBe(`${by}\n`);
  });

  it('that puts a fence into a file is asked for again, and no other with it', () => {
    const blank = { search: null, replace: null, new_path: null };
    const fenced: Edit = {
      ...blank,
      op: 'create',
      path: 'run.sh',
      replace: `${FENCE}\nx\n${FENCE}`,
    };
    const fine: Edit = { ...blank, op: 'create', path: 'a.js', replace: 'x();\n' };
    const text = JSON.stringify({ edits: [fenced, fine], notes: '' });
    const result = applyAnswer({ format: 'sr', answer: text, files: [] });
    if (result.is === 'applied') throw new Error('it was applied');
    const asked = { text, stop: 'complete', format: 'search_replace' } as const;
    expect(mendingOf(asked, result.refusals)).toMatchObject({
      ...{ is: 'files', failed: [fenced], kept: [fine] },
    });
  });

  it('may stand beside conflict markers that a text is about', () => {
    const text = `Like this:\n\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> topic\n`;
    const edit = ['<<<<<<< HEAD\nours\n', '<<<<<<< HEAD\nour own\n'] as const;
    expect(madeOf('git.md', text, edit)).toBe(text.replace('ours', 'our own'));
    expect(madeOf('a.js', 'ours\n', ['ours\n', '<<<<<<< HEAD\nours\n'])).toEqual([
      'conflict-markers',
    ]);
  });

  it.each([
    ['a\uD800b', 'x'],
    ['x', '\uD83D'],
  ])('leaves no half of a character: %j', (by, search) => {
    const edit: Edit = { op: 'replace', path: 'f', search, replace: by, new_path: null };
    const served = 'x 😀 y\n';
    const result = applyAnswer({
      format: 'sr',
      answer: JSON.stringify({ edits: [{ ...edit, replace: by }], notes: '' }),
      files: [{ path: 'f', served, current: served }],
    });
    expect(result).toMatchObject({ is: 'refused', refusals: [{ code: 'bad-text', path: 'f' }] });
  });

  it('leaves what stands for a file of Git LFS as it is', () => {
    const served = 'version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 12\n';
    const edit = (one: Partial<Edit>): unknown =>
      applyAnswer({
        format: 'sr',
        answer: JSON.stringify({ edits: [{ path: 'a.csv', ...one }], notes: '' }),
        files: [{ path: 'a.csv', served, current: served }],
      });
    expect(edit({ op: 'replace', search: 'size 12', replace: 'size 13' })).toMatchObject({
      refusals: [{ code: 'binary', path: 'a.csv' }],
    });
    expect(edit({ op: 'rename', new_path: 'b.csv' })).toMatchObject({ is: 'applied' });
  });

  it('keeps the line ends of lines that stay, where a file has both kinds', () => {
    const text = 'one two\nthree\r\nfour\nfive six\n';
    expect(madeOf('f', text, ['two\nthree\nfour\nfive', '2\nthree\nnew\nfour\n5'])).toEqual([
      'search-missing',
    ]);
    const whole = ['two\nthree\r\nfour\nfive', '2\nthree\r\nnew\nfour\n5'] as const;
    expect(madeOf('f', text, whole)).toBe('one 2\nthree\r\nnew\r\nfour\n5 six\n');
  });
});

describe('a part of a word or number', () => {
  it.each([
    ['const timeout = 300;\n', 'timeout = 30', 'timeout = 60'],
    ['a();\nconst timeout = 300;\n', 'a();\nconst timeout = 30', 'b();\nconst timeout = 60'],
    ['port: 8080\n', 'port: 80', 'port: 443'],
    ['let discount = 1;\n', 'count = 1;', 'total = 1;'],
    ['const x = 1.5;\n', 'x = 1', 'x = 2'],
    ['foobar();\n', 'foo', ''],
    ['let groß = 1;\n', 'gro', 'klein'],
  ])('is not taken for the whole: %j by %j', (text, search, by) => {
    expect(madeOf('a.js', text, [search, by])).toEqual(['search-missing']);
  });

  it.each([
    ['a.js', 'newParser(opts);\n', 'newParser(', 'createParser(', 'createParser(opts);\n'],
    ['a.js', 'const a = 10;\n', 'const a = 1', 'let a = 1', 'let a = 10;\n'],
    ['a.js', 'say("\\nhello");\n', 'hello', 'bye', 'say("\\nbye");\n'],
    ['a.md', 'so _very_ good\n', 'very', 'not', 'so _not_ good\n'],
    ['a.md', '数据处理\n', '数据', '资料', '资料处理\n'],
    ['a.js', 'x = -1;\n', '1;', '2;', 'x = -2;\n'],
  ])('is no other thing than words in %s: %j', (path, text, search, by, now) => {
    expect(madeOf(path, text, [search, by])).toBe(now);
  });
});

describe('one of two functions that are nearly the same', () => {
  const area = (name: string, scale: number, log: string): string =>
    `function ${name}(w, h) {\n  const scale = ${scale};\n  log(${log});\n  return w * h * scale;\n}\n`;
  const file = `${area('area1', 1, 'w')}\n${area('area2', 2, 'h')}`;

  it('is not changed for the other whose head is told', () => {
    const told = area('area2', 1, 'w');
    expect(madeOf('a.js', file, [told, told.replace('h * scale', 'h * scale * 2')])).toEqual([
      'search-missing',
    ]);
  });

  it('is changed where its head was only told badly', () => {
    const told = area('area', 1, 'w');
    const now = file.replace('h * scale', 'h * scale * 2');
    expect(madeOf('a.js', file, [told, told.replace('h * scale', 'h * scale * 2')])).toBe(now);
  });
});
