import { describe, expect, it } from '@jest/globals';
import { judgeCi } from '../../../src/core/gate.ts';
import type { CiJob, CiSeen, CiWorkflowRun } from '../../../src/core/run/observation.ts';
import { job, MINUTE, sha } from '../run/story.ts';

const RULES = { required: [], registerTimeoutMs: 10 * MINUTE, settleMs: 2 * MINUTE };
const time = { pushedAt: 0, now: 5 * MINUTE };
const FILES = '.github/workflows';

const run = (name: string, conclusion: string | null, jobs: readonly CiJob[] = []) =>
  ({
    ...{ id: name.length, workflow: `${FILES}/${name}.yml`, name, event: 'push', attempt: 1 },
    ...{ status: conclusion === null ? 'running' : 'completed', conclusion },
    jobs: jobs.map((one, at) => ({ ...one, workflow: `${FILES}/${name}.yml`, id: at + 1 })),
  }) satisfies CiWorkflowRun;
const named = (name: string, conclusion: string): CiJob => job(conclusion, { job: name });
const marked = (name: string, word: string | null = null, event = 'check_run'): CiJob =>
  job(word, { workflow: null, job: name, event, id: event === 'status' ? 0 : 77 });
const status = (name: string, word: string | null): CiJob => marked(name, word, 'status');

/** `test` is required and in `ci.yml`. */
const TEST = marked('test');
const GREEN = run('ci', 'success', [named('test', 'success')]);
const RED = run('ci', 'failure', [named('test', 'failure')]);
const LINT_RED = run('lint', 'failure', [named('lint', 'failure')]);

interface Marks {
  readonly ofActions?: readonly CiJob[];
  readonly ofOthers?: readonly CiJob[];
}
const seen = (runs: readonly CiWorkflowRun[], marks?: Marks): CiSeen => ({
  ...{ head: sha(2), workflowRuns: runs, otherChecks: [] },
  ...(marks === undefined ? {} : { required: { ofActions: [], ofOthers: [], ...marks } }),
});
const judged = (runs: readonly CiWorkflowRun[], marks?: Marks, rules = {}): string =>
  judgeCi({ ...RULES, ...rules }, seen(runs, marks), time).is;

describe('what GitHub marks as required', () => {
  it('decides where nobody named anything: what is not required does not count', () => {
    expect(judged([GREEN, LINT_RED])).toBe('red');
    expect(judged([GREEN, LINT_RED], {})).toBe('red');
    expect(judged([GREEN, LINT_RED], { ofActions: [TEST] })).toBe('green');
    expect(judged([RED, LINT_RED], { ofActions: [TEST] })).toBe('red');
  });

  it('does not matter where names are configured', () => {
    const rules = { required: ['test'] };
    expect(judged([GREEN], { ofOthers: [status('cla', 'failure')] }, rules)).toBe('green');
    expect(judged([GREEN, LINT_RED], { ofActions: [marked('lint')] }, rules)).toBe('green');
  });

  it('is nothing: then another app is heard as well', () => {
    const red = { ...seen([GREEN], {}), otherChecks: [marked('circle', 'failure')] };
    expect(judgeCi(RULES, red, time).is).toBe('red');
  });

  it('may still come from a workflow that is not over', () => {
    expect(judged([GREEN, run('late', null)], { ofActions: [TEST] })).toBe('running');
    expect(judged([run('ci', null), LINT_RED], { ofActions: [TEST] })).toBe('running');
    const held = { ...run('late', null), status: 'waiting' as const };
    expect(judged([GREEN, held], { ofActions: [TEST] })).toBe('needs-approval');
  });

  it('is not known of a run that failed before it had jobs', () => {
    expect(judged([GREEN, run('broken', 'startup_failure')], { ofActions: [TEST] })).toBe('red');
  });

  it('holds back as a status that is red or pending', () => {
    const with_ = (one: CiJob): string => judged([GREEN], { ofActions: [TEST], ofOthers: [one] });
    expect(with_(status('cla', 'failure'))).toBe('red');
    expect(with_(status('cla', null))).toBe('running');
    expect(with_(status('cla', 'success'))).toBe('green');
    expect(with_(marked('circle', 'timed_out'))).toBe('timed-out');
  });

  it('makes nothing green that is no job of a verified workflow', () => {
    const cla = { ofOthers: [status('test', 'success'), marked('circle', 'success')] };
    expect(judged([], cla)).toBe('unregistered');
    expect(judged([RED], cla)).toBe('red');
    expect(judged([run('ci', 'skipped', [named('test', 'skipped')])], cla)).toBe('nothing-ran');
    // Then every workflow has its say, as where nothing is marked.
    expect(judged([GREEN, LINT_RED], cla)).toBe('red');
    expect(judged([GREEN], cla)).toBe('green');
    const target = { ...GREEN, event: 'pull_request_target' };
    expect(judged([target], { ofActions: [marked('test', 'success')] })).toBe('unregistered');
  });

  it('counts a check run that Actions brought and no workflow that counts has', () => {
    const posted = (word: string | null) => ({ ofActions: [TEST, marked('posted', word)] });
    expect(judged([GREEN], posted('failure'))).toBe('red');
    expect(judged([GREEN], posted(null))).toBe('running');
    expect(judged([GREEN], posted('success'))).toBe('green');
    // While a run is at work nobody knows whether it is a job of it.
    expect(judged([GREEN, run('late', null)], posted('failure'))).toBe('running');
    const gate = run('gate', 'failure', [named('posted', 'failure')]);
    const apart = { apart: gate.workflow };
    expect(judged([GREEN, gate], posted('failure'), apart)).toBe('green');
  });

  it('is green when skipped, as GitHub has it, but not behind a job that failed', () => {
    const both = { ofActions: [TEST, marked('e2e')] };
    const skipped = (...more: readonly CiJob[]): CiWorkflowRun =>
      run('more', 'success', [named('e2e', 'skipped'), ...more]);
    expect(judged([GREEN, skipped()], both)).toBe('green');
    expect(judged([GREEN, skipped(named('build', 'failure'))], both)).toBe('red');
    const only = run('ci', 'success', [named('test', 'skipped')]);
    expect(judged([only], { ofActions: [TEST] })).toBe('nothing-ran');
  });

  it('has to settle like any listing that nobody named', () => {
    const early = { pushedAt: 0, now: MINUTE };
    expect(judgeCi(RULES, seen([GREEN], { ofActions: [TEST] }), early).is).toBe('settling');
  });
});
