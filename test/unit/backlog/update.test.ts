import { describe, expect, it } from '@jest/globals';
import type { Debt } from '../../../src/core/backlog/issues.ts';
import { type Ended, MAX_NEW, updateBacklog } from '../../../src/core/backlog/update.ts';
import { debtWrites } from '../../../src/core/backlog/writes.ts';
import type { Finding } from '../../../src/core/findings.ts';
import { anchorOf } from '../../../src/core/findings/same.ts';
import { siteAt } from '../../../src/core/findings/site.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { Run } from '../../../src/core/run/run.ts';
import {
  audited,
  candidate,
  finding,
  green,
  red,
  reported,
  RULES,
  runOf,
} from '../findings/runs.ts';
import { sha } from '../run/story.ts';
import { debt, debtsOf, entry, issueOf, KEY } from './debts.ts';

const one = sha(10);
const FAILED: RunEvent = {
  ...{ type: 'run-failed', at: 5 },
  failure: {
    state: 'DONE_FAILED_REQUIRES_HUMAN_REVIEW',
    reason: 'audit_escalated',
    detail: 'd',
    phase: 'T1.P1',
  },
};
const failed = (findings: readonly Finding[], ...more: readonly RunEvent[]): Run =>
  runOf(RULES, ...candidate(1), ...more, ...audited(one, findings), FAILED);
/** As it is after its merge; how it came to that is not what is looked at here. */
const promoted = (findings: readonly Finding[], more: Partial<Run> = {}): Run => ({
  ...runOf(RULES, ...candidate(1), reported(one, green()), ...audited(one, findings)),
  ...{ state: 'DONE_SUCCESS', promotion: 'promoted', merge: sha(77), startedAt: 100 },
  ...more,
});
const ended = (run: Run, more: Partial<Ended> = {}): Ended => ({
  ...{ run, strategy: RULES, isGone: () => false, redact: (text) => text },
  ...more,
});
const update = (debts: readonly Debt[], run: Run, more: Partial<Ended> = {}) => [
  ...updateBacklog(debts, ended(run, more)).entries.values(),
];

describe('the backlog after a run', () => {
  it('has what the run leaves behind', () => {
    expect(update([], failed([finding()]))).toEqual([
      entry({ first: '7-1', last: '7-1', seen: ['7-1/T1'] }),
    ]);
  });
  it('remembers every run and tier once', () => {
    const both = failed([finding(), finding({ id: 'F-2', phase: 'T2.P1' })]);
    const [after] = update([debt()], both);
    expect(after).toMatchObject({
      first: '3-1',
      last: '7-1',
      seen: ['3-1/T1', '7-1/T1', '7-1/T2'],
      status: 'needs_cleanup',
    });
  });
  it('is the same when it is done again', () => {
    const run = failed([finding()]);
    const once = update([], run).map((made) => issueOf(made));
    const seen = { debts: debtsOf(...once), doubles: [] };
    expect(debtWrites(seen, updateBacklog(seen.debts, ended(run)).entries, KEY)).toEqual([]);
  });
  it('finds its entry again by the code where the key has changed', () => {
    const anchor = anchorOf(siteAt('src/a.ts', 'f(one);\ng(two);\n', 1)!);
    const known = debt({ anchor });
    expect(update([known], failed([finding({ key: 'another', anchor })]))).toMatchObject([
      { id: known.id },
    ]);
    expect(
      update([known], failed([finding({ key: 'another', path: 'src/b.ts', anchor })])),
    ).not.toMatchObject([{ id: known.id }]);
  });
  it('keeps the worse severity and the word of the newest run', () => {
    const [after] = update(
      [debt({ severity: 'major' })],
      failed([finding({ title: 'New words' })]),
    );
    expect(after).toMatchObject({ severity: 'major', title: 'New words', status: 'open' });
  });
  it('takes from an older run only that it saw it', () => {
    const known = debt({
      at: 500,
      last: '9-1',
      title: 'Newer words',
      status: 'resolved',
      resolvedBy: '9-1',
    });
    expect(update([known], failed([finding()]))).toMatchObject([
      { status: 'resolved', last: '9-1', title: 'Newer words', seen: ['3-1/T1', '7-1/T1'] },
    ]);
  });
  it('opens again what comes back', () => {
    const known = debt({ status: 'resolved', resolvedBy: '4-1' });
    expect(update([known], promoted([finding()]))).toMatchObject([
      { status: 'open', resolvedBy: null },
    ]);
  });
  it('leaves alone what people closed', () => {
    expect(update([debt({}, { open: false })], failed([finding()]))).toEqual([]);
    expect(update([debt({}, { open: false })], promoted([]), { isGone: () => true })).toEqual([]);
  });
  it('begins anew where somebody changed the entry', () => {
    const issue = issueOf(entry());
    const [broken] = debtsOf({ ...issue, body: issue.body.replace('mac=', 'mac=0') });
    expect(update([broken!], failed([finding()]))).toMatchObject([
      { first: '7-1', seen: ['7-1/T1'] },
    ]);
    expect(update([broken!], failed([]))).toEqual([]);
  });
  it('holds no secret', () => {
    const redact = (text: string): string => text.replaceAll('s3cret', '[redacted]');
    const [made] = update([], failed([finding({ title: 'has s3cret', reason: 's3cret' })]), {
      redact,
    });
    expect(JSON.stringify(made)).not.toContain('s3cret');
  });
  it('tells reused code apart', () => {
    expect(update([], failed([finding({ phase: 'T2.P1' })]))).toMatchObject([
      { origin: 'reuse', seen: ['7-1/T2'] },
    ]);
  });
});

