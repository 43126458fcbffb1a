import { describe, expect, it } from '@jest/globals';
import { fold } from '../../../src/core/run/evolve.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { projectionOf } from '../../../src/core/projection/projection.ts';
import type { LedgerView } from '../../../src/core/projection/ledger-view.ts';
import { runDetail } from '../../../src/core/projection/run-detail.ts';
import {
  backlogTable,
  budgetTables,
  runsTable,
  runTables,
  textTable,
  tiersTable,
} from '../../../src/core/report/tables.ts';
import { WORK } from '../artefacts/records.ts';
import { begun, ends, finding, judges, RULES } from '../report/runs.ts';
import { SECOND } from '../artefacts/records.ts';

const view = (runId: string, ...events: readonly RunEvent[]): LedgerView => {
  const renamed = begun.map((event) =>
    event.type === 'run-started'
      ? { ...event, runId, issue: { ...event.issue, number: Number(runId.split('-')[0]) } }
      : event,
  );
  return { run: fold(undefined, [...renamed, ...events]), strategy: RULES };
};

const broke = ends(
  {
    ...{ state: 'DONE_FAILED_BUDGET_EXHAUSTED', reason: 'phase_token_cap' },
    ...{ detail: 'Phase T1.P2: no room.', phase: 'T1.P2' },
  },
  40,
);
const LEDGERS: readonly LedgerView[] = [
  view('142-2', ...WORK, broke),
  view('142-1', ...WORK, ends({}, 34)),
  view('7-1', ...WORK.slice(0, 9)),
];

describe('the reports', () => {
  it('are the same in whatever order the ledgers were read', () => {
    expect(projectionOf(LEDGERS.toReversed())).toEqual(projectionOf(LEDGERS));
  });

  it('list every run', () => {
    expect(runsTable(projectionOf(LEDGERS))).toMatchSnapshot();
  });

  it('say which tiers are not clean, and block', () => {
    expect(tiersTable(projectionOf(LEDGERS))).toMatchSnapshot();
    const rows = projectionOf(LEDGERS).tiers;
    expect(rows.filter((row) => row.cleanliness === 'not_clean')).toHaveLength(2);
    expect(rows.find((row) => row.run_id === '7-1')).toMatchObject({ promotion_blocked: false });
  });

  it('count the backlog by sets of runs and tiers, and by occurrences', () => {
    const again = judges(SECOND, {
      ...{ verdict: 'revise', round: 2 },
      findings: [finding(3, { key: 'k1' })],
    });
    const { backlog } = projectionOf([...LEDGERS, view('143-1', ...WORK, ...again)]);
    expect(backlog.find(({ key }) => key === 'k1')).toMatchObject({
      ...{ runs: 3, tiers: 3, occurrences: 3, status: 'open', severity: 'major' },
      ...{ first_seen_run: '142-1', last_seen_run: '143-1', origin: 'greenfield' },
    });
    expect(backlog.find(({ key }) => key.startsWith('ci_failure'))).toMatchObject({
      ...{ runs: 3, status: 'resolved' },
    });
    const sizes = backlog.map(({ runs }) => runs);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(backlogTable(projectionOf(LEDGERS))).toMatchSnapshot();
  });

  it('say what each tier has used of its own caps', () => {
    const { tiers } = projectionOf(LEDGERS).budget;
    const used = tiers.filter(({ cap, of }) => cap === 'ci_runs' && of === 'T1');
    expect(used.map(({ run_id, used: runs }) => [run_id, runs])).toEqual([
      ['7-1', 1],
      ['142-1', 3],
      ['142-2', 3],
    ]);
    expect(projectionOf(LEDGERS).tiers[0]).toMatchObject({ ci_runs: 1, ci_run_cap: 20 });
  });

  it('say of runs that a cap ended where the budget went, and whether the Auditor helped', () => {
    const { aborts } = projectionOf(LEDGERS).budget;
    expect(aborts.map(({ run_id }) => run_id)).toEqual(['142-1', '142-2']);
    expect(aborts[1]).toMatchObject({
      ...{ reason: 'phase_token_cap', responsible_tier: 'T1', dominant_slice: 'tests:low' },
      auditor: { audits: 2, sent_back: 1, fixed: 0, helped: false },
    });
    expect(budgetTables(projectionOf(LEDGERS))).toMatchSnapshot();
  });

  it('say that the Auditor helped where a later head was free of what it found', () => {
    const fixed = judges(SECOND, { round: 2, fixed: ['F-1'] });
    const [abort] = projectionOf([view('142-1', ...WORK, ...fixed, broke)]).budget.aborts;
    expect(abort?.auditor).toMatchObject({ fixed: 1, helped: true });
  });

  it('name the tier that spent most where no phase hit the cap', () => {
    const late = ends(
      { state: 'DONE_FAILED_BUDGET_EXHAUSTED', reason: 'active_time', phase: null },
      40,
    );
    const [abort] = projectionOf([view('142-1', ...WORK, late)]).budget.aborts;
    expect(abort).toMatchObject({ responsible_tier: 'T1', of: 'run', cap: 'active_minutes' });
  });

  it('tell everything about one run', () => {
    expect(runTables(runDetail(LEDGERS[1] ?? view('1-1')))).toMatchSnapshot();
  });
});

describe('a table on a terminal', () => {
  it('obeys nothing that a title says', () => {
    const [, row] = textTable(['TITLE'], [['\u001b[2Jgone\u0007\n\u202eevil']]);
    expect(row).toBe('[2Jgone evil');
  });
});
