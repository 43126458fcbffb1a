import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import { madeOf } from './an-edit.ts';

/** Files as they are found, with signs that models tell otherwise. */
const FILES: Readonly<Record<string, string>> = {
  'a.ts': `// Adds “both” — it’s fine.\nexport const add = (a: number, b: number) => a + b;\n\nexport function less(a: number, b: number): boolean {\n  return a < b && b > 0;\n}\n`,
  'a.py': `def split(text):\n    """Caf\u00e9 lines."""\n    return text.split("\\n")\n\n\ndef shout(text):\n    return text.upper() + "!"\n`,
  'a.html': `<ul class="menu">\n  <li>Tom &amp; Jerry</li>\n  <li>10\u00a0km \u2013 20\u00a0km</li>\n</ul>\n`,
  'a.md': `# L\u2019\u00e9t\u00e9\n\nOne \u201cword\u201d, two words.\n\n- a \u2014 b\n- c & d < e\n`,
  'a.go': `package a\n\nfunc Less(a, b int) bool {\n\tif a < b && b > 0 {\n\t\treturn true\n\t}\n\treturn false\n}\n`,
  'a.sql': `SELECT 'it''s' AS a,\n       "b"\nFROM t\nWHERE a >= 1 AND b <> 2;\n`,
};

const straight = (text: string): string =>
  text
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201C\u201D]/g, '"')
    .replace(/[\u2013\u2014]/g, '-')
    .replace(/\u00A0/g, ' ');
const WAYS: Readonly<Record<string, (text: string) => string>> = {
  'straight quotes, dashes and blanks': straight,
  'curly quotes': (text) => text.replaceAll("'", '\u2019').replaceAll('"', '\u201C'),
  'names of HTML': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
  'escapes, twice': (text) => JSON.stringify(text).slice(1, -1),
  'letters in parts': (text) => text.normalize('NFD'),
  'line numbers': (text) =>
    text.replace(
      /(?<=^|\n)(?=.)/g,
      (_, at: number) => `  ${text.slice(0, at).split('\n').length + 6} | `,
    ),
  'signs that nobody sees': (text) => text.replace(/[ \n]/, '\u200B$&'),
};

const edit = fc.record({
  path: fc.constantFrom(...Object.keys(FILES)),
  from: fc.nat(),
  count: fc.integer({ min: 1, max: 4 }),
  at: fc.nat(),
  by: fc.constantFrom('new', 'x9', 'other words'),
});

