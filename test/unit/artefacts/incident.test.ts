import { describe, expect, it } from '@jest/globals';
import { incidentPack } from '../../../src/core/artefacts/incident.ts';
import { firedBy } from '../../../src/core/artefacts/budget.ts';
import { sha256Hex } from '../../../src/core/hash.ts';
import { choicesFor } from '../../../src/core/report/choices.ts';
import type { RunRecord } from '../../../src/core/artefacts/record.ts';
import { type RunEvent, RunFailure } from '../../../src/core/run/event.ts';
import { because, ends, fails, pushes, RULES } from '../report/runs.ts';
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

/** One more try, whose edits the gate refused; all of them with their texts. */
function withTexts(): RunRecord {
  const head = 'b2'.repeat(20);
  const third = { phase: 'T1.P2', attempt: 3, before: head, head: 'b3'.repeat(20), minute: 30 };
  const evidence = { kind: 'refused', attempt: 3, head, text: 'no' } as const;
  const refused: RunEvent = {
    ...{ type: 'edits-refused', at: 0, phase: 'T1.P2', attempt: 3, evidence, gate: [] },
    proposed: 'an answer',
  };
  const all = [
    ...WORK,
    fails({ ...third, attempt: 2, minute: 25 }, because('audit', 2, 'Not yet.')),
    ...pushes(third).slice(0, 2),
    refused,
    ends({}, 34),
  ];
  const kept = all.map((event) =>
    event.type === 'edits-committed'
      ? { ...event, patch: `diff of ${event.head.slice(0, 2)}` }
      : event,
  );
  return recordOf(...kept);
}

describe('the incident pack', () => {
  it.each(RunFailure.shape.reason.options)('is complete when a run ends with %s', (reason) => {
    const record = failed({ reason, detail: 'It ended.' });
    const pack = incidentPack(record);
    expect([...pack.keys()].sort()).toEqual([
      'attempts.json',
      'backlog.json',
      'budget.json',
      'calls.json',
      'ci.json',
      'environment.json',
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
    for (const choice of choicesFor(reason, 'T1.P2', record))
      expect(summary).toContain(`- ${choice}`);
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

  it('has the diff of each try, or the edits that were refused', () => {
    const pack = incidentPack(failed());
    expect(json(pack, 'attempts.json')).toMatchObject([{ patch: null }, { patch: null }, {}]);
    const kept = incidentPack(withTexts());
    expect(json(kept, 'attempts.json')).toMatchObject([
      { patch: 'patches/T1.P1_try_1.diff', proposed: null },
      { patch: 'patches/T1.P2_try_1.diff', proposed: null },
      { patch: 'patches/T1.P2_try_2.diff', proposed: null },
      { patch: null, proposed: 'refused/T1.P2_try_3.txt' },
    ]);
    expect(kept.get('patches/T1.P2_try_2.diff')).toBe('diff of b2\n');
    expect(kept.get('refused/T1.P2_try_3.txt')).toBe('an answer\n');
  });

  it('says what the project has to remember, and where the run was at work', () => {
    const pack = incidentPack(failed());
    expect(json(pack, 'backlog.json')).toMatchObject({
      known_at_the_start: [],
      to_be_kept: [{ severity: 'minor' }, { severity: 'major' }],
    });
    expect(json(pack, 'environment.json')).toMatchObject({
      repository: 'o/r',
      branches: { code: 'autonomous/142-1', ledger: 'autopack/state/142-1' },
      models_asked: ['auditor m', 'builder m'],
    });
    expect(json(pack, 'ci.json')).toMatchObject({ links: ['/o/r/actions/runs/901'] });
    expect(json(pack, 'snapshot.json')).toMatchObject({
      since_last_good: { each: [{ files: 4 }, { head: 'b2'.repeat(20) }] },
    });
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
    // A package of that name on a registry is not ours, and would be given the token.
    expect(pack.get('reproduce.sh')).not.toContain('npx');
    expect(pack.get('reproduce.sh')).toContain(
      'cd "${AUTOPACK:?}" && npm run autopack -- verify o/r#142 --run 142-1\n',
    );
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

  it('names the tier whose CI runs were used up, and not the run', () => {
    const record = failed({ reason: 'ci_run_cap' });
    const tiers = RULES.tiers.map((tier) => ({ ...tier, ciRunCap: 3 }));
    const strategy = { ...RULES, tiers };
    const rows = (json(incidentPack({ ...record, strategy }), 'budget.json') as { rows: object[] })
      .rows;
    expect(rows).toContainEqual({
      ...{ of: 'T1', cap: 'ci_runs', used: 3, most: 3, level: 'critical', fired: true },
    });
    expect(rows).toContainEqual(
      expect.objectContaining({ of: 'run', cap: 'ci_runs', fired: false }),
    );
  });

  it('is empty where nothing failed', () => {
    expect(incidentPack(recordOf(...WORK)).size).toBe(0);
    expect(firedBy(recordOf(...WORK).run, RULES)).toBeNull();
  });
});
