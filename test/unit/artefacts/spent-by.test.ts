import { describe, expect, it } from '@jest/globals';
import { incidentPack } from '../../../src/core/artefacts/incident.ts';
import { rendered } from '../../../src/core/artefacts/render.ts';
import { spentBy, spentTable } from '../../../src/core/artefacts/spent-by.ts';
import { traceOf } from '../../../src/core/artefacts/trace.ts';
import { failed } from './records.ts';

const record = failed();
const { calls } = traceOf(record.events);
type Rows = ReturnType<typeof spentBy>;
const tokens = (rows: Rows): number =>
  Object.values(rows).reduce((sum, row) => sum + row.tokens, 0);

describe('what was spent by role and model', () => {
  it('adds up to what each phase spent, and each tier', () => {
    for (const { id, spent } of record.run.phases)
      expect(tokens(spentBy(calls, [id]))).toBe(spent.tokens);
    const all = record.run.phases.map(({ id }) => id);
    expect(tokens(spentBy(calls, all))).toBe(record.run.spent.tokens);
    const ours = spentBy(calls, all);
    for (const [by, spent] of Object.entries(record.run.spentBy))
      expect(ours[by]).toEqual({
        calls: spent.calls,
        tokens: spent.tokens,
        micro_usd: spent.microUsd,
      });
  });

  it('stands on the pages of phases and tiers, and in the incident', () => {
    const texts = [...rendered(record).texts];
    const [table = ''] = spentTable(calls, ['T1.P2']);
    expect(table).toContain('| builder:');
    const page = (end: string): string => texts.find(([path]) => path.endsWith(end))?.[1] ?? '';
    expect(page('phases/phase_01_T1.P2.md')).toContain(table);
    expect(page('tiers/tier_01_data_layer.md')).toContain(
      spentTable(calls, ['T1.P1', 'T1.P2'])[0] ?? 'no table',
    );
    expect(spentTable(calls, ['T2.P1'])).toEqual([]);
    const budget = JSON.parse(incidentPack(record).get('budget.json') ?? '{}') as {
      readonly by_tier: Record<string, Rows>;
      readonly by_phase: Record<string, Rows>;
    };
    expect(budget.by_phase['T1.P2']).toEqual(spentBy(calls, ['T1.P2']));
    expect(budget.by_tier['T1']).toEqual(spentBy(calls, ['T1.P1', 'T1.P2']));
  });
});
