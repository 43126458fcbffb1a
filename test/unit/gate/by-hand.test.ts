import { describe, expect, it } from '@jest/globals';
import { judgeCi } from '../../../src/core/gate.ts';
import type { CiSeen, CiWorkflowRun } from '../../../src/core/run/observation.ts';
import { job, MINUTE, sha } from '../run/story.ts';

const rules = {
  ...{ required: [], registerTimeoutMs: 10 * MINUTE, settleMs: 2 * MINUTE },
  dispatched: ['ci.yml'],
};
const time = { pushedAt: 0, now: 5 * MINUTE };

const run = (
  event: string,
  conclusion: string | null,
  more: Partial<CiWorkflowRun> = {},
): CiWorkflowRun => ({
  ...{ id: event.length, workflow: '.github/workflows/ci.yml', name: 'CI', event, attempt: 1 },
  ...{ status: conclusion === null ? 'waiting' : 'completed', conclusion },
  jobs: conclusion === null ? [] : [job(conclusion, { event, id: event.length })],
  ...more,
});
const byHand = (conclusion: string | null) => run('workflow_dispatch', conclusion);
const ofPull = (conclusion: string | null) => run('pull_request', conclusion);
const judged = (runs: readonly CiWorkflowRun[], more: Partial<typeof rules> = {}) => {
  const seen: CiSeen = { head: sha(2), workflowRuns: runs, otherChecks: [] };
  return judgeCi({ ...rules, ...more }, seen, time).is;
};

describe('workflows that are started by hand', () => {
  it('say what a run that is held for approval would say', () => {
    expect(judged([byHand('success'), ofPull(null)])).toBe('green');
    expect(judged([byHand('failure'), ofPull(null)])).toBe('red');
  });

  it('answer for no run that was held elsewhere, or by nobody', () => {
    const lint = run('pull_request', null, { workflow: '.github/workflows/lint.yml', name: 'L' });
    expect(judged([byHand('success'), lint])).toBe('needs-approval');
    expect(judged([byHand('success'), ofPull(null)], { dispatched: [] })).toBe('needs-approval');
    expect(judged([byHand('success'), run('push', null)])).toBe('needs-approval');
  });

  it('hide no run that was not held', () => {
    expect(judged([byHand('success'), ofPull('failure')])).toBe('red');
  });

  it('may wait for people themselves, and that is said', () => {
    expect(judged([byHand(null), ofPull(null)])).toBe('needs-approval');
  });

  it('have to turn up', () => {
    expect(judged([run('push', 'success', { workflow: '.github/workflows/b.yml' })])).toBe(
      'unregistered',
    );
  });
});
