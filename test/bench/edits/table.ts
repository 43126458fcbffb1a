/** Results as a table. */
import type { Row } from './judge.ts';

const HEAD = [
  'format',
  'kind',
  'cases',
  'must apply: exact',
  'must refuse: held',
  'exact',
  'refused',
  'wrong: semantic',
  'wrong: white space',
  'half-applied',
  'median ms',
  'p95 ms',
];

export function table(rows: readonly Row[], name = ''): string {
  const cells = [HEAD, ...rows.map((row) => cellsOf(row, name))];
  const widths = HEAD.map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  return cells
    .map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  '))
    .join('\n');
}

const pad = (cell: string, width: number, column: number): string =>
  column < 2 ? cell.padEnd(width) : cell.padStart(width);

function cellsOf(row: Row, name: string): readonly string[] {
  return [
    name === '' ? row.format : `${row.format} ${name}`,
    row.kind,
    String(row.cases),
    share(row.applied, row.mustApply),
    share(row.held, row.mustRefuse),
    String(row.count.exact),
    String(row.count.refused),
    String(row.count.wrong),
    String(row.count.blanks),
    String(row.count.half),
    row.median.toFixed(3),
    row.p95.toFixed(3),
  ];
}

const share = (part: number, all: number): string =>
  all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} % of ${all}`;
