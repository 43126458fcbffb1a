import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../../src/core/plan/plan.ts';
import { planCheckComment, type PlanCheck } from '../../../src/core/report/plan-check.ts';
import { RULES } from './runs.ts';

const text = (check: PlanCheck): string =>
  planCheckComment({ issue: 142, title: 'Invoices', check });
const problem = (more: Partial<Problem> = {}): Problem => ({
  ...{ level: 'must', where: 'plan', line: 31, column: 3, code: 'plan/protected-path' },
  message: 'Phase T2.P1 wants to change `.github/workflows/ci.yml`, a protected path.',
  fix: 'Remove it, or name it under `allow_protected`.',
  ...more,
});
const warning = problem({
  ...{ level: 'should', line: undefined, column: undefined, code: 'plan/no-acceptance' },
  ...{ message: 'Phase T1.P2 has no acceptance list.', fix: 'Add one.' },
});

describe('a plan check', () => {
  it('with problems', () => {
    expect(text({ is: 'problems', problems: [problem(), warning] })).toMatchSnapshot();
  });

  it('of a sound plan', () => {
    expect(text({ is: 'sound', strategy: RULES, warnings: [warning] })).toMatchSnapshot();
  });

  it('of a sound plan shows how it was read', () => {
    const [phase] = RULES.phases;
    if (phase === undefined) throw new Error('no phase');
    const scope = ['src/a_b.ts', 'b/**', 'c/**', 'd/**', 'e/**', 'f/**'];
    const read = { ...phase, scope, deliverables: ['src/a_b.ts'], acceptance: ['x', 'y'] };
    const strategy = {
      ...RULES,
      phases: [read, { ...phase, id: 'T1.P2', scope: [], dependsOn: ['T1.P1'] }],
    };
    const said = text({ is: 'sound', strategy, warnings: [] });
    expect(said).toContain(
      '| T1.P1 Schema | src/a\\_b.ts, b/\\*\\*, c/\\*\\*, d/\\*\\* and 2 more | src/a\\_b.ts | – | 2 | – |',
    );
    expect(said).toMatch(/\| T1\.P2 Schema \| all but protected paths \|.* T1\.P1 \|/);
  });

  it('of somebody who may not start', () => {
    expect(
      text({ is: 'not-permitted', login: 'eve', has: 'read', needs: 'write' }),
    ).toMatchSnapshot();
  });

  it('of a repository that nobody pays for', () => {
    const repo = { owner: 'eve', name: 'shop' };
    expect(text({ is: 'not-served', repo })).toMatchSnapshot();
  });

  it('of a text that was edited after it was asked for', () => {
    expect(text({ is: 'edited-since' })).toMatchSnapshot();
  });

  it('of a branch that is there already', () => {
    expect(text({ is: 'branch-taken', branch: 'autonomous/7-1' })).toMatchSnapshot();
  });

  it('counts in words', () => {
    const heading = (n: number) =>
      text({ is: 'problems', problems: Array.from({ length: n }, () => problem()) }).split('\n')[2];
    expect(heading(1)).toContain(': 1 problem,');
    expect(heading(2)).toContain(': 2 problems,');
  });

  it('says how to go on, however much is wrong', () => {
    const long = problem({ message: '@'.repeat(5_000), fix: '<'.repeat(5_000) });
    const all = text({
      ...{ is: 'problems' },
      problems: [
        ...Array.from({ length: 900 }, () => problem()),
        ...Array.from({ length: 900 }, () => long),
      ],
    });
    expect(all.length).toBeLessThanOrEqual(58_000);
    expect(all).toContain('- … and 1770 more');
    expect(all).toContain('To start, put the label');
  });

  it('acts on nothing that a plan says', () => {
    const said = text({
      ...{ is: 'problems' },
      problems: [
        problem({
          where: 'plan` @org',
          message: 'There is no `@team` <!-- autopack:status:142-1 --> ![x](https://evil.test/p)',
          fix: 'Fixes #1\n/autopack cancel',
        }),
      ],
    });
    expect(said.match(/<!--/g)).toHaveLength(1);
    expect(said).not.toMatch(/@team|!\[|https:|Fixes #|^\/autopack/m);
    expect(said).toContain("`plan' @org:31:3`");
  });
});
