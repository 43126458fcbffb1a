import { describe, expect, it } from '@jest/globals';
import { govern } from '../../../src/core/govern/govern.ts';
import { riskOf } from '../../../src/core/govern/risk.ts';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import type { ParsedChange } from '../../../src/core/govern/parsed.ts';
import { allowing, changed, gateOf, gone, lines, made } from './changes.ts';

const files = (n: number): FileChange[] =>
  Array.from({ length: n }, (_, i) => made(`f${i}.md`, ''));
const wide = (): string => `${'x'.repeat(79)}\n`.repeat(10_000);
const shrunk = (from: number, to: number): FileChange => changed('a.md', lines(from), lines(to));
const moved = (from: string, to: string): FileChange[] => [
  gone('a.ts', from),
  { op: 'create', path: 'b.ts', mode: '100644', after: to, from: { path: 'a.ts', text: from } },
];

describe('size', () => {
  it.each<[string, FileChange[], string[]]>([
    ['100 files', files(100), []],
    ['101 files', files(101), ['work size -']],
    ['500,000 characters', [made('a.md', 'x'.repeat(500_000))], []],
    [
      '500,001 characters',
      [made('a.md', 'x'.repeat(499_999)), made('b.md', 'xx')],
      ['work size -'],
    ],
    ['one line of a file of 800,000', [changed('a.md', wide(), `${wide()}new\n`)], []],
    [
      '500,001 characters in a file of 800,000',
      [changed('a.md', wide(), `${wide()}${'x'.repeat(500_000)}\n`)],
      ['work size -'],
    ],
    ['100 more lines removed than added', [gone('a.md', lines(100))], []],
    ['101 more lines removed than added', [gone('a.md', lines(101))], ['warn size']],
    [
      'what is added counts against it',
      [gone('a.md', lines(150)), made('b.md', lines(50, 900))],
      [],
    ],
    ['60 % of 20 lines lost', [shrunk(20, 8)], []],
    ['more than 60 % of 20 lines lost', [shrunk(20, 7)], ['work size a.md']],
    ['60 % of 55 lines lost', [shrunk(55, 22)], []],
    ['more than 60 % of 19 lines lost', [shrunk(19, 1)], []],
    ['20 lines emptied', [changed('a.md', lines(20), '')], ['work size a.md']],
    [
      '20 lines without the last line feed',
      [changed('a.md', lines(20).trimEnd(), lines(7))],
      ['work size a.md'],
    ],
    ['a file that goes whole', [gone('a.md', lines(50))], []],
    ['100 lines to 300', [changed('a.md', lines(100), lines(300))], []],
    ['99 lines to 300', [changed('a.md', lines(99), lines(300))], ['warn size']],
    ['60 % of a renamed file lost', moved(lines(20), lines(8)), []],
    ['more than 60 % of a renamed file lost', moved(lines(20), lines(7)), ['work size b.ts']],
    ['a renamed file of 99 lines to 300', moved(lines(99), lines(300)), ['warn size']],
    ['a long file that gets another name', moved(lines(60_000), lines(60_000)), []],
    ['50 lines to 299', [changed('a.md', lines(50), lines(299))], []],
  ])('%s', (_, changes, wanted) => {
    expect(gateOf(changes).filter((line) => line !== 'warn risk')).toEqual(wanted);
  });

  it.each([
    ['a file the scope names', { scope: ['a.md'] }, []],
    ['a deliverable', { deliverables: ['a.md'] }, []],
    ['a file below a folder of the scope', { scope: ['**'] }, ['work size a.md']],
  ])('may shrink: %s', (_, more, wanted) => expect(gateOf([shrunk(30, 2)], more)).toEqual(wanted));

  it.each([
    [200, 'warn', '200 more lines removed than added'],
    [201, 'warn', 'major: 201 more lines removed than added'],
  ])('%s lines less are told', (n, verdict, note) => {
    const line = govern([gone('a.md', lines(n))], allowing()).gate.find(
      ({ rule }) => rule === 'size',
    );
    expect(line).toMatchObject({ verdict, note });
  });
});