describe.each(Object.entries(WAYS))('an edit told with %s', (_, way) => {
  it('does what was meant, or is refused', () => {
    let done = 0;
    fc.assert(
      fc.property(edit, ({ path, from, count, at, by }) => {
        const lines = (FILES[path] ?? '').split(/(?<=\n)/);
        const start = from % lines.length;
        const search = lines.slice(start, start + count).join('');
        const words = [...search.matchAll(/[a-z]{2,}/g)].filter(
          ({ index }) => !/[&\\]/.test(search[index - 1] ?? ''),
        );
        const word = words[at % Math.max(1, words.length)];
        fc.pre(word !== undefined && way(search) !== search);
        const replace =
          search.slice(0, word?.index) +
          by +
          search.slice((word?.index ?? 0) + (word?.[0].length ?? 0));
        const wanted = [...lines.slice(0, start), replace, ...lines.slice(start + count)].join('');
        for (const end of ['\n', '\r\n']) {
          const file = (FILES[path] ?? '').replaceAll('\n', end);
          const made = madeOf(path, file, [way(search), way(replace)]);
          if (typeof made === 'string') expect(made).toBe(wanted.replaceAll('\n', end));
          done += typeof made === 'string' ? 1 : 0;
        }
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(done).toBeGreaterThan(300);
  });
});

describe('a search in other signs', () => {
  it.each<[string, string, [string, string]]>([
    ['two places', "a = 'x';\nb = \u2019x\u2019;\nc = \u2018x\u2018;\n", ['\u201Bx\u201B', 'y']],
    [
      'names of HTML beside the signs',
      'if (a && b) c();\n',
      ['if (a &amp;&amp; b)', 'if (a && c)'],
    ],
    ['numbers of other lines', 'a();\nb();\n', ['1 | a();\n7 | b();', '1 | c();\n2 | b();']],
    ['numbers of some lines', 'a();\nb();\n', ['1 | a();\n2 | b();', '1 | c();\nb();']],
    ['an escape in quotes', 'a("b\n");\nc();\n', ['a("b\\n");', 'd("e\\n");']],
    [
      'more lines than there were, beside signs of the file',
      'say \u201Ca\u201D;\n',
      ['say "a";\n', 'say "a";\nsay "b";\nsay "c";\n'.replace('say "a"', 'tell "a"')],
    ],
  ])('is not guessed: %s', (_, text, pair) =>
    expect(madeOf('a', text, pair)).toEqual(expect.any(Array)),
  );

  it('leaves the other signs of a line as they are', () => {
    expect(
      madeOf('a.md', 'The \u201Cold\u201D one \u2014 it\u2019s red.\n', [
        'The "old" one - it\'s red.',
        'The "old" one - it\'s blue.',
      ]),
    ).toBe('The \u201Cold\u201D one \u2014 it\u2019s blue.\n');
  });
});

describe('a text that was not escaped once', () => {
  it.each<[string, string, [string, string]]>([
    ['line ends as signs', 'val a = 1\n', ['val a = 1', 'val a = 1\\nval b = 2\\n']],
    ['and an indentation', 'echo a\n', ['echo a', 'echo a\\n  echo b']],
    ['of paragraphs', '# A\n', ['# A\n', '# A\\n\\nMore text.\\n']],
  ])('does not get in: %s', (_, text, pair) =>
    expect(madeOf('a.kt', text, pair)).toEqual(['bad-text']),
  );

  it.each<[string, string, [string, string]]>([
    ['a line end in quotes', 'p("a")\n', ['p("a")', 'p("a\\n")']],
    ['one that is told of', 'Split it.\n', ['Split it.', 'Split it at \\n or ;.']],
    ['one that was there', 'a\\n\n', ['a\\n', 'b\\n']],
    ['a file\u2019s path', 'a\n', ['a', 'C:\\new\\name']],
  ])('is told from %s', (_, text, [search, by]) =>
    expect(madeOf('a.kt', text, [search, by])).toBe(text.replace(search, () => by)),
  );

  it.each<['sr' | 'v4a', string, string[] | string]>([
    ['sr', 'r = /\bfoo/', ['bad-text']],
    ['sr', '$\frac{1}{2}$', ['bad-text']],
    ['v4a', 'r = /\bfoo/', ['bad-text']],
    ['sr', 'b\n\f\nc', 'b\n\f\nc\n'],
  ])('does not get in by a control character: %s %j', (format, by, wanted) => {
    const sr = {
      edits: [{ op: 'replace', path: 'a', search: 'r = 1', replace: by, new_path: null }],
    };
    const patch = `*** Begin Patch\n*** Update File: a\n@@\n-r = 1\n+${by}\n*** End Patch\n`;
    const answer = JSON.stringify({
      ...(format === 'sr' ? sr : { patch }),
      doubts: [],
      wants: [],
      notes: '',
    });
    const files = [{ path: 'a', served: 'r = 1\n', current: 'r = 1\n' }];
    const made = applyAnswer({ format, answer, files, allowV4a: true });
    const [change] = made.is === 'applied' ? made.changes : [];
    const text = change?.op === 'update' ? change.after : undefined;
    expect(made.is === 'refused' ? made.refusals.map(({ code }) => code) : text).toEqual(wanted);
  });

  it('is looked for in time that grows with it', () => {
    const long = `${'"a\\n";'.repeat(60_000)}b`;
    const started = process.cpuUsage().user;
    madeOf('a.js', `${long}\n`, [long, `${long}c`]);
    madeOf('a.js', 'x\n', [long, `${long}c`]);
    expect(process.cpuUsage().user - started).toBeLessThan(5e6);
  });
});
