import { describe, expect, it } from '@jest/globals';
import { refusalText } from '../../../src/core/run/dispatch.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { decide, wakeTime } from '../../../src/core/run/decide.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import type { CiSeen, CiWorkflowRun, Seen } from '../../../src/core/run/observation.ts';
import { Run } from '../../../src/core/run/run.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { begun, ciSaid, job, MINUTE, pushed, sha, started, strategy, world } from './story.ts';

const HEAD = sha(2);
const ci = { required: ['test'], registerTimeoutMs: 10 * MINUTE, settleMs: 0 };
const rules = strategy(undefined, { ci: { ...ci, dispatch: ['ci.yml', 'lint.yml'] } });

const byToken = (event: RunEvent): RunEvent =>
  event.type === 'run-started' ? { ...event, identity: 'token' } : event;
const told = (...events: readonly RunEvent[]): Run =>
  fold(undefined, [...started(rules).map(byToken), begun, ...pushed(HEAD), ...events]);
const when = (run: Run, seen: Partial<Seen>, by: Strategy = rules) => decide(run, by, world(seen));
const dispatched = (refused: string | null): RunEvent => ({
  ...{ type: 'ci-dispatched', at: 0, phase: 'T1.P1', head: HEAD, refused },
});

const workflow = (file: string, more: Partial<CiWorkflowRun> = {}): CiWorkflowRun => ({
  ...{ id: 1, workflow: `.github/workflows/${file}`, name: file, event: 'workflow_dispatch' },
  ...{ attempt: 1, status: 'running', conclusion: null, jobs: [] },
  ...more,
});
const seen = (...workflowRuns: readonly CiWorkflowRun[]): { readonly ci: CiSeen } => ({
  ci: { head: HEAD, workflowRuns, otherChecks: [] },
});
const ask = (...files: readonly string[]) => [
  { do: 'dispatch-ci', phase: 'T1.P1', head: HEAD, files },
];
const audit = [{ do: 'audit', phase: 'T1.P1', head: HEAD }];

describe('a run with the workflow’s own token', () => {
  it('starts the workflows that are named, before anything is waited for', () => {
    expect(when(told(), seen())).toEqual(ask('ci.yml', 'lint.yml'));
  });

  it('looks at the head before it starts anything on it', () => {
    expect(when(told(), { ci: null })).toEqual([]);
    expect(when(told(), { ci: { ...seen().ci, head: sha(9) } })).toEqual([]);
  });

  it('starts nothing twice', () => {
    expect(when(told(), seen(workflow('ci.yml')))).toEqual(ask('lint.yml'));
    expect(when(told(), seen(workflow('ci.yml'), workflow('lint.yml')))).toEqual(audit);
    expect(when(told(dispatched(null)), seen())).toEqual(audit);
    expect(when(told(dispatched('ci.yml: why')), seen())).toEqual(audit);
    expect(when(told(ciSaid(HEAD, 'green')), seen())).toEqual(audit);
  });

  it('does not take a run that waits for approval for one that was started', () => {
    const held = { event: 'pull_request', status: 'waiting' } as const;
    expect(when(told(), seen(workflow('ci.yml', held), workflow('lint.yml')))).toEqual(
      ask('ci.yml'),
    );
    const pushedByHand = { event: 'push', status: 'queued' } as const;
    expect(when(told(), seen(workflow('ci.yml', pushedByHand), workflow('lint.yml')))).toEqual(
      audit,
    );
  });

  it('starts them again on a head that people pushed', () => {
    const before = { ...told(dispatched(null)) };
    const moved = fold(before, [
      { type: 'branch-advanced', at: 0, before: HEAD, head: sha(3), commits: [] },
    ]);
    expect(when(moved, { ci: { ...seen().ci, head: sha(3) } })).toMatchObject([
      { do: 'dispatch-ci', head: sha(3) },
    ]);
  });

  it('names none, starts none', () => {
    const none = strategy(undefined, { ci });
    expect(when(told(), seen(), none)).toEqual(audit);
  });
});

describe('a run with the App’s identity', () => {
  it('starts nothing by hand', () => {
    const run = fold(undefined, [...started(rules), begun, ...pushed(HEAD)]);
    expect(when(run, seen())).toEqual(audit);
    expect(when(run, { ci: null })).toEqual(audit);
  });
});

