import { describe, expect, it } from '@jest/globals';
import { judgeCi } from '../../../src/core/gate.ts';
import type { CiSeen, CiWorkflowRun } from '../../../src/core/run/observation.ts';
import { job, MINUTE, sha } from '../run/story.ts';

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
const both = (one: string, other = 'failure') =>
  run('failure', { jobs: [job(one), job(other, { id: 12 })] });
const e2e = { id: 2, workflow: '.github/workflows/e2e.yml', name: 'E2E' };
const seen = (...workflowRuns: readonly CiWorkflowRun[]): CiSeen => ({
  head: sha(2),
  workflowRuns,
  otherChecks: [],
});

describe('CI on one head', () => {
  it.each([
    ['nothing registered is not green', rules, seen(), 1, 'unregistered'],
    ['nothing registered in time is an end of its own', rules, seen(), 11, 'never-registered'],
    ['a running workflow is awaited', rules, seen(run(null)), 1, 'running'],
    ['a queued one too', rules, seen(run(null, { status: 'queued' })), 1, 'queued'],
    ['success is green', rules, seen(run('success')), 1, 'green'],
    ['failure is red', rules, seen(run('failure')), 1, 'red'],
    ['cancelled is told apart', rules, seen(run('cancelled')), 1, 'cancelled'],
    ['timed out is told apart', rules, seen(run('timed_out')), 1, 'timed-out'],
    ...(['cancelled', 'timed_out', 'stale'] as const).map(
      (word) => [`${word} beside a failure is red`, rules, seen(both(word)), 1, 'red'] as const,
    ),
    ['stale is like cancelled', rules, seen(run('stale')), 1, 'cancelled'],
    [
      'cancelled beside one that timed out',
      any,
      seen(both('cancelled', 'timed_out')),
      3,
      'timed-out',
    ],
    [
      'a required job that was skipped is not green',
      rules,
      seen(run('success', { jobs: [job('skipped')] })),
      1,
      'nothing-ran',
    ],
    [
      'nor one that is neutral',
      rules,
      seen(run('neutral', { jobs: [job('neutral')] })),
      1,
      'nothing-ran',
    ],
    [
      'nor a required workflow of which nothing ran, whatever another one says',
      { ...rules, required: ['CI', 'E2E'] },
      seen(run('success'), run('skipped', { ...e2e, jobs: [job('skipped', { id: 21 })] })),
      1,
      'nothing-ran',
    ],
    [
      'nor one that was skipped before it had jobs',
      { ...rules, required: ['CI', 'e2e.yml'] },
      seen(run('success'), run('skipped', { ...e2e, jobs: [] })),
      1,
      'nothing-ran',
    ],
    [
      'one that worked for one of its events is green',
      { ...rules, required: ['E2E'] },
      seen(
        run('skipped', { ...e2e, jobs: [job('skipped', { id: 21 })] }),
        run('success', {
          ...e2e,
          id: 3,
          event: 'pull_request',
          jobs: [job('success', { id: 22 })],
        }),
      ),
      1,
      'green',
    ],
    [
      'one that was skipped because another failed is red',
      rules,
      seen(run('failure', { jobs: [job('skipped'), job('failure', { job: 'build', id: 12 })] })),
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
      seen(run('success'), run('failure', { id: 2, workflow: '.github/workflows/b.yml' })),
      5,
      'red',
    ],
    [
      'without required names the listing must settle first',
      any,
      seen(run('success')),
      1,
      'settling',
    ],
    ['and is green after that', any, seen(run('success')), 3, 'green'],
    [
      'only skipped is not green',
      any,
      seen(run('skipped', { jobs: [job('skipped')] })),
      3,
      'nothing-ran',
    ],
    [
      'neutral beside a success is green',
      any,
      seen(run('success', { jobs: [job('success'), job('neutral', { job: 'lint', id: 12 })] })),
      3,
      'green',
    ],
    [
      'what was cancelled waits for what still runs',
      any,
      seen(run('cancelled'), run(null, { id: 2, workflow: '.github/workflows/b.yml' })),
      3,
      'running',
    ],
    [
      'what failed does not',
      any,
      seen(run('failure'), run(null, { id: 2, workflow: '.github/workflows/b.yml' })),
      3,
      'red',
    ],
    [
      'a run that was started again while its jobs were listed is awaited',
      rules,
      seen(run('failure', { jobs: [job('success', { attempt: 2 })] })),
      1,
      'running',
    ],
    [
      'a job of a run that is over and is not itself is awaited',
      rules,
      seen(run('failure', { jobs: [job('success', { status: 'queued', conclusion: null })] })),
      1,
      'running',
    ],
    [
      'a job can be required of one file',
      { ...rules, required: ['ci.yml / test'] },
      seen(
        run('success'),
        run('failure', { id: 2, workflow: '.github/workflows/alike.yml', name: 'Alike' }),
      ),
      1,
      'green',
    ],
    [
      'and is not answered by another file',
      { ...rules, required: ['ci.yml / test'] },
      seen(run('success', { workflow: '.github/workflows/alike.yml' })),
      1,
      'unregistered',
    ],
    [
      'a run that failed before it had jobs is red',
      any,
      seen(run('startup_failure', { jobs: [] })),
      3,
      'red',
    ],
    [
      'what GitHub runs for the repository counts',
      any,
      seen(run('success'), run('failure', { id: 2, workflow: 'dynamic/codeql', event: 'dynamic' })),
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

  it.each([
    'pull_request_target',
    'workflow_run',
    'issue_comment',
    'schedule',
    'repository_dispatch',
    'pull_request_review',
  ])('is not made green by a run on %s, which works on other code', (event) => {
    const alike = run('success', { event });
    expect(judgeCi(rules, seen(alike), at(MINUTE)).is).toBe('unregistered');
    expect(judgeCi(any, seen(alike), at(11 * MINUTE)).is).toBe('never-registered');
    expect(judgeCi(rules, seen(alike, run('failure', { id: 2 })), at(MINUTE)).is).toBe('red');
  });

  it('is not made green by a workflow that is no file of the repository', () => {
    const alike = run('success', { workflow: 'somewhere/else.yml' });
    expect(judgeCi(rules, seen(alike), at(MINUTE)).is).toBe('unregistered');
  });

  it('cannot be read without the permission for it', () => {
    expect(judgeCi(rules, { ...seen(run('success')), denied: true }, at(MINUTE)).is).toBe('denied');
  });
});
