import { describe, expect, it } from '@jest/globals';
import { type PullHeads, pullVerdicts } from '../../../src/core/report/pull-verdict.ts';
import { HEADS, MOMENTS } from './moments.ts';

const QUEUED = 'd'.repeat(40);
const theirs: PullHeads = { open: true, head: HEADS.a, runId: null, queued: [], known: [] };
const ours: PullHeads = { ...theirs, head: HEADS.c, runId: '142-1', queued: [QUEUED] };
const told = (pull: PullHeads, run = MOMENTS['ready for review']) =>
  pullVerdicts(pull, run).map(({ head, conclusion }) => [head, conclusion]);

describe('the promotion check where no run speaks', () => {
  it('is neutral once on the head of somebody else’s pull request', () => {
    const [first] = pullVerdicts(theirs, null);
    expect(first).toMatchObject({ name: 'autopack / run', head: HEADS.a, conclusion: 'neutral' });
    expect(pullVerdicts({ ...theirs, known: [first?.externalId ?? ''] }, null)).toEqual([]);
    expect(pullVerdicts({ ...theirs, open: false }, null)).toEqual([]);
  });

  it('is neutral on what a merge queue made of it', () => {
    expect(told({ ...theirs, queued: [QUEUED] })).toEqual([
      [HEADS.a, 'neutral'],
      [QUEUED, 'neutral'],
    ]);
  });

  it('carries the run’s verdict into the queue, for the verified head only', () => {
    expect(told(ours)).toEqual([[QUEUED, 'success']]);
    expect(told({ ...ours, head: HEADS.a })).toEqual([[QUEUED, 'failure']]);
    expect(told({ ...ours, runId: '142-2' })).toEqual([[QUEUED, 'failure']]);
    expect(told(ours, MOMENTS['changed by people'])).toEqual([[QUEUED, 'failure']]);
  });

  it('leaves the run’s own head to the run, and says so when nobody knows the run', () => {
    expect(pullVerdicts({ ...ours, queued: [] }, MOMENTS['merged'])).toEqual([]);
    expect(pullVerdicts(ours, null)).toMatchObject([{ head: QUEUED, conclusion: 'failure' }]);
  });
});
