import { expect, it } from '@jest/globals';
import { together } from '../../../src/agents/audit-parts.ts';

type Part = Parameters<typeof together>[0];
type Verdict = Part['verdict'];
const said = (verdict: Verdict, findings: Part['findings'] = []) => ({
  ...{ verdict, summary: 's', findings, fixed: [], acceptance: [] },
});
const second = (verdict: Verdict, findings: Part['findings'] = [], model = 'm2') => ({
  ...{ is: 'audit' as const, model, ...said(verdict, findings) },
});

it.each<readonly [Verdict, Verdict, Verdict]>([
  ['approve', 'revise', 'revise'],
  ['revise', 'approve', 'revise'],
  ['escalate', 'revise', 'escalate'],
  ['approve', 'approve', 'approve'],
])('two opinions have the worse verdict: %s and %s', (first, after, verdict) => {
  const whole = together({ ...said(first), model: 'm1' }, second(after));
  expect(whole.verdict).toBe(verdict);
});

it('two opinions have all findings of both', () => {
  const known = { id: 'F-1' } as Part['findings'][number];
  const other = { id: 'F-2' } as Part['findings'][number];
  const first = { ...said('approve'), model: 'm1', findings: [known, other] };
  const whole = together(first, second('approve', [known]));
  expect(whole.findings.map(({ id }) => id)).toEqual(['F-1', 'F-2']);
});

it('two opinions have the worse severity of each finding, as it is told there', () => {
  const finding = { id: 'F-1', severity: 'minor', title: 'small' } as Part['findings'][number];
  const worse = { ...finding, severity: 'major', title: 'big' } as const;
  for (const [one, other] of [
    [worse, finding],
    [finding, worse],
  ] as const) {
    const whole = together({ ...said('revise', [one]), model: 'm1' }, second('revise', [other]));
    expect(whole.findings).toEqual([worse]);
  }
});

it('two opinions of one model say so', () => {
  const first = { ...said('approve'), model: 'm1' };
  expect(together(first, second('approve')).summary).toBe('s\n\ns');
  const long = { ...second('approve', [], 'm1'), summary: 'x'.repeat(600) };
  const { summary } = together({ ...first, summary: 'y'.repeat(600) }, long);
  expect(summary).toMatch(/^Both opinions are of m1\.\n\ny+/);
  expect(summary.length).toBeLessThanOrEqual(600);
});
