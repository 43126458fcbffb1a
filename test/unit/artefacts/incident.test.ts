import { describe, expect, it } from '@jest/globals';
import { incidentPack } from '../../../src/core/artefacts/incident.ts';
import { firedBy } from '../../../src/core/artefacts/budget.ts';
import { sha256Hex } from '../../../src/core/hash.ts';
import { choicesFor } from '../../../src/core/report/choices.ts';
import { RunFailure } from '../../../src/core/run/event.ts';
import { RULES } from '../report/runs.ts';
import { failed, recordOf, WORK } from './records.ts';

const json = (pack: ReadonlyMap<string, string>, name: string): unknown =>
  JSON.parse(pack.get(name) ?? 'null');

const CAPS: Partial<Record<RunFailure['reason'], { of: string; cap: string }>> = {
  token_cap: { of: 'run', cap: 'tokens' },
  cost_cap: { of: 'run', cap: 'micro_usd' },
  tier_token_cap: { of: 'T1', cap: 'tokens' },
  phase_token_cap: { of: 'T1.P2', cap: 'tokens' },
  ci_run_cap: { of: 'run', cap: 'ci_runs' },
  active_time: { of: 'run', cap: 'active_minutes' },
  attempts_exhausted: { of: 'T1.P2', cap: 'attempts' },
};

describe('the incident pack', () => {
  it.each(RunFailure.shape.reason.options)('is complete when a run ends with %s', (reason) => {
    const pack = incidentPack(failed({ reason, detail: 'It ended.' }));
    expect([...pack.keys()].sort()).toEqual([
      'attempts.json',
      'budget.json',
      'calls.json',
      'ci.json',
      'findings.json',
      'index.json',
      'journal.jsonl',
      'reproduce.sh',
      'snapshot.json',
      'strategy.json',
      'summary.md',
    ]);
    const summary = pack.get('summary.md') ?? '';
    expect(summary).toContain(`\`${reason}\``);
    for (const choice of choicesFor(reason, 'T1.P2')) expect(summary).toContain(`- ${choice}`);
    const fired = CAPS[reason] ?? null;
    expect(json(pack, 'budget.json')).toMatchObject({ fired });
    const rows = (json(pack, 'budget.json') as { rows: { fired: boolean }[] }).rows;
    expect(rows.filter((row) => row.fired)).toHaveLength(fired === null ? 0 : 1);
  });

  it('has an index that fits its files, without times', () => {
    const pack = incidentPack(failed());
    const index = json(pack, 'index.json') as {
      artefacts: { path: string; bytes: number; sha256: string }[];
    };
    const paths = index.artefacts.map(({ path }) => path);
    expect(paths).toEqual([...pack.keys()].filter((name) => name !== 'index.json').sort());
    for (const { path, bytes, sha256 } of index.artefacts) {
      expect(sha256).toBe(sha256Hex(pack.get(path) ?? ''));
      expect(bytes).toBe(Buffer.byteLength(pack.get(path) ?? ''));
    }
    expect(pack.get('index.json')).not.toMatch(/2026|"at"/);
  });

  it('tells of every attempt what was asked, paid, pushed, and what came of it', () => {
    const attempts = json(incidentPack(failed()), 'attempts.json');
    expect(attempts).toMatchObject([
      { phase: 'T1.P1', attempt: 1, ci: { verdict: 'green' }, audits: [{ verdict: 'approve' }] },
      {
        phase: 'T1.P2',
        attempt: 1,
        calls: [{ role: 'builder', model: 'm', outcome: 'answered', settled: { tokens: 41_200 } }],
        commit: { files: 4, added: 188 },
        gate: [{ rule: 'scope' }, { rule: 'size' }],
        ci: { verdict: 'red' },
        evidence: [{ kind: 'ci' }],
      },
      {
        phase: 'T1.P2',
        attempt: 2,
        calls: [{ role: 'builder' }, { role: 'auditor' }],
        audits: [{ verdict: 'revise', findings: ['F-1', 'F-2'] }],
      },
    ]);
  });

  it('has a journal of every event', () => {
    const record = failed();
    const lines = (incidentPack(record).get('journal.jsonl') ?? '').trimEnd().split('\n');
    expect(lines).toHaveLength(record.events.length);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'run-failed' });
  });

  it('says where the work is still good, and how to get there', () => {
    const pack = incidentPack(failed());
    expect(json(pack, 'snapshot.json')).toMatchObject({
      last_good: 'a1'.repeat(20),
      head: 'b2'.repeat(20),
      complete_phases: ['T1.P1'],
      since_last_good: { commits: 2 },
    });
    expect(pack.get('reproduce.sh')).toContain('git fetch origin autonomous/142-1\n');
    expect(pack.get('reproduce.sh')).toContain('npx autopack verify o/r#142 --run 142-1');
  });

  it('settles the call that was open when the run ended', () => {
    const open = recordOf(...WORK.slice(0, 2), {
      type: 'run-failed',
      at: 0,
      failure: {
        ...{ state: 'DONE_FAILED_ENVIRONMENT', reason: 'ci_wait' },
        ...{ detail: 'x', phase: null },
      },
    });
    const [call] = json(incidentPack(open), 'calls.json') as { outcome: string }[];
    expect(call).toMatchObject({ outcome: 'lost', settled: { tokens: 52_000 } });
  });

  it('is empty where nothing failed', () => {
    expect(incidentPack(recordOf(...WORK)).size).toBe(0);
    expect(firedBy(null, RULES)).toBeNull();
  });
});
