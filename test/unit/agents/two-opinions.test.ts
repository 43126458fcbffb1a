import { expect, it } from '@jest/globals';
import { together } from '../../../src/agents/audit-parts.ts';

type Part = Parameters<typeof together>[0];
type Verdict = Part['verdict'];
const said = (verdict: Verdict) => ({
  ...{ verdict, summary: 's', findings: [], fixed: [], acceptance: [] },
});

it.each<readonly [Verdict, Verdict, Verdict]>([
  ['approve', 'revise', 'revise'],
  ['revise', 'approve', 'revise'],
  ['escalate', 'revise', 'escalate'],
  ['approve', 'approve', 'approve'],
])('two opinions have the worse verdict: %s and %s', (first, second, verdict) => {
  const whole = together({ ...said(first), model: 'm1' }, { is: 'audit', ...said(second) });
  expect(whole.verdict).toBe(verdict);
});

it('two opinions have all findings of both', () => {
  const known = { id: 'F-1' } as Part['findings'][number];
  const other = { id: 'F-2' } as Part['findings'][number];
  const first = { ...said('approve'), model: 'm1', findings: [known, other] };
  const whole = together(first, { is: 'audit', ...said('approve'), findings: [known] });
  expect(whole.findings.map(({ id }) => id)).toEqual(['F-1', 'F-2']);
});
