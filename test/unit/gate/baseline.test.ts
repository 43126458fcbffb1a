import { describe, expect, it } from '@jest/globals';
import { type Baseline, weigh } from '../../../src/core/gate/baseline.ts';
import { concludeCi } from '../../../src/core/gate/conclude.ts';
import type { CiTests } from '../../../src/core/gate/report.ts';
import { BASE, job } from '../run/story.ts';

const test = job('failure');
const lint = job('failure', { job: 'lint', id: 12 });
const fine = job('success', { job: 'build', id: 13 });
const all = (...failing: readonly ReturnType<typeof job>[]) => ({
  jobs: [...failing, fine],
  failing,
});

const NAMES = { test: '.github/workflows/ci.yml › test', lint: '.github/workflows/ci.yml › lint' };
const base = (jobs: readonly string[], tests: readonly string[] | null = null): Baseline => ({
  ...{ base: BASE, jobs: [...jobs], tests: tests === null ? null : [...tests] },
});
const tests = (...names: readonly string[]): CiTests => ({
  ...{ passed: 5, failed: names.length, skipped: 0 },
  failing: names.map((name) => ({ name, message: 'no' })),
});

describe('a failure that the base commit has', () => {
  it('does not count, job by job where there are no reports, and says what that leaves unseen', () => {
    const weighed = weigh(all(lint), null, base([NAMES.lint]));
    expect(weighed).toMatchObject({ verdict: 'green', fresh: [], expected: [NAMES.lint] });
    expect(weighed.notes.join()).toContain('no JUnit report');
  });

  it('does not count, test by test where there are reports', () => {
    expect(weigh(all(test), tests('a', 'b'), base([NAMES.test], ['a', 'b', 'c']))).toEqual({
      ...{ verdict: 'green', fresh: [], expected: [NAMES.test, 'a', 'b'], notes: [] },
    });
  });

  it('does not count where it is all that ran, and its tests are named', () => {
    const alone = { jobs: [test], failing: [test] };
    expect(weigh(alone, tests('a'), base([NAMES.test], ['a'])).verdict).toBe('green');
  });

  it('does not count where no test failed on either side', () => {
    expect(weigh(all(lint), tests(), base([NAMES.lint], [])).verdict).toBe('green');
  });

  it('hides no new one beside it', () => {
    expect(weigh(all(test), tests('a', 'new'), base([NAMES.test], ['a']))).toMatchObject({
      ...{ verdict: 'red', fresh: [test] },
    });
    expect(weigh(all(test, lint), null, base([NAMES.lint]))).toMatchObject({
      ...{ verdict: 'red', fresh: [test], expected: [NAMES.lint] },
    });
  });

  it('always counts when it could not be collected', () => {
    const broken: CiTests = {
      ...tests('a'),
      failing: [{ name: 'a', message: 'cannot import', collection: true }],
    };
    expect(weigh(all(test), broken, base([NAMES.test], ['a'])).verdict).toBe('red');
  });

  it('counts where the tests of only one side are known', () => {
    expect(weigh(all(test), tests('a'), base([NAMES.test])).verdict).toBe('red');
    expect(weigh(all(test), null, base([NAMES.test], ['a'])).verdict).toBe('red');
  });

  it('counts where more failed than is named', () => {
    const many = { ...tests('a'), failed: 2 };
    expect(weigh(all(test), many, base([NAMES.test], ['a'])).verdict).toBe('red');
  });

  it('counts where nothing at all was green', () => {
    const alone = { jobs: [lint], failing: [lint] };
    const weighed = weigh(alone, null, base([NAMES.lint]));
    expect(weighed.verdict).toBe('red');
    expect(weighed.notes.join()).toContain('nothing shows that this works');
  });

  it('is of the same file and job, and of no other app', () => {
    const alike = job('failure', { workflow: '.github/workflows/alike.yml' });
    expect(weigh(all(alike), null, base([NAMES.test])).verdict).toBe('red');
    const other = job('failure', { workflow: null, job: 'circle' });
    expect(weigh(all(other), null, base(['circle'])).verdict).toBe('red');
  });

  it.each(['cancelled', 'stale', 'skipped, but required', 'action_required'])(
    'is none where the job says %s now: nothing shows that it fails as before',
    (conclusion) => {
      const gone = job(conclusion);
      const weighed = weigh(all(gone), null, base([NAMES.test]));
      expect(weighed).toMatchObject({ verdict: 'red', fresh: [gone], expected: [] });
      const partly = weigh(all(gone), tests('a'), base([NAMES.test], ['a']));
      expect(partly.verdict).toBe('red');
    },
  );

  it.each(['timed_out', 'startup_failure'])('may be that it %s', (conclusion) => {
    expect(weigh(all(job(conclusion)), null, base([NAMES.test])).verdict).toBe('green');
  });

  it('that cuts the other jobs of a matrix off is named as what has to be mended', () => {
    const cut = job('cancelled', { job: 'test (20)', id: 14 });
    const weighed = weigh(all(test, cut), null, base([NAMES.test]));
    expect(weighed).toMatchObject({ verdict: 'red', fresh: [cut] });
    expect(weighed.notes.join()).toContain('`fail-fast: false`');
    const own = weigh(all(test, lint), null, base([NAMES.test]));
    expect(own.notes.join()).not.toContain('fail-fast');
  });

  it('is none where nobody looked', () => {
    expect(weigh(all(test), null, undefined)).toMatchObject({ verdict: 'red', fresh: [test] });
  });
});

describe('the last word on a head', () => {
  const green = { is: 'green', jobs: [fine] } as const;
  it('is green with tests, and where nobody can know', () => {
    expect(concludeCi(green, tests(), undefined).verdict).toBe('green');
    expect(concludeCi(green, null, undefined).verdict).toBe('green');
  });

  it.each([
    ['zero tests', { passed: 0, failed: 0, skipped: 0, failing: [] }],
    ['only skipped ones', { passed: 0, failed: 0, skipped: 7, failing: [] }],
  ])('is red with %s', (_, none) => {
    const concluded = concludeCi(green, none, undefined);
    expect(concluded.verdict).toBe('red');
    expect(concluded.notes.join()).toContain('No tests ran');
  });

  it('is red with a job that failed, and says which', () => {
    const red = { is: 'red', jobs: [fine, test], failing: [test] } as const;
    expect(concludeCi(red, null, undefined)).toEqual({
      ...{ verdict: 'red', fresh: [test], expected: [], notes: [] },
    });
  });

  it('is red when every job was skipped', () => {
    const idle = job('skipped');
    const concluded = concludeCi(
      { is: 'nothing-ran', jobs: [idle], failing: [idle] },
      null,
      undefined,
    );
    expect(concluded).toMatchObject({ verdict: 'red' });
    expect(concluded.notes.join()).toContain('nothing was tested');
  });
});
