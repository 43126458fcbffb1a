import { describe, expect, it } from '@jest/globals';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { anchorOf, sameFinding } from '../../../src/core/findings/same.ts';
import { siteAt } from '../../../src/core/findings/site.ts';

const FILE = 'src/a.ts';
const BEFORE = [
  'export function add(list) {',
  '  let sum = 0;',
  '  for (const one of list) sum += one;',
  '  return sum;',
  '}',
  '',
  'export function all(list) {',
  '  if (list.length === 0) return false;',
  '  check(list);',
  '  return list.every(Boolean);',
  '}',
];

interface Now {
  readonly path?: string;
  readonly lines: readonly string[];
  readonly line: number;
  readonly category?: string;
  readonly changes?: readonly FileChange[];
}

/** Whether what was raised on a line of the file before is what is raised on a line now. */
function isSame(line: number, now: Now): boolean {
  const site = siteAt(FILE, BEFORE.join('\n'), line);
  const path = now.path ?? FILE;
  const raised = siteAt(path, now.lines.join('\n'), now.line);
  if (site === null || raised === null) throw new Error('nothing stands there');
  const known = { category: 'bug', path: FILE, anchor: anchorOf(site) };
  return sameFinding(known, { category: now.category ?? 'bug', site: raised }, now.changes ?? []);
}

const file = (
  path: string,
  before: readonly string[] | null,
  after: readonly string[] | null,
): FileChange => {
  const [was, is] = [before?.join('\n') ?? '', after?.join('\n') ?? ''];
  if (after === null) return { op: 'delete', path, mode: '100644', before: was };
  if (before === null) return { op: 'create', path, mode: '100644', after: is };
  return { op: 'update', path, mode: '100644', before: was, after: is };
};

describe('a finding is the same', () => {
  it('when lines come before it', () => {
    expect(isSame(3, { lines: ['// new', '', ...BEFORE], line: 5 })).toBe(true);
  });
  it('when it is laid out otherwise', () => {
    const lines = BEFORE.flatMap((line) =>
      line.includes('for (')
        ? ['    for (', '      const one', '      of list', '    )', '      sum += one']
        : [line],
    );
    expect(isSame(3, { lines, line: 3 })).toBe(true);
  });
  it('when its function moved down, or got another home in the file', () => {
    const lines = [...BEFORE.slice(6), '', ...BEFORE.slice(0, 5)];
    expect(isSame(3, { lines, line: 9 })).toBe(true);
  });
  it('when its function moved to another file, and only then', () => {
    const [cut, rest] = [BEFORE.slice(0, 5), BEFORE.slice(6)];
    const there = { path: 'src/b.ts', lines: cut, line: 3 };
    const moved = [file(FILE, BEFORE, rest), file('src/b.ts', null, cut)];
    expect(isSame(3, { ...there, changes: moved })).toBe(true);
    expect(isSame(3, { ...there, changes: [file('src/b.ts', null, cut)] })).toBe(false);
    expect(
      isSame(3, { ...there, changes: [file(FILE, BEFORE, [...BEFORE, 'x();']), moved[1]!] }),
    ).toBe(false);
  });
  it('when its file has another name', () => {
    const changes = [file(FILE, BEFORE, null), file('src/c.ts', null, ['// c', ...BEFORE])];
    expect(isSame(3, { path: 'src/c.ts', lines: ['// c', ...BEFORE], line: 4, changes })).toBe(
      true,
    );
  });
  it('when another line of its statement changed', () => {
    const was = [
      'const limits = make({',
      '  small: loadLimit(1, 2, 3),',
      '  large: loadLimit(4, 5, 6),',
      '});',
    ];
    const is = was.map((line) => line.replace('5', '7'));
    const [a, b] = [siteAt(FILE, was.join('\n'), 2), siteAt(FILE, is.join('\n'), 2)];
    const known = { category: 'bug', path: FILE, anchor: anchorOf(a!) };
    expect(sameFinding(known, { category: 'bug', site: b! }, [])).toBe(true);
  });
});

describe('a finding is another', () => {
  it('on the next line, in another function, of another kind', () => {
    expect(isSame(3, { lines: BEFORE, line: 4 })).toBe(false);
    expect(isSame(3, { lines: BEFORE, line: 3, category: 'security' })).toBe(false);
    expect(isSame(4, { lines: BEFORE, line: 10 })).toBe(false);
  });
  it('where its line was changed', () => {
    const lines = BEFORE.map((line) => line.replace('sum += one', 'sum -= one'));
    expect(isSame(3, { lines, line: 3 })).toBe(false);
  });
  it('where the same words stand again, in this function or the next', () => {
    const twice = [...BEFORE.slice(0, 10), '  if (list.length === 0) return false;', '}'];
    expect(isSame(8, { lines: twice, line: 11 })).toBe(false);
    expect(isSame(8, { lines: twice, line: 8 })).toBe(true);
    const copied = [
      ...BEFORE,
      '',
      'export function none(list) {',
      '  if (list.length === 0) return false;',
      '}',
    ];
    expect(isSame(8, { lines: copied, line: 14 })).toBe(false);
    expect(isSame(8, { lines: copied, line: 8 })).toBe(true);
  });
  it('where one of two twins went, and the other was there all along', () => {
    const twins = [
      'function f() {',
      '  a();',
      '  b(1);',
      '  c();',
      '}',
      'function g() {',
      '  a();',
      '  b(1);',
      '  c();',
      '}',
    ];
    const left = twins.filter((_, index) => index !== 2);
    const [f, g] = [siteAt(FILE, twins.join('\n'), 3), siteAt(FILE, left.join('\n'), 7)];
    const known = { category: 'bug', path: FILE, anchor: anchorOf(f!) };
    expect(sameFinding(known, { category: 'bug', site: g! }, [file(FILE, twins, left)])).toBe(
      false,
    );
    const elsewhere = siteAt('src/b.ts', twins.join('\n'), 8);
    const changes = [file(FILE, twins, ['a();']), file('src/b.ts', twins, [...twins, 'd();'])];
    expect(sameFinding(known, { category: 'bug', site: elsewhere! }, changes)).toBe(false);
  });
  it('where the words behind its code are others', () => {
    const lines = ['f(1); // once', 'g();'];
    const [a, b] = [siteAt(FILE, lines.join('\n'), 1), siteAt(FILE, 'f(1); // twice\ng();', 1)];
    const known = { category: 'bug', path: FILE, anchor: anchorOf(a!) };
    expect(sameFinding(known, { category: 'bug', site: b! }, [])).toBe(false);
  });
  it('where nothing tells two of the same words apart', () => {
    const lines = ['f();', 'f();', 'f();', 'f();', 'f();', 'f();', 'f();'];
    const [a, b] = [siteAt(FILE, lines.join('\n'), 3), siteAt(FILE, lines.join('\n'), 4)];
    const known = { category: 'bug', path: FILE, anchor: anchorOf(a!) };
    expect(sameFinding(known, { category: 'bug', site: b! }, [])).toBe(false);
  });
});
