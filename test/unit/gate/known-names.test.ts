import { describe, expect, it } from '@jest/globals';
import { unknownNames } from '../../../src/core/gate/known-names.ts';
import { phase, strategy } from '../run/story.ts';

const CI = {
  path: '.github/workflows/ci.yml',
  text: `name: Continuous
on: [push]
jobs:
  build: { runs-on: x, steps: [] }
  unit: { name: Unit tests, runs-on: x, steps: [] }
  matrix: { strategy: { matrix: { node: [18, 20] } }, runs-on: x, steps: [] }
  named: { name: 'On \${{ matrix.os }}', strategy: { matrix: { os: [a] } }, runs-on: x, steps: [] }
  called: { uses: ./.github/workflows/other.yml }
`,
};
const { ci } = strategy();
const said = (names: readonly string[], files = [CI], strict: readonly string[] = []) =>
  unknownNames(
    strategy([phase('T1.P1', { ciProfile: strict.length > 0 ? 'strict' : 'normal' })], {
      ci: { ...ci, required: [...names], strictRequired: [...strict] },
    }),
    files,
  ).map(({ message }) => /names `([^`]+)`/.exec(message)?.[1]);

describe('a name that CI has to answer', () => {
  it.each([
    ...[
      'Continuous',
      'ci.yml',
      'ci',
      'build',
      'Unit tests',
      'matrix (18)',
      'On linux',
      'called / x',
    ],
    ...['ci.yml / build', 'ci.yml / matrix (20)'],
  ])('is there as %s', (name) => expect(said([name])).toEqual([]));

  it.each([
    'tests',
    'unit',
    'builder',
    'matrix',
    'Build',
    'called',
    'ci.yml / Continuous',
    'other.yml / build',
  ])('is not there as %s', (name) => expect(said(['build', name])).toEqual([name]));

  it('is there in any of the workflows, and one phase that is strict is enough', () => {
    const lint = { path: '.github/workflows/lint.yml', text: 'on: [push]\njobs:\n  lint: {}\n' };
    const files = [CI, lint];
    expect(said(['build', 'lint', 'lint.yml / lint', 'lint.yml / build'], files)).toEqual([
      'lint.yml / build',
    ]);
    const mixed = strategy([phase('T1.P1'), phase('T1.P2', { ciProfile: 'strict' })], {
      ci: { ...ci, required: ['build'], strictRequired: ['e2e'] },
    });
    expect(unknownNames(mixed, files)).toMatchObject([{ key: ['ci', 'strict_required'] }]);
  });

  it('is told with those that there are, and what becomes of it', () => {
    const [problem] = unknownNames(strategy(undefined, { ci: { ...ci, required: ['tests'] } }), [
      CI,
    ]);
    expect(problem).toMatchObject({ level: 'should', code: 'config/unknown-ci-name' });
    expect(problem?.message).toContain('There are: ci.yml (build, Unit tests, matrix (…, On …');
    expect(problem?.message).toContain('ci_not_registered');
  });

  it('is missed where there is no workflow, and nobody named the check of another app', () => {
    const none = unknownNames(strategy(undefined, { ci: { ...ci, required: [] } }), []);
    expect(none).toMatchObject([{ level: 'should', code: 'config/no-ci' }]);
    expect(said([], [CI])).toEqual([]);
    expect(said(['circle'], [])).toEqual([]);
  });

  it('counts for strict phases where there are any', () => {
    expect(said(['build'], [CI], ['e2e'])).toEqual(['e2e']);
  });

  it('is not asked for where nobody can know', () => {
    expect(said(['tests'], [])).toEqual([]);
    const jobless = { path: '.github/workflows/b.yml', text: 'jobs: later\n' };
    expect(said(['tests'], [CI, jobless])).toEqual([]);
    expect(said(['tests'], [CI, { path: '.github/workflows/b.yml', text: 'a: [' }])).toEqual([]);
  });
});
