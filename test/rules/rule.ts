import type { Change } from '../mutants/judge.ts';

/** A rule of v7 in our words, what switches it off, and the test that fails then. */
export interface Rule extends Change {
  /** Of v7, 1 to 17. */
  readonly section: number;
  readonly rule: string;
}

type Test = Change['test'];

/** Names tests of one file below `test/unit`. */
export const unit =
  (file: string): ((name: string) => Test) =>
  (name) => ({ file: `test/unit/${file}.test.ts`, name });

type Row = readonly [rule: string, find: string, replace: string, test: Test];

/** Rules of one section that one file enforces. */
export const rules = (section: number, file: string, rows: readonly Row[]): readonly Rule[] =>
  rows.map(([rule, find, replace, test]) => ({ section, rule, file, find, replace, test }));
