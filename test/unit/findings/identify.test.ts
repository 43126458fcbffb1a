import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { Finding } from '../../../src/core/findings.ts';
import {
  identify,
  type KnownFinding,
  type RaisedProblem,
} from '../../../src/core/findings/identify.ts';

const lines = [
  'export function add(list) {',
  '  if (list.length === 0) return 0;',
  '  return list.reduce(plus);',
  '}',
  'export function all(list) {',
  '  if (list.length === 0) return 0;',
  '  return list.every(Boolean);',
  '}',
];
const change = (after: readonly string[], path = 'src/a.ts'): FileChange => ({
  ...{ op: 'update', path, mode: '100644', before: '', after: after.join('\n') },
});
const raise = (line: number | null, more: Partial<RaisedProblem> = {}): RaisedProblem => ({
  ...{ category: 'bug', title: 'Wrong for an empty list', path: 'src/a.ts', line, lineText: null },
  ...more,
});
const first = (line: number, more: Partial<RaisedProblem> = {}): KnownFinding => {
  const { key, anchor } = identify(raise(line, more), [], [change(lines)]);
  return { key, category: 'bug', path: 'src/a.ts', ...(anchor === undefined ? {} : { anchor }) };
};

describe('a problem is named', () => {
  it('by category, file, symbol and code, and by nothing that moves', () => {
    expect(first(3).key).toBe('bug__src/a.ts#add__returnlist.reduce(plus)');
    expect(first(3, { title: 'In other words' }).key).toBe(first(3).key);
    expect(first(2).key).not.toBe(first(6).key);
  });
  it('by its title where there is no line', () => {
    expect(first(1, { line: null }).key).toBe('bug__src/a.ts__wrong_for_an_empty_list');
    expect(first(1, { path: null, line: null }).key).toBe('bug__run__wrong_for_an_empty_list');
    expect(first(1, { path: 'src/elsewhere.ts', lineText: 'call(add);' }).key).toBe(
      'bug__src/elsewhere.ts__call(add)',
    );
  });
  it('as the one that is known, with its key, when lines came before it or its function got another name', () => {
    const known = [first(2), first(6)];
    const shifted = identify(raise(8), known, [change(['// 1', '// 2', ...lines])]);
    expect(shifted).toMatchObject({ key: known[1]?.key, known: known[1] });
    const renamed = lines.map((line) => line.replace('all(', 'every('));
    expect(identify(raise(7), [first(7)], [change(renamed)]).key).toBe(first(7).key);
  });
  it('as another where its words stand elsewhere', () => {
    const { key, known } = identify(raise(6), [first(2)], [change(lines)]);
    expect(known).toBeUndefined();
    expect(key).not.toBe(first(2).key);
  });
  it('as the one that was known before there were anchors, by its key', () => {
    const old: KnownFinding = {
      key: 'bug__src/a.ts__returnlist.reduce(plus)',
      category: 'bug',
      path: 'src/a.ts',
    };
    const raised = raise(3, { lineText: '  return list.reduce(plus);' });
    expect(identify(raised, [old], [change(lines)])).toMatchObject({ key: old.key, known: old });
  });
  it('with a number where nothing else tells it from another', () => {
    const same = ['f();', 'f();', 'f();', 'f();', 'f();', 'f();', 'f();'];
    const one = identify(raise(3), [], [change(same)]);
    const known = {
      key: one.key,
      category: 'bug',
      path: 'src/a.ts',
      ...(one.anchor === undefined ? {} : { anchor: one.anchor }),
    };
    const two = identify(raise(4), [known], [change(same)]);
    expect(two.known).toBeUndefined();
    expect(two.key).toBe(`${one.key}~2`);
  });
  it('in a way that fits the ledger, whatever the file holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 5 }),
        (text, line) => {
          const { key, anchor } = identify(raise(line), [], [change([text, text])]);
          expect(Finding.shape.key.safeParse(key).error).toBeUndefined();
          expect(Finding.shape.anchor.safeParse(anchor).error).toBeUndefined();
        },
      ),
    );
  });
});
