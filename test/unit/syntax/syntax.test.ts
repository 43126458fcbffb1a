import { describe, expect, it } from '@jest/globals';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { govern } from '../../../src/core/govern/govern.ts';
import type { Parsed } from '../../../src/core/govern/parsed.ts';
import type { Grammar } from '../../../src/syntax/grammars.ts';
import { treeSyntax } from '../../../src/syntax/syntax.ts';
import { allowing, changed, gone, made } from '../govern/changes.ts';

const failures: unknown[] = [];
const log = { warn: (fields: Readonly<Record<string, unknown>>) => void failures.push(fields) };
const syntax = treeSyntax(log);

async function parsed(path: string, text: string): Promise<Parsed | undefined> {
  const [one] = await syntax.parse([made(path, text)]);
  return one?.after;
}

/** The way of a change through parser and gate: the rules that refuse it or warn. */
async function gateOf(...changes: readonly FileChange[]): Promise<readonly string[]> {
  const result = govern(changes, allowing({ parsed: await syntax.parse(changes) }));
  return result.gate
    .filter(({ verdict, rule }) => verdict !== 'pass' && rule !== 'risk')
    .map(({ rule, verdict, note }) => `${verdict} ${rule}: ${note}`);
}

const LANGUAGES: readonly (readonly [path: string, right: string, wrong: string])[] = [
  ['a.ts', 'const a = <T>(b: T): T => b;\nlet c = <any>a;\n', 'const a: = 1;\n'],
  ['a.mts', 'export type A = string;\n', 'export type = string;\n'],
  ['a.tsx', 'const a = <b c={1}>d</b>;\n', 'const a = <b>d;\n'],
  ['a.js', '#!/usr/bin/env node\nawait a?.b`c`;\n', 'function a( {\n'],
  ['a.cjs', '\uFEFFmodule.exports = {};\n', 'module.exports = {;\n'],
  ['a.jsx', 'const a = <b />;\n', 'const a = <b;\n'],
  ['a.py', 'def a():\n    return f"{b!r}"\n', 'def a(:\n    return 1\n'],
  ['b.py', 'def a():\n    return 1\n', 'def a():\n    b()\nreturn 1\n'],
  ['c.py', 'class A:\n    def a(self):\n        yield 1\n', 'class A:\n    a = 1\n    return a\n'],
  ['a.go', 'package a\n\nfunc b() int { return 1 }\n', 'package a\n\nfunc b( { return 1 }\n'],
  ['a.rs', 'fn a<T: B>(c: &T) -> u8 { 1 }\n', 'fn a( -> u8 { 1 }\n'],
  ['A.java', 'class A { int b() { return 1; } }\n', 'class A { int b( { return 1; } }\n'],
  ['A.cs', 'class A { int B() => 1; }\n', 'class A { int B( => 1; }\n'],
  ['a.rb', 'def a(b)\n  b + 1\nend\n', 'def a(b\n  b +\nend\n'],
  ['a.php', '<p><?php echo 1; ?></p>\n', '<?php function a( { echo 1; }\n'],
  ['a.css', 'a > b { color: red; }\n', 'a { color: red;\n'],
  ['a.html', '<ul><li>a<li>b</ul><br/><svg><path /></svg>\n', '<ul><li><b>a</ul>\n'],
  ['b.html', '<template><p>a</template>\n', '<p class="a>b</p>\n'],
  ['A.HTM', '<!doctype html><html><body><p>a</html>\n', '<html><body><div></html>\n'],
];

describe('a parser for', () => {
  it.each(LANGUAGES)('%s', async (path, right, wrong) => {
    expect(await parsed(path, right)).toMatchObject({ is: 'parsed', errors: 0, firstError: null });
    const told = await parsed(path, wrong);
    expect(told).toMatchObject({ is: 'parsed', firstError: expect.any(Number) });
    expect(told?.is === 'parsed' && told.errors).toBeGreaterThan(0);
    expect(failures).toEqual([]);
  });

  it.each(['a.md', 'Makefile', 'a.kt', 'a.vue', 'toString', 'a.constructor'])(
    'nothing in %s',
    async (path) => expect(await syntax.parse([made(path, 'x {')])).toEqual([]),
  );

  it('nothing that goes away', async () => {
    expect(await syntax.parse([gone('a.ts', '{')])).toEqual([]);
  });

  it('the first error by its line, and every error', async () => {
    const text = 'let a = 1;\n\nlet b = ;\n\nlet c = ;\n';
    expect(await parsed('a.js', text)).toMatchObject({ errors: 2, firstError: 3 });
  });
});