describe('what is none of the project’s', () => {
  it('is a warning of the gate, and a red job of a run that was not merged', () => {
    const gate = [
      { rule: 'size', verdict: 'warn' as const, note: '120 more lines removed than added' },
    ];
    const run = runOf(RULES, ...candidate(1, { gate }), reported(one, red()), FAILED);
    expect(update([], run)).toEqual([]);
  });
  it('but a job that was red on the base before is', () => {
    const report = red({ verdict: 'green', expected: ['ci.yml › test'] });
    const run = runOf(RULES, ...candidate(1), reported(one, report), FAILED);
    expect(update([], run)).toMatchObject([{ category: 'ci_failure', severity: 'major' }]);
  });
});

describe('a run', () => {
  const many = (count: number): readonly Finding[] =>
    Array.from({ length: count }, (_, n) =>
      finding({ id: `F-${n + 1}`, key: `k${n}`, severity: n === 24 ? 'major' : 'minor' }),
    );

  it('opens twenty issues at the most, the worst first, and says how many are left', () => {
    const { entries, left } = updateBacklog([], ended(failed(many(25))));
    expect([entries.size, left]).toEqual([MAX_NEW, 5]);
    expect([...entries.values()][0]).toMatchObject({ severity: 'major' });
  });
  it('opens no more of them when it comes by again', () => {
    const run = failed(many(25));
    const issues = update([], run).map((made, n) => issueOf(made, { number: n + 1 }));
    const again = updateBacklog(debtsOf(...issues), ended(run));
    expect([again.entries.size, again.left]).toEqual([MAX_NEW, 5]);
    expect(debtWrites({ debts: debtsOf(...issues), doubles: [] }, again.entries, KEY)).toEqual([]);
  });
});

describe('a finding is resolved', () => {
  const gone = { isGone: () => true };
  it('when what it stands on is gone after a merge', () => {
    expect(update([debt()], promoted([]), gone)).toMatchObject([
      { status: 'resolved', resolvedBy: '7-1', at: 100 },
    ]);
    expect(update([debt()], promoted([]))).toEqual([]);
  });
  it('by no run that failed, that was merged before it had finished, or that began before it was seen', () => {
    expect(update([debt()], failed([]), gone)).toEqual([]);
    expect(update([debt()], promoted([], { state: 'DONE_FAILED_ENVIRONMENT' }), gone)).toEqual([]);
    expect(update([debt({ at: 101 })], promoted([]), gone)).toEqual([]);
  });
  it('not while the run saw it', () => {
    expect(update([debt()], promoted([finding()]), gone)).toMatchObject([{ status: 'open' }]);
  });
  it('when its clean-up is complete and nobody raised it again', () => {
    const aged = [{ id: entry().id, issue: 40, title: 't', path: 'src/a.ts' }];
    const strategy = { ...RULES, debt: { ages: { runs: 3, tiers: 2 }, aged, phase: 'T1.P1' } };
    const run = promoted([]);
    const done = {
      ...run,
      phases: run.phases.map((phase) => ({ ...phase, state: 'COMPLETE' as const })),
    };
    expect(update([debt()], done, { strategy })).toMatchObject([{ status: 'resolved' }]);
    expect(update([debt()], run, { strategy })).toEqual([]);
  });
  it('when its job is green in the last report', () => {
    const report = red({ verdict: 'green', expected: ['ci.yml › test'] });
    const [was] = update([], runOf(RULES, ...candidate(1), reported(one, report), FAILED));
    const known = debtsOf(issueOf(was!));
    expect(update(known, promoted([]))).toMatchObject([
      { category: 'ci_failure', status: 'resolved' },
    ]);
  });
});

describe('what is written', () => {
  it('are the differences alone: doubles, then changes, then what is new', () => {
    const same = debt();
    const double = { issue: issueOf(entry(), { number: 41 }), of: 40 };
    const changed = debt({ id: 'a'.repeat(24) }, { number: 42 });
    const entries = [
      entry(),
      { ...changed.entry!, title: 'Changed' },
      entry({ id: 'b'.repeat(24) }),
    ];
    const writes = debtWrites(
      { debts: [same, changed], doubles: [double] },
      new Map(entries.map((made) => [made.id, made])),
      KEY,
    );
    expect(
      writes.map((write) => (write.do === 'edit' ? [write.issue, write.open] : write.do)),
    ).toEqual([[41, false], [42, true], 'create']);
  });
});
