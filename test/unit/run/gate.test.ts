import { describe, expect, it } from '@jest/globals';
import { judgeCi } from '../../../src/core/gate.ts';
import type { CiSeen, CiWorkflowRun } from '../../../src/core/run/observation.ts';
import { job, MINUTE, sha } from './story.ts';

const rules = { required: ['test'], registerTimeoutMs: 10 * MINUTE, settleMs: 2 * MINUTE };
const any = { ...rules, required: [] };
const at = (now: number) => ({ pushedAt: 0, now });

const run = (conclusion: string | null, more: Partial<CiWorkflowRun> = {}): CiWorkflowRun => ({
  ...{ id: 1, workflow: '.github/workflows/ci.yml', name: 'CI', event: 'push', attempt: 1 },
  status: conclusion === null ? 'running' : 'completed',
  conclusion,
  jobs: conclusion === null ? [] : [job(conclusion)],
  ...more,
});
const seen = (...workflowRuns: readonly CiWorkflowRun[]): CiSeen => ({
  head: sha(2),
  workflowRuns,
  otherChecks: [],
});

describe('CI on one head', () => {
  it.each([
    ['nothing registered is not green', rules, seen(), 1, 'unregistered'],
    ['nothing registered in time is an end of its own', rules, seen(), 11, 'never-registered'],
    ['a running workflow is awaited', rules, seen(run(null)), 1, 'pending'],
    ['success is green', rules, seen(run('success')), 1, 'green'],
    ['failure is red', rules, seen(run('failure')), 1, 'red'],
    ['cancelled is red', rules, seen(run('cancelled')), 1, 'red'],
    ['timed out is red', rules, seen(run('timed_out')), 1, 'red'],
    [
      'a required job that was skipped is red',
      rules,
      seen(run('success', { jobs: [job('skipped')] })),
      1,
      'red',
    ],
    [
      'a workflow that nobody approved is named as such',
      rules,
      seen(run(null, { status: 'waiting' })),
      1,
      'needs-approval',
    ],
    [
      'a required name that another workflow lacks is awaited',
      { ...rules, required: ['lint'] },
      seen(run('success')),
      1,
      'unregistered',
    ],
    [
      'a workflow can be required by its name',
      { ...rules, required: ['CI'] },
      seen(run('success')),
      1,
      'green',
    ],
    [
      'a workflow can be required by its file',
      { ...rules, required: ['ci'] },
      seen(run('success')),
      1,
      'green',
    ],
    [
      'without required names all that is seen must be green',
      any,
      seen(run('success'), run('failure', { id: 2, workflow: 'b.yml' })),
      5,
      'red',
    ],
    [
      'without required names the listing must settle first',
      any,
      seen(run('success')),
      1,
      'pending',
    ],
    ['and is green after that', any, seen(run('success')), 3, 'green'],
    ['only skipped is not green', any, seen(run('skipped', { jobs: [job('skipped')] })), 3, 'red'],
    [
      'a run that failed before it had jobs is red',
      any,
      seen(run('startup_failure', { jobs: [] })),
      3,
      'red',
    ],
    [
      'the newest run of a workflow counts',
      rules,
      seen(run('failure'), run('success', { id: 2 })),
      1,
      'green',
    ],
  ])('%s', (_, given, ci, minute, verdict) => {
    expect(judgeCi(given, ci, at(minute * MINUTE)).is).toBe(verdict);
  });

  it('is not made green by a look-alike check while the workflow has a job of that name', () => {
    const alike = {
      ...seen(run('failure')),
      otherChecks: [job('success', { workflow: null, id: 77 })],
    };
    expect(judgeCi(rules, alike, at(MINUTE)).is).toBe('red');
  });

  it('takes a check of another app where no workflow carries the name', () => {
    const third = {
      ...seen(run('success')),
      otherChecks: [job('success', { workflow: null, job: 'circle', id: 78 })],
    };
    expect(judgeCi({ ...rules, required: ['test', 'circle'] }, third, at(MINUTE)).is).toBe('green');
  });
});