describe('what a file defines', () => {
  const names = (told: Parsed | undefined): readonly string[] | null =>
    told?.is === 'parsed' ? (told.definitions?.map(({ name }) => name) ?? null) : ['unchecked'];

  it.each([
    [
      'a.ts',
      'export interface A {}\ntype B = 1;\nenum C {}\nabstract class D { e() {} }\nexport const f = () => 1;\nconst g = 1;\n',
      ['A', 'B', 'C', 'D', 'e', 'f'],
    ],
    ['a.js', 'function a() { function b() {} }\nfunction* c() {}\nlet d = class {};\n', 'abcd'],
    ['a.py', 'class a:\n  def b(self): pass\n', 'ab'],
    ['a.go', 'package z\ntype a struct{}\nfunc (x a) b() {}\nfunc c() {}\n', 'abc'],
    ['a.rs', 'struct a;\nimpl a { fn b() {} }\ntrait c {}\nmod d {}\nconst e: u8 = 1;\n', 'abcde'],
    ['a.java', 'class a { a() {} void b() {} }\ninterface c {}\n', 'aabc'],
    ['a.cs', 'namespace z { class a { int b { get; } void c() {} } }\n', 'abc'],
    ['a.rb', 'module A\n  class B\n    def c; end\n    def self.d; end\n  end\nend\n', 'ABcd'],
    ['a.php', '<?php class a { function b() {} }\nfunction c() {}\n', 'abc'],
    ['a.css', 'a { b: c }\n', null],
    ['a.html', '<a>b</a>\n', null],
  ])('%s', async (path, text, wanted) => {
    expect(names(await parsed(path, text))).toEqual(wanted === null ? null : [...wanted]);
  });

  it('has its line', async () => {
    expect(await parsed('a.py', '\n\ndef a():\n  pass\n')).toMatchObject({
      definitions: [{ name: 'a', line: 3 }],
    });
  });
});

describe('not checked, and said', () => {
  const long = 'let a = 1;\n'.repeat(91_000);

  it('a file of more than 1 MB', async () => {
    expect(await parsed('a.ts', long)).toEqual({ is: 'unchecked', why: 'is larger than 1 MB' });
    expect(await gateOf(changed('a.ts', long, 'let b = ;\n'))).toContainEqual(
      'warn syntax: not checked: a.ts (is larger than 1 MB)',
    );
  });

  it.each(['<p>{{ a }}</p>', '{% if a %}<p>', '<%= a %></p>', '<?php ?><p></b>'])(
    'a template: %s',
    async (text) => {
      expect(await gateOf(made('a.html', text))).toEqual([
        'warn syntax: not checked: a.html (is a template)',
      ]);
    },
  );

  it('a file whose parser fails, which is logged', async () => {
    const broken = treeSyntax(log, () => Promise.reject(new RangeError('out of memory')));
    const change = made('a.ts', 'let a = ;\n');
    const told = await broken.parse([change]);
    expect(told[0]?.after).toEqual({ is: 'unchecked', why: 'its parser failed' });
    expect(govern([change], allowing({ parsed: told })).gate).toContainEqual({
      ...{ rule: 'syntax', verdict: 'warn', note: 'not checked: a.ts (its parser failed)' },
    });
    expect(failures.splice(0)).toEqual([
      { err: new RangeError('out of memory'), path: 'a.ts', language: 'typescript' },
    ]);
  });

  it('a file that takes forever', async () => {
    let resets = 0;
    const parser = { parse: () => null, reset: () => void (resets += 1) };
    const slow = treeSyntax(log, () => Promise.resolve({ parser } as unknown as Grammar));
    const [told] = await slow.parse([made('a.ts', 'a')]);
    expect(told?.after).toEqual({ is: 'unchecked', why: 'takes longer than 3 s to parse' });
    expect(resets).toBe(1);
  });
});

describe('the gate', () => {
  it('refuses a new file with an error, and shows the Builder where', async () => {
    const change = made('a.ts', 'let a = 1;\nlet b = ;\nlet c = 1;\n');
    const result = govern([change], allowing({ parsed: await syntax.parse([change]) }));
    expect(result.is === 'refused' && result.violations).toEqual([
      {
        ...{ kind: 'work', rule: 'syntax', path: 'a.ts' },
        detail: 'has 1 syntax error, the first at line 2',
        excerpt: '    1 | let a = 1;\n    2 | let b = ;\n    3 | let c = 1;\n    4 | ',
      },
    ]);
  });

  it('compares with what was there', async () => {
    const one = 'let a = ;\n';
    expect(await gateOf(changed('a.js', one, `${one}let b = 1;\n`))).toEqual([]);
    expect(await gateOf(changed('a.js', one, 'let a = 1;\n'))).toEqual([]);
    expect(await gateOf(changed('a.js', one, `${one}let b = ;\n`))).toEqual([
      'refuse syntax: a.js: has 2 syntax errors where there were 1, the first at line 1',
    ]);
  });

  it('compares a renamed file with its past', async () => {
    const text = 'let a = ;\n';
    const renamed: FileChange = { ...made('b.js', text), op: 'create', after: text };
    const from = { path: 'a.js', text };
    expect(await gateOf(gone('a.js', text), { ...renamed, from })).toEqual([]);
    expect(await gateOf(gone('a.js', text), renamed)).toHaveLength(1);
  });

  it('sees a comment that swallows what follows', async () => {
    const before = 'a b c d e'.split(' ').map((name) => `function ${name}() {}\n`);
    const text = [...before, '/* end */\n'].join('');
    const open = text.replace('function b', '/* function b');
    expect(await gateOf(changed('a.js', text, open))).toEqual([
      'refuse symbols: a.js: no longer defines c, d, e, whose lines were not edited',
    ]);
    expect(await gateOf(changed('a.js', text, before.slice(3).join('')))).toEqual([
      'warn symbols: a.js no longer defines a, b, c',
    ]);
  });

  it('says how many files were parsed', async () => {
    const changes = [made('a.ts', 'let a;\n'), made('b.txt', 'x\n'), made('c.json', '{}')];
    const { gate } = govern(changes, allowing({ parsed: await syntax.parse(changes) }));
    expect(gate.find(({ rule }) => rule === 'syntax')?.note).toBe('2 of 3 files parsed');
  });
});
