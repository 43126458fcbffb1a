import { describe, expect, it } from '@jest/globals';
import {
  countFindings,
  debtStatus,
  findingsState,
  maxMinorFindings,
  tierCleanliness,
} from '../../../src/core/findings/cleanliness.ts';
import { debtId } from '../../../src/core/findings/effective.ts';
import { openFindings } from '../../../src/core/findings/stream.ts';
import type { Finding } from '../../../src/core/findings.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { Strategy } from '../../../src/core/strategy/strategy.ts';
import { sha } from '../run/story.ts';
import { audited, candidate, finding, red, reported, RULES, runOf } from './runs.ts';

const one = sha(10);
const many = (count: number, more: Partial<Finding> = {}): readonly Finding[] =>
  Array.from({ length: count }, (_, n) => finding({ id: `F-${n + 1}`, key: `k${n}`, ...more }));
const withFindings = (findings: readonly Finding[], ...more: readonly RunEvent[]) =>
  runOf(RULES, ...candidate(1), ...audited(one, findings), ...more);
const clean = (findings: readonly Finding[], rules = RULES) =>
  tierCleanliness(withFindings(findings), rules, 'T1').is;

describe('a phase', () => {
  it('has the state of the worst that is open of what it raised', () => {
    const state = (findings: readonly Finding[], phase = 'T1.P1') =>
      findingsState(withFindings(findings), RULES, phase);
    expect(state([])).toBe('no_issues');
    expect(state(many(2))).toBe('has_minor_issues');
    expect(state([...many(1), finding({ id: 'F-9', key: 'k9', severity: 'major' })])).toBe(
      'has_major_issues',
    );
    expect(state(many(2), 'T2.P1')).toBe('no_issues');
    expect(state(many(1, { status: 'fixed' }))).toBe('no_issues');
  });
});

describe('a tier', () => {
  it('is clean up to its tolerance of minor findings, and not one further', () => {
    expect(RULES.tiers[0]).toMatchObject({ minorTolerated: 2, majorTolerated: 0 });
    expect(clean(many(2))).toBe('clean');
    expect(clean(many(3))).toBe('not_clean');
  });
  it('tolerates no major finding, unless its ruleset does', () => {
    expect(clean(many(1, { severity: 'major' }))).toBe('not_clean');
    const tiers = RULES.tiers.map((tier) => ({ ...tier, majorTolerated: 1 }));
    expect(clean(many(1, { severity: 'major' }), { ...RULES, tiers })).toBe('clean');
  });
  it('says why it is not clean, in words for people', () => {
    expect(tierCleanliness(withFindings(many(3)), RULES, 'T1')).toMatchObject({
      because: ['3 minor findings are open in tier T1, 2 are tolerated.'],
      counts: { minor: 3, major: 0 },
    });
    expect(
      tierCleanliness(withFindings(many(1, { severity: 'major' })), RULES, 'T1'),
    ).toMatchObject({
      because: ['1 major finding is open in tier T1, 0 are tolerated.'],
    });
  });
  it('counts keys, not how often they were seen', () => {
    expect(clean([...many(2), finding({ id: 'F-9', key: 'k0' })])).toBe('clean');
  });
  it('is not the worse for what is fixed, dismissed, expected or in another tier', () => {
    expect(clean(many(3, { status: 'fixed' }))).toBe('clean');
    expect(clean(many(3, { status: 'dismissed' }))).toBe('clean');
    expect(clean(many(3, { expectedFail: true }))).toBe('clean');
    expect(clean(many(3, { phase: 'T2.P1' }))).toBe('clean');
  });
  it('is not clean with a minor finding that has aged', () => {
    const aged = [{ id: debtId('k0'), issue: 4, title: 't', path: null }];
    const debt = { ages: { runs: 3, tiers: 2 }, aged, phase: null };
    expect(clean(many(1), { ...RULES, debt })).toBe('not_clean');
  });
  it('is not clean where CI is red on what it ends with', () => {
    const run = runOf(RULES, ...candidate(1), reported(one, red()));
    expect(tierCleanliness(run, RULES, 'T1').is).toBe('not_clean');
  });
  it.each([
    ['ci_run_cap', 'not_clean'],
    ['tier_token_cap', 'not_clean'],
    ['active_time', 'clean'],
  ] as const)('whose phase ended by %s is %s', (reason, is) => {
    const state = 'DONE_FAILED_BUDGET_EXHAUSTED' as const;
    const failure = { state, reason, detail: 'd', phase: 'T1.P1' };
    const run = withFindings([], { type: 'run-failed', at: 0, failure });
    expect(tierCleanliness(run, RULES, 'T1').is).toBe(is);
    expect(tierCleanliness(run, RULES, 'T2').is).toBe('clean');
  });
  it('that the strategy does not know is an error', () => {
    expect(() => tierCleanliness(withFindings([]), RULES, 'T9')).toThrow('T9');
  });
});

describe('the debt of a run', () => {
  const status = (findings: readonly Finding[], rules: Strategy = RULES) =>
    debtStatus(withFindings(findings), rules);
  it('is none, some, or more than it may leave behind', () => {
    expect(maxMinorFindings(RULES)).toBe(6);
    expect(status([])).toBe('clean');
    expect(status(many(6))).toBe('has_minor_issues');
    expect(status(many(7))).toBe('excess_minor_issues');
    expect(status(many(1, { severity: 'major' }))).toBe('has_minor_issues');
  });
  it('is measured by what the ruleset says', () => {
    const rules = Strategy.parse({ ...RULES, run: { ...RULES.run, maxMinorFindings: 2 } });
    expect(status(many(3), rules)).toBe('excess_minor_issues');
  });
  it('of reused code is told apart', () => {
    const findings = [
      finding(),
      finding({ id: 'F-2', key: 'r', phase: 'T2.P1', severity: 'major' }),
      finding({ id: 'F-3', key: 'l', category: 'external_license_mismatch' }),
    ];
    expect(countFindings(openFindings(withFindings(findings), RULES))).toEqual({
      minor: 2,
      major: 1,
      reuse: { minor: 1, major: 1 },
    });
  });
});
