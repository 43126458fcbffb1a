import { beforeEach, describe, expect, it } from '@jest/globals';
import { backlogOf, type Debt } from '../../../src/core/backlog/issues.ts';
import { DEBT_LABEL } from '../../../src/core/backlog/writes.ts';
import type { Finding } from '../../../src/core/findings.ts';
import { anchorOf } from '../../../src/core/findings/same.ts';
import { siteAt } from '../../../src/core/findings/site.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { keepBacklog, withPast } from '../../../src/engine/backlog.ts';
import { openPass } from '../../../src/engine/pass.ts';
import type { EnginePorts } from '../../../src/engine/ports.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGithub, type FakeGithub } from '../../support/fake-github.ts';
import { audited, candidate, finding, RULES, runOf } from '../findings/runs.ts';
import { sha, world } from '../run/story.ts';
import { KEY } from './debts.ts';

const CODE = 'export function add(list) {\n  return list.length - 1;\n}\n';
const raised = (more: Partial<Finding> = {}): Finding =>
  finding({ anchor: anchorOf(siteAt('src/a.ts', CODE, 2)!), ...more });

let github: FakeGithub;
let issue: number;
beforeEach(() => {
  github = fakeGithub({ clock: fakeClock(), files: { 'src/a.ts': CODE } });
  issue = github.as('ada').openIssue({ title: 'A plan', body: 'x' });
});

/** A run that is over, as the engine finds it. */
const over = (n: number, findings: readonly Finding[], more: Partial<Run> = {}): Run => ({
  ...runOf(RULES, ...candidate(1), ...audited(sha(10), findings)),
  ...{ runId: `${issue}-${n}`, startedAt: n * 100, issue: { number: issue, title: 'A plan' } },
  ...{ state: 'DONE_FAILED_ENVIRONMENT' },
  ...more,
});
const merged = (n: number, findings: readonly Finding[], merge: string): Run =>
  over(n, findings, { state: 'DONE_SUCCESS', promotion: 'promoted', merge });

const ports = (more: Partial<EnginePorts> = {}): EnginePorts =>
  ({
    ...{ forge: github.forge, sealKey: KEY, tips: new Map(), redact: (text: string) => text },
    ...more,
  }) as EnginePorts;

async function keep(run: Run, more: Partial<EnginePorts> = {}): Promise<void> {
  const tip = {
    run,
    strategy: RULES,
    runId: run.runId,
    oid: sha(5),
    plan: '',
    answer: null,
    broken: null,
  };
  const comments = (await github.forge.issue(issue))?.ours ?? [];
  await keepBacklog(openPass(ports(more), tip), world({ comments }));
}

const debts = () => [...github.state.issues.values()].filter((one) => one.labels.has(DEBT_LABEL));
const entries = () => backlogOf(debts(), { repoId: 1, key: KEY }).debts.map(({ entry }) => entry);