describe('symbols', () => {
  const code = (...names: string[]): string =>
    names.map((name) => `export function ${name}() {}\n`).join('');
  const ten = 'abcdefghij'.split('');

  it.each([
    ['3 of 10 lost', code(...ten), code(...ten.slice(3)), []],
    ['4 of 10 lost', code(...ten), code(...ten.slice(4)), ['warn symbols']],
    ['2 of 4 lost', code('a', 'b', 'c', 'd'), code('a', 'b'), ['warn symbols']],
    ['2 of 3 lost', code('a', 'b', 'c'), code('a'), []],
    [
      'all written otherwise',
      code('a', 'b', 'c', 'd'),
      'class a {}\nconst b = 1;\ntype c = 1;\nlet d;\n',
      [],
    ],
    ['inner names', '  const a = 1;\n  const b = 1;\n  let c;\n  let d;\n', '', []],
  ])('%s', (_, before, after, wanted) =>
    expect(gateOf([changed('a.ts', before, after)])).toEqual(wanted),
  );

  it('are lost by a rename as well', () => {
    expect(gateOf(moved(code(...ten), code(...ten.slice(4))))).toEqual(['warn symbols']);
    expect(gateOf(moved(code(...ten), code(...ten)))).toEqual([]);
  });

  const definitions = (...names: string[]) =>
    names.map((name) => ({ name, line: ten.indexOf(name) + 1 }));
  const parsed = (...names: string[]) => ({
    ...{ is: 'parsed' as const, errors: 0, firstError: null },
    definitions: definitions(...names),
  });

  it.each([
    // The line of each name stays: what a comment or a text swallows.
    ['3 of 10 swallowed', code(...ten), ten.slice(3), []],
    ['4 of 10 swallowed', code(...ten), ten.slice(4), ['work symbols a.ts']],
    // Removed lines were named by an edit.
    ['4 of 10 removed', code(...ten.slice(4)), ten.slice(4), ['warn symbols']],
    ['3 removed and 1 swallowed', code(...ten.slice(3)), ten.slice(4), ['warn symbols']],
  ])('by what the parser says: %s', (_, after, left, wanted) => {
    const change = changed('a.ts', code(...ten), `${after}//\n`);
    const told = { path: 'a.ts', before: parsed(...ten), after: parsed(...left) };
    expect(gateOf([change], { parsed: [told] })).toEqual(wanted);
  });

  it('are looked for in the text where the parser took only one side', () => {
    const told = { path: 'a.ts', before: parsed(...ten), after: { is: 'unchecked', why: 'x' } };
    const change = changed('a.ts', code(...ten), code(...ten.slice(4)));
    expect(gateOf([change], { parsed: [told as ParsedChange] })).toEqual([
      ...['warn syntax', 'warn symbols'],
    ]);
  });

  it('are not lost when they move to another file, or their file goes', () => {
    const [before, after] = [code('a', 'b', 'c', 'd'), code('a')];
    expect(gateOf([changed('a.ts', before, after), made('b.ts', code('b', 'c', 'd'))])).toEqual([]);
    expect(gateOf([gone('a.ts', before)])).toEqual([]);
  });
});

const added = (n: number, path = 'a.test.ts'): FileChange => made(path, lines(n));
const removed = (n: number): FileChange => gone('a.test.ts', lines(n));

describe('risk', () => {
  it.each<[string, FileChange[], number]>([
    ['nothing', [], 0],
    ['200 lines', [added(200)], 0],
    ['201 lines', [added(201)], 10],
    ['500 lines', [added(500)], 10],
    ['501 lines', [added(501)], 20],
    ['1,000 lines', [added(1_000)], 20],
    ['1,001 lines', [added(1_001)], 25],
    ['100 lines less', [removed(100)], 0],
    ['101 lines less', [removed(101)], 20],
    ['200 lines less', [removed(200)], 20],
    ['201 lines less', [removed(201)], 10 + 40],
    ['one critical path', [made('src/auth/x.ts')], 15],
    ['two', [made('src/auth.ts'), made('payment/x')], 30],
    ['three', [made('crypto.ts'), made('session-x.ts'), made('db/migrations/1.ts')], 30],
    ['none that only begins so', [made('src/author.ts'), made('cryptography/x')], 0],
    ['one configuration', [made('a.yml', '')], 5],
    ['three', [made('a.sql'), made('Dockerfile'), made('.env')], 15],
    ['four', [made('a.toml'), made('b.ini'), made('c.cfg'), made('Makefile')], 15],
    ['50 lines without a test', [added(50, 'a.ts')], 0],
    ['51 lines without a test', [added(51, 'a.ts')], 20],
    ['51 lines with one', [added(50, 'a.ts'), made('tests/a.py')], 0],
    ['51 lines with a spec', [added(50, 'a.ts'), made('a.spec.ts')], 0],
    ['51 lines with a test in Go', [added(50, 'a.go'), made('a_test.go')], 0],
    ['one marker', [made('a', 'TODO\n')], 3],
    ['three markers', [made('a', 'TODO FIXME XXX\n')], 9],
    ['four markers', [made('a', 'TODO '.repeat(4))], 10],
    ['markers that were there', [changed('a', 'TODO a', 'TODO b')], 0],
    ['a marker that goes pays for none', [changed('a', 'TODO', ''), made('b', 'TODO')], 3],
    ['a word that holds one', [made('a', 'TODOS mastodon\n')], 0],
  ])('%s', (_, changes, points) => expect(riskOf(changes)).toBe(points));

  const untested = added(501, 'a.ts');
  const auth = made('auth/x.ts', '');
  const large = gone('payments/x.ts', lines(1_001));
  it.each<[string, FileChange[], number, string[]]>([
    ['low', [added(60, 'a.ts')], 20, []],
    ['medium', [added(60, 'a.ts'), made('a.yml', '')], 25, []],
    ['just not high', [untested, made('a', 'TODO TODO TODO')], 49, []],
    ['high', [untested, made('a', 'TODO '.repeat(4))], 50, ['warn risk']],
    ['critical', [untested, auth, made('security/y.ts', '')], 70, ['warn risk']],
    [
      'all of it',
      [large, made('auth.sql', 'TODO '.repeat(4)), made('a.yml', ''), made('b.yml', '')],
      100,
      ['warn size', 'warn risk'],
    ],
  ])('reaches the level %s', (_, changes, points, wanted) => {
    expect(riskOf(changes)).toBe(points);
    expect(gateOf(changes)).toEqual(wanted);
  });
});
