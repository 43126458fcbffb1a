import { describe, expect, it } from '@jest/globals';
import { aPhase } from './a-phase.ts';
import { aFinding, audit, known, LINE, parse, PROVEN, verdict } from './an-audit.ts';

describe('an answer that nothing held to the schema', () => {
  const told = (finding: object, more: object = {}): string =>
    JSON.stringify({
      ...{ verdict: 'revise', summary: 'One problem.', fixed: [], acceptance: PROVEN },
      ...{ findings: [{ ...aFinding({ severity: 'minor' }), ...finding }], ...more },
    });
  const one = (finding: object, more: object = {}) => audit(told(finding, more)).findings[0];

  it.each([
    ['Major', 'major'],
    ['CRITICAL', 'major'],
    ['high', 'major'],
    ['nit', 'minor'],
    // The phase's own.
    ['medium', 'minor'],
    ['constructor', 'minor'],
  ])('calls a severity %s, which is %s', (severity, expected) => {
    expect(one({ severity })?.severity).toBe(expected);
  });

  it.each([
    ['Test Gap', 'test_gap'],
    ['data-loss', 'data_loss'],
    ['Documentation', 'docs'],
    ['correctness', 'bug'],
    ['Constructor', 'bug'],
    ['__proto__', 'bug'],
    [null, 'bug'],
  ])('calls a category %s, which is %s', (category, expected) => {
    expect(one({ category })?.category).toBe(expected);
  });

  it.each([
    ['APPROVE', 'approve'],
    ['request_changes', 'revise'],
    ['Changes requested', 'revise'],
    ['Escalate', 'escalate'],
  ])('calls a verdict %s, which is %s', (said, expected) => {
    const severity = expected === 'approve' ? 'minor' : 'major';
    expect(audit(told({ severity }, { verdict: said })).verdict).toBe(expected);
  });

  it.each(['./src/a.ts', '/src/a.ts', 'src\\a.ts', 'src/a.ts:22', 'src/a.ts:22-24'])(
    'points into the diff by %s',
    (path) => {
      expect(one({ path })).toMatchObject({ path: 'src/a.ts', line: LINE });
    },
  );

  it.each([0, -1, '22', '22-24', 'L22', 1e300, null])(
    'is placed by its text where its line is %j',
    (line) => {
      expect(one({ line })).toMatchObject({ line: LINE });
    },
  );

  it.each(['constructor', '__proto__', 'fine'])('has no verdict that is called %s', (said) => {
    expect(parse(told({}, { verdict: said }))).toMatchObject({ is: 'unusable' });
  });

  it('may leave out what says nothing, and say more than is asked', () => {
    const bare = {
      severity: 'major',
      category: 'bug',
      title: 't',
      description: 'd',
      file: 'src/a.ts',
    };
    const answer = { verdict: 'revise', summary: 'One.', findings: [bare], acceptance: PROVEN };
    expect(
      audit(JSON.stringify({ ...answer, confidence: 0.9, fixed: null, notes: 'n' })),
    ).toMatchObject({
      findings: [{ path: 'src/a.ts', line: null, title: 't', reason: 'd' }],
    });
    expect(
      one({ id: 'F-9', evidence: ['a', 'b'], regression: 'true', side: 'RIGHT' }),
    ).toMatchObject({
      ...{ evidence: ['a b'], line: LINE },
    });
    const approved = { verdict: 'approve', findings: null, fixed: [{ id: 'F-1' }] };
    expect(audit(told({}, approved), { known: [known()] })).toMatchObject({
      ...{ verdict: 'approve', fixed: ['F-1'] },
    });
  });

  it('is summed up by its worst finding where it has no summary', () => {
    const two = [
      aFinding({ severity: 'minor', title: 'small' }),
      aFinding({ title: 'large', line_text: '}' }),
    ];
    expect(audit(told({}, { summary: null, findings: two })).summary).toBe('large');
  });

  it('may be in a language that puts no blanks between words', () => {
    const acceptance = PROVEN.map((proof) => ({ ...proof, evidence: '测试覆盖了这个条件' }));
    const answer = { verdict: 'approve' as const, summary: '所有条件都由测试证明', acceptance };
    expect(verdict(answer)).toBe('approve');
    expect(verdict(answer, { phase: aPhase({ acceptance: [] }) })).toBe('approve');
    const instant = { ...answer, summary: '没问题', acceptance: [] };
    expect(parse(instant, { phase: aPhase({ acceptance: [] }) }).is).toBe('unusable');
    const silent = PROVEN.map((proof) => ({ ...proof, evidence: '好' }));
    expect(parse({ ...answer, acceptance: silent }).is).toBe('unusable');
  });

  it('may name the criteria by their numbers', () => {
    const [first, second] = PROVEN;
    const acceptance = [
      { ...second!, criterion: '#2', evidence: 'no b.ts', proven: false },
      { ...first!, criterion: 'Criterion 1', evidence: 'a.ts: 1' },
    ];
    expect(audit({ acceptance }).acceptance.map(({ proven }) => proven)).toEqual([true, false]);
    const [, alone] = acceptance;
    expect(parse({ acceptance: [alone!] }).is).toBe('unusable');
  });
});