describe('the backlog of a project', () => {
  it('is kept up to date by every run that is over', async () => {
    await keep(over(1, [raised()]));
    await keep(over(2, [raised()]));
    expect(entries()).toMatchObject([
      {
        first: `${issue}-1`,
        last: `${issue}-2`,
        seen: [`${issue}-1/T1`, `${issue}-2/T1`],
        status: 'open',
      },
    ]);
    await keep(over(3, [raised()]));
    expect(entries()).toMatchObject([{ status: 'needs_cleanup' }]);
    const after = (debts: readonly Debt[]) => ({ debts });
    const { planning } = await withPast(ports({ planning: { after } as never }), {
      repoId: 1,
      done: [],
    });
    expect(planning).toMatchObject({ debts: [{ entry: { status: 'needs_cleanup' } }] });
  });

  it('says nothing of a run at work, or one that waits for its merge, or whose record is not to be trusted', async () => {
    await keep(over(1, [raised()], { state: 'CI_RUNNING' }));
    await keep(over(1, [raised()], { state: 'DONE_SUCCESS', promotion: 'eligible' }));
    const tip = {
      run: over(1, [raised()]),
      strategy: RULES,
      runId: '1-1',
      oid: sha(5),
      plan: '',
      answer: null,
      broken: null,
    };
    await keepBacklog(openPass(ports(), tip), world({ frozen: 'tampered with' }));
    expect(debts()).toEqual([]);
  });

  it('costs no request where a run that failed has nothing to say', async () => {
    await keep(over(1, []));
    expect(github.faults.calls.filter((call) => call === 'forge.debtIssues')).toEqual([]);
  });

  it('writes nothing when it comes by again', async () => {
    await keep(over(1, [raised()]));
    const before = github.faults.calls.length;
    await keep(over(1, [raised()]));
    expect(github.faults.calls.slice(before)).toEqual(['forge.issue', 'forge.debtIssues']);
  });

  it('is not looked at again by a process that has just done so, and is when something was recorded', async () => {
    const kept = new Map<number, string>();
    await keep(over(1, [raised()]), { kept });
    const before = github.faults.calls.length;
    await keep(over(1, [raised()]), { kept });
    expect(github.faults.calls.slice(before)).toEqual(['forge.issue']);
    await keep(over(1, [raised()], { seq: 9_999 }), { kept });
    expect(github.faults.calls.slice(before)).toContain('forge.debtIssues');
  });

  it('is free of what a merge took away, and closes its issue', async () => {
    await keep(over(1, [raised()]));
    const still = github.as('ada').push('main', { 'src/a.ts': `// moved\n\n${CODE}` });
    await keep(merged(2, [], still));
    expect(entries()).toMatchObject([{ status: 'open' }]);
    const gone = github.as('ada').push('main', { 'src/a.ts': CODE.replace(' - 1', '') });
    await keep(merged(3, [], gone));
    expect(entries()).toMatchObject([{ status: 'resolved', resolvedBy: `${issue}-3` }]);
    expect(debts()[0]?.open).toBe(false);
    await keep(over(4, [raised()]));
    expect(debts()).toMatchObject([{ open: true }]);
  });

  it('is free of what stood in a file that is gone', async () => {
    await keep(over(1, [raised()]));
    await keep(merged(2, [], github.as('ada').push('main', { 'src/a.ts': null, 'b.txt': 'b' })));
    expect(entries()).toMatchObject([{ status: 'resolved' }]);
  });

  it('is healed where two processes opened an issue each', async () => {
    await keep(over(1, [raised()]));
    const [first] = debts();
    const { title, body } = first!;
    const twin = await github.forge.createIssue({ title, body, labels: [DEBT_LABEL] });
    await keep(over(1, [raised()]));
    expect(debts().map(({ number, open }) => [number, open])).toEqual([
      [first!.number, true],
      [twin, false],
    ]);
    const before = github.faults.calls.length;
    await keep(over(1, [raised()]));
    expect(github.faults.calls.slice(before)).toEqual(['forge.issue', 'forge.debtIssues']);
  });

  it('tells once, where the run was asked for, that there is more than it opens issues for', async () => {
    const many = Array.from({ length: 23 }, (_, n) => raised({ id: `F-${n + 1}`, key: `k${n}` }));
    await keep(over(1, many));
    await keep(over(1, many));
    expect(debts()).toHaveLength(20);
    expect((await github.forge.issue(issue))?.ours.map(({ body }) => body)).toEqual([
      expect.stringContaining('3 findings more are in its record only'),
    ]);
  });

  it('holds no secret, and no code', async () => {
    const redact = (text: string): string => text.replaceAll('hunter2', '[redacted]');
    await keep(over(1, [raised({ title: 'Password hunter2' })]), { redact });
    const [{ title, body } = { title: '', body: '' }] = debts();
    expect(title + body).not.toMatch(/hunter2|list\.length/);
    expect(title).toContain('[redacted]');
  });
});

describe('a process that dies while it keeps the backlog', () => {
  const story = async (): Promise<void> => {
    await keep(over(1, [raised(), raised({ id: 'F-2', key: 'other', path: 'src/b.ts' })]));
    await keep(merged(2, [], github.as('ada').push('main', { 'src/a.ts': 'export {};\n' })));
  };
  const world_ = () =>
    debts()
      .filter((one) => one.open || !one.title.includes('made twice'))
      .map(({ title, body, open }) => ({ title, body, open }));

  it.each(['before', 'after'] as const)(
    'at any call, %s it, leaves the same in the end',
    async (time) => {
      await story();
      const [wanted, calls] = [world_(), github.faults.calls.length];
      for (let at = 1; at <= calls; at += 1) {
        github = fakeGithub({ clock: fakeClock(), files: { 'src/a.ts': CODE } });
        issue = github.as('ada').openIssue({ title: 'A plan', body: 'x' });
        github.faults.rule((_method, n) => (n === at ? time : undefined));
        await expect(story()).rejects.toThrow();
        github.faults.rule(null);
        await story();
        expect(world_()).toEqual(wanted);
      }
    },
  );
});
