import { expect, it } from '@jest/globals';
import type { Parsed } from '../../../src/core/govern/parsed.ts';
import { changed, gateOf } from './changes.ts';

const parsed = (errors: number): Parsed => ({
  ...{ is: 'parsed', errors, firstError: errors === 0 ? null : 1, definitions: null },
});
const gate = (before: Parsed | null, after: Parsed): readonly string[] =>
  gateOf([changed('a.ts', 'a\n', 'b\n')], { parsed: [{ path: 'a.ts', before, after }] });

it('a file has no more syntax errors than before', () => {
  expect(gate(parsed(0), parsed(1))).toEqual(['work syntax a.ts']);
  expect(gate(parsed(1), parsed(2))).toEqual(['work syntax a.ts']);
  expect(gate(parsed(2), parsed(2))).toEqual([]);
  expect(gate(parsed(2), parsed(1))).toEqual([]);
});

it('a file that no parser could take is told', () => {
  expect(gate(parsed(0), { is: 'unchecked', why: 'too long' })).toEqual(['warn syntax']);
});
