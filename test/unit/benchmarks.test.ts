/** The means of docs/benchmarks.md, computed again from the rows above them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const doc = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8');
const held = doc.slice(
  doc.indexOf('| If chosen | Could be |'),
  doc.indexOf('The ones that weights were set on:'),
);

interface Row {
  readonly name: string;
  /** Files and queries are the first two; then shares in percent. */
  readonly numbers: readonly number[];
}

const rows: readonly Row[] = held
  .split('\n')
  .filter((line) => /^\| .*\d %/.test(line))
  .map((line) => {
    const [name = '', ...cells] = line.split('|').slice(1, -1);
    const numbers = cells.flatMap((cell) => cell.match(/\d[\d,]*\d(?:\.\d+)?|\d/g) ?? []);
    return { name: name.trim(), numbers: numbers.map((text) => Number(text.replaceAll(',', ''))) };
  });
const isMean = ({ name }: Row): boolean => name.startsWith('**');
const single = rows.filter((row) => !isMean(row));
const [clones = 0, releases = 0] = rows.flatMap((row, index) => (isMean(row) ? [index] : []));
const SHARES = 8;
const share = (row: Row, index: number): number => row.numbers.slice(-SHARES)[index] ?? Number.NaN;
const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length;

describe('the held-out histories', () => {
  it.each([
    ['clones', rows[clones], rows.slice(0, clones)],
    ['releases', rows[releases], rows.slice(clones + 1, releases)],
    ['all', rows.at(-1), single],
  ] as const)('have the mean that stands below them: %s', (_, said, of) => {
    expect(of.length).toBeGreaterThan(8);
    for (let index = 0; index < SHARES; index += 1) {
      const computed = mean(of.map((row) => share(row, index)));
      expect(Math.abs(computed - share(said ?? { name: '', numbers: [] }, index))).toBeLessThan(
        0.1,
      );
    }
  });

  it('lie around the line that is told', () => {
    const [ours, words] = [single.map((row) => share(row, 3)), single.map((row) => share(row, 7))];
    const [y, x] = [mean(ours), mean(words)];
    const rise =
      mean(words.map((one, index) => (one - x) * ((ours[index] ?? 0) - y))) /
      mean(words.map((one) => (one - x) ** 2));
    const at = (bm25: number): string => (y + rise * (bm25 - x)).toFixed(1);
    expect(doc).toContain(
      `where BM25 has 57 % it has ${at(57)} %, where BM25 has 83 % it has ${at(83)} %`,
    );
  });
});
