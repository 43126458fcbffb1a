import { describe, expect, it } from '@jest/globals';
import { type Cleanup, withCleanup } from '../../../src/core/backlog/cleanup.ts';
import type { Debt } from '../../../src/core/backlog/issues.ts';
import { PlanPhase, type Plan } from '../../../src/core/plan/plan.ts';
import { debt, entry } from './debts.ts';

const phase = (id: string): PlanPhase =>
  PlanPhase.parse({
    ...{
      id,
      tier: 'T1',
      name: 'n',
      description: '',
      category: 'tests',
      scope: [],
      readOnlyContext: [],
    },
    ...{ deliverables: [], acceptance: [], dependsOn: [], allowNoop: false, line: 3 },
  });
const PLAN: Plan = {
  ...{ title: 't', safetyProfile: 'normal', runScope: 'multi_tier' },
  tiers: [{ id: 'T1', name: 'T', description: '', line: 1 }],
  phases: [phase('T1.P1')],
};
const AGED = ['1-1/T1', '2-1/T1', '3-1/T1'];
const plan = (debts: readonly Debt[], more: Partial<Cleanup> = {}, given: Plan = PLAN) =>
  withCleanup(given, {
    debts,
    ages: { normal: { runs: 3, tiers: 2 }, safety_critical: { runs: 2, tiers: 1 } },
    ...{ maxPhases: 25, protectedPaths: ['.github/**'], allowProtected: [] },
    ...more,
  });
const added = (...args: Parameters<typeof plan>) =>
  plan(...args).plan.phases.length - (args[2] ?? PLAN).phases.length;

describe('a plan, after findings have aged', () => {
  it('begins with a clean-up of the files that they are in, and of nothing else', () => {
    const other = debt(
      { id: 'c'.repeat(24), path: 'src/b.ts', seen: AGED, title: 'Slow' },
      { number: 41 },
    );
    const { plan: cleaned, debt: frozen } = plan([debt({ seen: AGED }), other]);
    expect(cleaned.phases.map(({ id }) => id)).toEqual(['T1.DEBT', 'T1.P1']);
    expect(PlanPhase.parse(cleaned.phases[0])).toMatchObject({
      ...{
        tier: 'T1',
        category: 'debt_cleanup',
        scope: ['src/a.ts', 'src/b.ts'],
        allowNoop: false,
      },
      acceptance: ['src/a.ts no longer has: Off by one', 'src/b.ts no longer has: Slow'],
    });
    expect(cleaned.phases[0]?.description).toContain(
      'issue 40: Off by one\n  The last one is left out.',
    );
    expect(frozen).toEqual({
      ages: { runs: 3, tiers: 2 },
      aged: [
        { id: entry().id, issue: 40, title: 'Off by one', path: 'src/a.ts' },
        { id: other.id, issue: 41, title: 'Slow', path: 'src/b.ts' },
      ],
      phase: 'T1.DEBT',
    });
  });
  it('is as it was while nothing has', () => {
    expect(plan([debt()])).toEqual({
      plan: PLAN,
      debt: { ages: { runs: 3, tiers: 2 }, aged: [], phase: null },
    });
  });
  it('is cleaned up sooner where safety is critical', () => {
    const young = [debt({ seen: ['1-1/T1'] })];
    expect(added(young)).toBe(0);
    expect(added(young, {}, { ...PLAN, safetyProfile: 'safety_critical' })).toBe(1);
  });
  it.each([
    ['resolved', debt({ seen: AGED, status: 'resolved' })],
    ['closed by people', debt({ seen: AGED }, { open: false })],
    ['major anyway', debt({ seen: AGED, severity: 'major' })],
  ])('is left alone by what is %s', (_, one) => {
    expect(plan([one]).debt.aged).toEqual([]);
  });
  it.each([
    ['of no file', { path: null }],
    ['of a protected file', { path: '.github/workflows/ci.yml' }],
    ['of a protected file in other letters', { path: '.GitHub/x.yml' }],
    ['of a path that leaves the repository', { path: '../x' }],
    ['of a path that is a pattern', { path: 'src/**' }],
  ])('counts a finding %s as major and cannot clean it up', (_, more) => {
    const { plan: same, debt: frozen } = plan([debt({ seen: AGED, ...more })]);
    expect(same).toBe(PLAN);
    expect(frozen).toMatchObject({ aged: [{ id: entry().id }], phase: null });
  });
  it('cleans up a protected file that the repository allows', () => {
    const one = debt({ seen: AGED, path: '.github/x.md' });
    expect(added([one], { allowProtected: ['.github/x.md'] })).toBe(1);
  });
  it('gets no longer than it may be', () => {
    expect(added([debt({ seen: AGED })], { maxPhases: 1 })).toBe(0);
    expect(added([debt({ seen: AGED })], { maxPhases: 2 })).toBe(1);
  });
  it('is asked for ten findings at the most, and counts all', () => {
    const many = Array.from({ length: 12 }, (_, n) =>
      debt({ id: `${n}`.padStart(24, 'a'), path: `src/${n}.ts`, seen: AGED }, { number: n + 1 }),
    );
    const { plan: cleaned, debt: frozen } = plan(many);
    expect([cleaned.phases[0]?.scope.length, frozen.aged.length]).toEqual([10, 12]);
  });
  it('keeps the ids that people gave', () => {
    const taken = { ...PLAN, phases: [phase('t1.debt')] };
    expect(plan([debt({ seen: AGED })], {}, taken).plan.phases[0]?.id).toBe('T1.DEBT1');
  });
});
