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
const seen = (...workflowRuns: readonly CiWorkflowRun[]): CiSeen => ({
  head: sha(2),
  workflowRuns,
  otherChecks: [],
});

describe('a check run of another app', () => {
  const check = (conclusion: string, name = 'test') =>
    job(conclusion, { workflow: null, job: name, id: 77 });
  const beside = (ci: CiSeen, ...otherChecks: CiSeen['otherChecks']): CiSeen => ({
    ...ci,
    otherChecks,
  });

  it('is no look-alike of a workflow’s job', () => {
    const alike = check('success');
    expect(judgeCi(rules, beside(seen(run('failure')), alike), at(5 * MINUTE)).is).toBe('red');
    expect(judgeCi(rules, beside(seen(run(null)), alike), at(5 * MINUTE)).is).toBe('running');
    expect(
      judgeCi(
        rules,
        beside(seen(run('success', { jobs: [job('skipped')] })), alike),
        at(5 * MINUTE),
      ).is,
    ).toBe('nothing-ran');
  });

  it('is not heard before workflows had the time to turn up', () => {
    const alone = beside(seen(), check('success'));
    expect(judgeCi(rules, alone, at(MINUTE)).is).toBe('unregistered');
    expect(judgeCi(rules, alone, at(2 * MINUTE)).is).toBe('green');
  });

  it('answers a name that no workflow carries', () => {
    const third = beside(seen(run('success')), check('success', 'circle'));
    const both = { ...rules, required: ['test', 'circle'] };
    expect(judgeCi(both, third, at(3 * MINUTE)).is).toBe('green');
    expect(judgeCi(both, beside(third, check('failure', 'circle')), at(MINUTE)).is).toBe('red');
    const other = beside(seen(run('success')), check('success', 'circle 2'));
    expect(judgeCi(both, other, at(3 * MINUTE)).is).toBe('unregistered');
  });

  it('that nobody named can make red, and never green', () => {
    const licence = (word: string) => check(word, 'license/cla');
    expect(judgeCi(any, beside(seen(), licence('success')), at(3 * MINUTE)).is).toBe(
      'unregistered',
    );
    expect(judgeCi(any, beside(seen(), licence('success')), at(11 * MINUTE)).is).toBe(
      'never-registered',
    );
    const skipped = seen(run('skipped', { jobs: [job('skipped')] }));
    expect(judgeCi(any, beside(skipped, licence('success')), at(3 * MINUTE)).is).toBe(
      'nothing-ran',
    );
    expect(judgeCi(any, beside(seen(run('success')), licence('failure')), at(3 * MINUTE)).is).toBe(
      'red',
    );
  });
});

describe('names that are wanted on top', () => {
  const strict = { ...any, also: ['e2e'] };
  it('have to be there where no names are required', () => {
    expect(judgeCi(strict, seen(run('success')), at(3 * MINUTE)).is).toBe('unregistered');
    const both = run('success', { jobs: [job('success'), job('success', { job: 'e2e', id: 12 })] });
    expect(judgeCi(strict, seen(both), at(3 * MINUTE)).is).toBe('green');
    const idle = run('success', { jobs: [job('success'), job('skipped', { job: 'e2e', id: 12 })] });
    expect(judgeCi(strict, seen(idle), at(3 * MINUTE)).is).toBe('nothing-ran');
  });
});
