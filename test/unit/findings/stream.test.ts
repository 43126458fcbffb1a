import { describe, expect, it } from '@jest/globals';
import { tierCleanliness } from '../../../src/core/findings/cleanliness.ts';
import { debtId, effectiveSeverity } from '../../../src/core/findings/effective.ts';
import { openFindings, runFindings } from '../../../src/core/findings/stream.ts';
import type { GateLine } from '../../../src/core/run/event.ts';
import { sha } from '../run/story.ts';
import { audited, candidate, finding, green, red, reported, RULES, runOf } from './runs.ts';

const [one, two] = [sha(10), sha(11)];
const warn = (note: string, rule = 'size'): GateLine => ({ rule, verdict: 'warn', note });
const test = (name: string) => ({ name, message: 'expected 5' });

describe('the findings of a run', () => {
  it('are those of the Auditor, CI, its tests, the gate and the Builder', () => {
    const run = runOf(
      RULES,
      ...candidate(1, {
        gate: [
          warn('130 more lines removed than added'),
          { rule: 'scope', verdict: 'pass', note: '' },
        ],
        doubts: [{ title: 'Is zero allowed?', path: 'src/a.ts', reason: 'The plan does not say.' }],
      }),
      reported(one, red({ tests: { passed: 1, failed: 1, skipped: 0, failing: [test('adds')] } })),
      ...audited(one, [finding()]),
    );
    expect(
      runFindings(run, RULES).map(({ sources, severity, category, title, status }) => [
        ...sources,
        severity,
        category,
        title,
        status,
      ]),
    ).toEqual([
      ['auditor', 'minor', 'bug', 'Off by one', 'open'],
      ['test', 'major', 'test_failure', 'adds fails', 'open'],
      ['ci', 'major', 'ci_failure', 'ci.yml › test fails', 'open'],
      ['gate', 'minor', 'change_size', '130 more lines removed than added', 'open'],
      ['builder_self_doubt', 'minor', 'builder_doubt', 'Is zero allowed?', 'open'],
    ]);
  });

  it('know the work that they were found in', () => {
    const run = runOf(RULES, ...candidate(1), ...audited(one, [finding({ phase: 'T2.P1' })]));
    expect(openFindings(run, RULES)).toMatchObject([
      { taskCategory: 'external_feature_reuse', complexity: 'low', phases: ['T2.P1'] },
    ]);
  });

  it('count in every tier that raised them', () => {
    const raised = finding({ phase: 'T2.P1', phases: ['T1.P1', 'T2.P1'] });
    const run = runOf(RULES, ...candidate(1), ...audited(one, [raised]));
    expect(openFindings(run, RULES)).toMatchObject([{ phases: ['T1.P1', 'T2.P1'] }]);
    for (const tier of ['T1', 'T2']) expect(tierCleanliness(run, RULES, tier).counts.minor).toBe(1);
  });

  it('are gone with the candidate that they were about', () => {
    const run = runOf(
      RULES,
      ...candidate(1, {
        gate: [warn('120 more lines removed than added')],
        doubts: [{ title: 'a', path: null, reason: '' }],
      }),
      reported(one, red()),
      ...candidate(2),
      reported(two, green()),
    );
    expect(openFindings(run, RULES)).toEqual([]);
    expect(runFindings(run, RULES).map(({ status }) => status)).toEqual([
      'fixed',
      'fixed',
      'fixed',
    ]);
  });

  it('stay open while the same job fails, and are counted once', () => {
    const run = runOf(
      RULES,
      ...candidate(1),
      reported(one, red()),
      ...candidate(2),
      reported(two, red()),
    );
    expect(openFindings(run, RULES)).toMatchObject([
      {
        category: 'ci_failure',
        status: 'open',
        evidence: ['CI on 0000000', 'CI on 0000000'].slice(0, 1),
      },
    ]);
  });

  it('are one where two attempts are warned of the same thing with other numbers', () => {
    const gate = (n: number) => ({ gate: [warn(`${n} more lines removed than added`)] });
    const run = runOf(RULES, ...candidate(1, gate(101)), ...candidate(2, gate(150)));
    expect(runFindings(run, RULES)).toHaveLength(1);
  });

  it('of the gate are major where it says so; its risk score is a measure and no finding', () => {
    const gate = [warn('major: 230 more lines removed than added'), warn('80 of 100', 'risk')];
    const run = runOf(RULES, ...candidate(1, { gate }));
    expect(openFindings(run, RULES)).toMatchObject([
      { severity: 'major', category: 'change_size' },
    ]);
  });

  it('that were there on the base commit are expected', () => {
    const run = runOf(
      RULES,
      ...candidate(1),
      reported(one, red({ verdict: 'green', expected: ['ci.yml › test'] })),
    );
    expect(openFindings(run, RULES)).toMatchObject([{ expectedFail: true }]);
  });

  it('that a person dismissed are not open', () => {
    const dismissed = {
      type: 'finding-dismissed',
      at: 0,
      finding: 'F-1',
      by: 'ada',
      reason: 'no',
    } as const;
    const run = runOf(RULES, ...candidate(1), ...audited(one, [finding()]), dismissed);
    expect(openFindings(run, RULES)).toEqual([]);
  });
});

describe('what a finding counts as', () => {
  const debt = {
    ...{ ages: { runs: 3, tiers: 2 }, phase: null },
    aged: [{ id: debtId(finding().key), issue: 5, title: 't', path: null }],
  };
  it('is what it was raised as', () => {
    expect(effectiveSeverity(finding(), RULES)).toBe('minor');
    expect(effectiveSeverity(finding({ severity: 'major' }), RULES)).toBe('major');
  });
  it('is major once it has aged, whatever it was raised as', () => {
    expect(effectiveSeverity(finding(), { debt })).toBe('major');
    expect(effectiveSeverity(finding({ key: 'another' }), { debt })).toBe('minor');
    expect(effectiveSeverity(finding({ effectiveSeverity: 'major' }), RULES)).toBe('major');
  });
});
