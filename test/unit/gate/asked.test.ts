import { describe, expect, it } from '@jest/globals';
import { judgeCi } from '../../../src/core/gate.ts';
import { preflightState } from '../../../src/core/gate/preflight.ts';
import { toRerun } from '../../../src/core/gate/rerun.ts';
import type { CiSeen, CiWorkflowRun } from '../../../src/core/run/observation.ts';
import type { Candidate } from '../../../src/core/run/run.ts';
import { ci, job, MINUTE, sha } from '../run/story.ts';

const seen = ci(sha(2), 'failure');
const [first] = seen.workflowRuns as [CiWorkflowRun];
const withRun = (more: Partial<CiWorkflowRun>): CiSeen => ({
  ...seen,
  workflowRuns: [{ ...first, ...more }],
});

describe('a job that is required', () => {
  const judged = (lint: string, required: readonly string[], more: Partial<CiWorkflowRun> = {}) => {
    const jobs = [job('success'), job(lint, { job: 'lint', id: 12 })];
    const rules = { required, registerTimeoutMs: 10 * MINUTE, settleMs: 0 };
    const time = { pushedAt: 0, now: MINUTE };
    return judgeCi(rules, withRun({ conclusion: 'success', jobs, ...more }), time).is;
  };

  it.each(['skipped', 'neutral'])('and was %s is not green beside one that succeeded', (word) => {
    expect(judged(word, ['test', 'lint'])).toBe('nothing-ran');
  });

  it('is green whatever the others of its workflow say', () => {
    expect(judged('failure', ['test'], { conclusion: 'failure' })).toBe('green');
  });

  it.each(['ci', 'ci.yaml', '.github/workflows/ci.yaml', 'ci.yaml / test'])(
    'may be named by its file, as %s',
    (name) => {
      expect(judged('success', [name], { workflow: '.github/workflows/ci.yaml' })).toBe('green');
    },
  );
});

describe('what never turned up', () => {
  it.each([
    [['test'], ['test']],
    [[], ['any workflow']],
  ])('is said: of %j', (required, missing) => {
    const rules = { required, registerTimeoutMs: 10 * MINUTE, settleMs: 0 };
    const judged = judgeCi(rules, { ...seen, workflowRuns: [] }, { pushedAt: 0, now: 11 * MINUTE });
    expect(judged).toEqual({ is: 'never-registered', missing });
  });
});

describe('a rerun', () => {
  it('is not asked for where it would fail the same way again', () => {
    const rerun = (conclusion: string): readonly number[] => {
      const failing = [job(conclusion)];
      return toRerun({ is: 'red', jobs: failing, failing }, seen, undefined);
    };
    expect(rerun('failure')).toEqual([1]);
    expect(rerun('startup_failure')).toEqual([]);
  });
});

describe('the gate workflow', () => {
  it('is started again after five seconds', () => {
    const failed = withRun({ event: 'workflow_dispatch', updatedAt: 1_000 });
    const at = (now: number) =>
      preflightState(
        'ci.yml',
        // Nothing was asked of this candidate by hand.
        { seen: failed, candidate: {} as Candidate },
        { now, registerTimeoutMs: 10 * MINUTE },
      );
    expect(at(5_999)).toEqual({ is: 'pause', until: 6_000 });
    expect(at(6_000)).toEqual({ is: 'start', attempt: 2 });
  });
});
