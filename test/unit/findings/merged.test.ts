import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/core/findings.ts';
import { runFindings } from '../../../src/core/findings/stream.ts';
import { candidate, finding, RULES, runOf } from './runs.ts';

const run = runOf(RULES, ...candidate(1));
const here: Partial<Finding> = { evidence: ['here'] };
const there: Partial<Finding> = {
  ...{ id: 'F-2', source: 'gate', phase: 'T2.P1', evidence: ['there'] },
};
const both = (one: Partial<Finding>, other: Partial<Finding>) =>
  runFindings(
    { ...run, findings: [finding({ ...here, ...one }), finding({ ...there, ...other })] },
    RULES,
  );

describe('what two phases saw', () => {
  it('is one finding, with all that they know of it', () => {
    expect(both({}, {})).toMatchObject([
      {
        ...{ id: 'F-1', phase: 'T1.P1', phases: ['T1.P1', 'T2.P1'], evidence: ['here', 'there'] },
        sources: ['auditor', 'gate'],
      },
    ]);
  });

  it.each([
    ['minor', 'minor', 'minor'],
    ['minor', 'major', 'major'],
    ['major', 'minor', 'major'],
  ] as const)('is as bad as anybody says: %s and %s', (one, other, severity) => {
    const [merged] = both({ severity: one }, { severity: other });
    expect(merged).toMatchObject({ severity, effectiveSeverity: severity });
  });

  it.each([
    ['open', 'fixed', 'open'],
    ['fixed', 'open', 'open'],
    ['fixed', 'fixed', 'fixed'],
    ['dismissed', 'open', 'dismissed'],
    ['open', 'dismissed', 'dismissed'],
    ['fixed', 'dismissed', 'dismissed'],
  ] as const)(
    'is open until nobody sees it, or a person dismissed it: %s and %s',
    (a, b, status) => {
      expect(both({ status: a }, { status: b })).toMatchObject([{ status }]);
    },
  );

  it.each([
    [true, true, true],
    [true, undefined, false],
    [undefined, true, false],
  ] as const)('was there before where both knew it: %s and %s', (one, other, expectedFail) => {
    const told = (is: true | undefined) => (is === undefined ? {} : { expectedFail: is });
    expect(both(told(one), told(other))).toMatchObject([{ expectedFail }]);
  });
});