describe('CI that was not started', () => {
  const audited: readonly RunEvent[] = [
    {
      ...{ type: 'audit-finished', at: 0, phase: 'T1.P1', head: HEAD, round: 1 },
      ...{ verdict: 'approve', summary: 's', findings: [], fixed: [], acceptance: [] },
    },
  ];
  const late = { ...seen(), now: 11 * MINUTE };
  const detail = (run: Run, by?: Strategy): string => JSON.stringify(when(run, late, by));

  it('ends the run with what is missing', () => {
    const run = told(dispatched('ci.yml: the token lacks it'), ...audited);
    expect(when(run, { ...seen(), now: 9 * MINUTE })).toEqual([]);
    expect(detail(run)).toContain('ci_not_registered');
    expect(detail(run)).toContain('GitHub did not start ci.yml: the token lacks it.');
  });

  it('has its time from when it was started, however long the run was held before', () => {
    const at = 60 * MINUTE;
    const run = told(...audited, { ...dispatched(null), at });
    expect(Run.parse(run)).toEqual(run);
    expect(when(run, { ...seen(), now: at + 9 * MINUTE })).toEqual([]);
    expect(wakeTime(run, rules, world({ ...seen(), now: at }))).toBe(at + 10 * MINUTE);
    expect(JSON.stringify(when(run, { ...seen(), now: at + 11 * MINUTE }))).toContain(
      'ci_not_registered',
    );
  });

  it('ends the run with the setting that there is', () => {
    expect(detail(told(...audited), strategy(undefined, { ci }))).toContain('ci.dispatch');
  });

  it('is not green by another workflow where no names are required', () => {
    const by = strategy(undefined, { ci: { ...rules.ci, required: [] } });
    const jobs = [job('success', { workflow: '.github/workflows/other.yml' })];
    const other = workflow('other.yml', {
      ...{ event: 'push', status: 'completed', conclusion: 'success', jobs },
    });
    const run = told(dispatched('ci.yml: why'), ...audited);
    expect(when(run, seen(other), by)).toEqual([]);
    expect(JSON.stringify(when(run, { ...seen(other), now: 11 * MINUTE }, by))).toContain(
      'ci.yml, lint.yml. GitHub did not start',
    );
    expect(when(run, seen(other, ended('ci.yml'), ended('lint.yml')), by)).toMatchObject([
      { do: 'report-ci' },
    ]);
  });

  it('is not waited for where the same workflow was started by hand', () => {
    const by = strategy(undefined, { ci: { ...rules.ci, required: [] } });
    const held = workflow('ci.yml', { id: 2, event: 'pull_request', status: 'waiting' });
    const run = told(dispatched(null), ...audited);
    expect(when(run, seen(held, ended('ci.yml'), ended('lint.yml')), by)).toMatchObject([
      { do: 'report-ci' },
    ]);
    const strange = { ...held, workflow: '.github/workflows/other.yml' };
    expect(when(run, seen(strange, ended('ci.yml'), ended('lint.yml')), by)).toEqual([]);
  });

  const ended = (file: string): CiWorkflowRun =>
    workflow(file, {
      ...{ status: 'completed', conclusion: 'success' },
      jobs: [job('success', { workflow: `.github/workflows/${file}` })],
    });
});

describe('the record of it', () => {
  it('is kept with the candidate, and not carried to the next head', () => {
    const run = told(dispatched('ci.yml: why'));
    expect(Run.parse(run)).toEqual(run);
    expect(run.phases[0]?.candidates[0]?.dispatch).toEqual({ refused: 'ci.yml: why', at: 0 });
  });

  it('leaves ledgers without it as they are, to the letter', () => {
    const old = told();
    expect(JSON.stringify(old)).not.toContain('dispatch');
    expect(JSON.stringify(Run.parse(JSON.parse(JSON.stringify(old))))).not.toContain('dispatch');
  });

  it('puts files together that were refused for one reason', () => {
    expect(refusalText([])).toBeNull();
    expect(
      refusalText([
        { file: 'a.yml', why: 'trigger' },
        { file: 'b.yml', why: 'missing' },
        { file: 'c.yml', why: 'trigger' },
      ]),
    ).toBe(
      'a.yml, c.yml: it lacks the trigger workflow_dispatch, or is disabled; b.yml: there is no such workflow on the default branch',
    );
  });
});
