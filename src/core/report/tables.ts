import { rowWords } from '../artefacts/budget.ts';
import type { Projection } from '../projection/projection.ts';
import type { RunDetail } from '../projection/run-detail.ts';
import { cutAt } from '../text/neutralise.ts';
import { stripInvisible } from '../text/invisible.ts';
import { count, moment, usd } from './words.ts';

type Cell = string | number;

/** Columns of a terminal: as wide as their widest cell, numbers to the right. */
export function textTable(
  headers: readonly string[],
  rows: readonly (readonly Cell[])[],
): readonly string[] {
  const texts = rows.map((row) => row.map(cellText));
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], isNumber: (column: number) => boolean): string =>
    cells
      .map((cell, column) =>
        isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [
    line(headers, (column) => typeof rows[0]?.[column] === 'number'),
    ...texts.map((row, index) => line(row, (column) => typeof rows[index]?.[column] === 'number')),
  ];
}

/** The attacker puts control characters into a title: on a terminal they would move the cursor. */
const cellText = (cell: Cell): string =>
  cutAt(
    stripInvisible(String(cell))
      .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
      .trim(),
    60,
  );

export const runsTable = ({ runs }: Projection): readonly string[] =>
  textTable(
    [
      'RUN',
      'STATE',
      'PROMOTION',
      'PHASES',
      'TRIES',
      'TOKENS',
      'COST',
      'MAJOR',
      'MINOR',
      'UPDATED',
      'TITLE',
    ],
    runs.map((run) => [
      run.run_id,
      run.reason === null ? run.state : `${run.state} (${run.reason})`,
      run.promotion,
      `${run.complete_phases}/${run.phases}`,
      run.attempts,
      count(run.tokens),
      usd(run.micro_usd),
      run.open_major,
      run.open_minor,
      moment(run.updated_at),
      run.title,
    ]),
  );

export const tiersTable = ({ tiers }: Pick<Projection, 'tiers'>): readonly string[] =>
  textTable(
    ['RUN', 'TIER', 'STATE', 'CLEAN', 'PROMOTION', 'MAJOR', 'MINOR', 'TOKENS', 'NAME'],
    tiers.map((tier) => [
      tier.run_id,
      tier.tier_id,
      tier.state,
      tier.cleanliness,
      tier.promotion_blocked ? 'blocked' : 'free',
      `${tier.open_major} of ${tier.major_tolerated}`,
      `${tier.open_minor} of ${tier.minor_tolerated}`,
      `${count(tier.tokens)} of ${count(tier.token_cap)}`,
      tier.name,
    ]),
  );

export const backlogTable = ({ backlog }: Projection): readonly string[] =>
  textTable(
    ['RUNS', 'TIERS', 'SEEN', 'STATUS', 'SEVERITY', 'ORIGIN', 'LAST', 'TITLE', 'PATH'],
    backlog.map((row) => [
      row.runs,
      row.tiers,
      row.occurrences,
      row.status,
      row.severity,
      row.origin,
      row.last_seen_run,
      row.title,
      row.paths[0] ?? '',
    ]),
  );

export const budgetTables = ({ budget }: Projection): readonly string[] => [
  ...textTable(
    ['RUN', 'REASON', 'CAP', 'TIER', 'DOMINANT', 'ITS TOKENS', 'AUDITS', 'AUDITOR'],
    budget.aborts.map((abort) => [
      abort.run_id,
      abort.reason,
      `${abort.cap} of ${abort.of}`,
      abort.responsible_tier,
      abort.dominant_slice,
      count(abort.dominant_tokens),
      abort.auditor.audits,
      abort.auditor.helped ? `helped (${abort.auditor.fixed} fixed)` : 'did not help',
    ]),
  ),
  '',
  ...textTable(
    ['RUN', 'TIER', 'CAP', 'USED', 'AT MOST', 'LEVEL', ''],
    budget.tiers.map((row) => [
      row.run_id,
      row.of,
      row.cap,
      count(row.used),
      row.most === null ? 'no cap' : count(row.most),
      row.level,
      row.fired ? 'fired' : '',
    ]),
  ),
  '',
  ...textTable(
    ['SLICE', 'PHASES', 'COMPLETE', 'TRIES', 'TOKENS', 'COST'],
    budget.slices.map((slice) => [
      slice.slice,
      slice.phases,
      slice.complete,
      slice.attempts,
      count(slice.tokens),
      usd(slice.micro_usd),
    ]),
  ),
];

export const runTables = (detail: RunDetail): readonly string[] => [
  `${detail.run.run_id}  ${detail.run.state}${detail.run.reason === null ? '' : ` (${detail.run.reason})`}  promotion ${detail.run.promotion}`,
  '',
  ...tiersTable(detail),
  '',
  ...textTable(
    ['PHASE', 'STATE', 'SLICE', 'TRIES', 'TOKENS', 'COST', 'NAME'],
    detail.phases.map((phase) => [
      phase.phase_id,
      phase.state,
      `${phase.category}:${phase.complexity}`,
      `${phase.attempts} of ${phase.most_attempts}`,
      `${count(phase.tokens)} of ${count(phase.token_cap)}`,
      usd(phase.micro_usd),
      phase.name,
    ]),
  ),
  '',
  ...textTable(
    ['OF', 'CAP', 'USED', 'AT MOST', 'LEVEL', ''],
    detail.budget.map((row) => {
      const { cap, used, most } = rowWords(row);
      return [row.of, cap, used, most, row.level, row.fired ? 'fired' : ''];
    }),
  ),
  '',
  ...textTable(
    ['FINDING', 'STATUS', 'COUNTS AS', 'SOURCES', 'PHASE', 'TITLE'],
    detail.findings.map((one) => [
      one.id ?? '–',
      one.status,
      one.effectiveSeverity,
      one.sources.join(', '),
      one.phase,
      one.title,
    ]),
  ),
];
