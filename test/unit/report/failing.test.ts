import { describe, expect, it } from '@jest/globals';
import { failingIn } from '../../../src/core/report/failing.ts';
import type { CiReport } from '../../../src/core/gate/report.ts';

const red = (excerpt: string, more: Partial<CiReport> = {}): CiReport => ({
  verdict: 'red',
  jobs: [{ name: 'ci.yml › test', conclusion: 'failure', workflowRun: 9, attempt: 1 }],
  excerpt,
  ...more,
});
const log = (...lines: readonly string[]): CiReport =>
  red(['ci.yml › test: failure', '## test', ...lines].join('\n'));

describe('what a red CI says', () => {
  it.each([
    ['node', '✖ adds two (1.2ms)', 'adds two'],
    ['node, nested', '  ✖ adds two (0.9ms)', 'adds two'],
    ['TAP', 'not ok 3 - adds two', 'adds two'],
    ['jest', '  ● sums › adds two', 'sums › adds two'],
    ['pytest', 'FAILED tests/test_add.py::test_two - assert 3 == 2', 'tests/test_add.py::test_two'],
    ['go', '    --- FAIL: TestAdd/two (0.00s)', 'TestAdd/two'],
    ['cargo', 'test sums::adds_two ... FAILED', 'sums::adds_two'],
    ['vitest', ' × adds two 4ms', 'adds two'],
  ])('names the test as %s does', (_, line, name) => {
    expect(failingIn(log(line, line)).tests).toEqual([name]);
  });

  it('takes no headings of a runner for tests', () => {
    expect(failingIn(log('✖ failing tests:', '# not ok', 'ok 1 - fine')).tests).toEqual([]);
  });

  it('believes the reports of a runner before its log', () => {
    const failing = [
      { name: 'old', message: 'before' },
      { name: 'adds', message: 'Expected 5\nReceived 6' },
    ];
    const tests = { passed: 1, failed: 2, skipped: 0, failing };
    const said = failingIn(red('## test\nnot ok 1 - other', { tests, expected: ['old'] }));
    expect(said.sentence).toBe('`adds` fails: Expected 5');
  });

  it('names three tests and how many more', () => {
    const lines = [1, 2, 3, 4, 5].map((n) => `✖ t${n} (1ms)`);
    expect(failingIn(log(...lines)).sentence).toBe('`t1`, `t2`, `t3` and 2 more fail');
  });

  it.each([
    [log('src/a.ts:3: Type is wrong', 'x'), '`src/a.ts:3`: Type is wrong'],
    [log('npm error code E404'), '`ci.yml › test` (failure): npm error code E404'],
    [
      log('  TypeError: a is not a function'),
      '`ci.yml › test` (failure): TypeError: a is not a function',
    ],
    [log('##[error]Process completed with exit code 1.'), '`ci.yml › test` (failure)'],
    [red('Every job was skipped.', { jobs: [] }), 'Every job was skipped.'],
    [red('', { jobs: [] }), 'CI is red'],
  ])('falls back on what it has: %#', (report, sentence) => {
    expect(failingIn(report).sentence).toBe(sentence);
  });

  it('names no job that failed on the base already', () => {
    const jobs = ['test (18)', 'test (20)'].map((name, n) => ({
      ...{ name, conclusion: n === 0 ? 'failure' : 'cancelled', workflowRun: 1, attempt: 1 },
    }));
    const said = failingIn(red('', { jobs, expected: ['test (18)'] }));
    expect(said.sentence).toBe('`test (20)` (cancelled)');
  });

  it('shows the command of the step that failed, where the log has it', () => {
    const lines = [
      '##[group]Run npm ci',
      '##[group]Run npm test',
      '##[error]x',
      '##[group]Run late',
    ];
    expect(failingIn(log(...lines)).step).toBe('npm test');
    expect(failingIn(log('nothing')).step).toBeNull();
  });
});
