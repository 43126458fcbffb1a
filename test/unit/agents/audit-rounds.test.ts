import { describe, expect, it } from '@jest/globals';
import { type EarlierRound, noProgress, reversals } from '../../../src/agents/audit-brakes.ts';
import {
  isDestructive,
  isDual,
  together,
  withoutSettled,
} from '../../../src/agents/audit-parts.ts';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { aPhase } from './a-phase.ts';
import { aFinding, audit, CHANGE, known, LINE } from './an-audit.ts';

const update = (path: string, before: string, now: string): FileChange => ({
  ...{ op: 'update', path, mode: '100644', before, after: now },
});

describe('round', () => {
  const minor = aFinding({ severity: 'minor', title: 'small' });
  const count = (round: number, more: object = {}) =>
    audit({ findings: [{ ...minor, ...more }] }, { round }).findings.length;

  it('1 takes everything, 2 what is major or worked before, 3 what is major', () => {
    expect([1, 2, 3].map((round) => count(round))).toEqual([1, 0, 0]);
    expect([1, 2, 3].map((round) => count(round, { regression: true }))).toEqual([1, 1, 0]);
    expect([1, 2, 3].map((round) => count(round, { severity: 'major' }))).toEqual([1, 1, 1]);
  });

  it('does not lose sight of what is open', () => {
    const [first] = audit({ findings: [minor] }).findings;
    const again = audit({ findings: [minor] }, { round: 3, known: [first!] });
    expect(again.findings.map(({ id }) => id)).toEqual(['F-1']);
  });

  it('tells of an older finding without its old place', () => {
    const old = known({ line: 3, suggestion: 'x' });
    const [still] = audit({}, { known: [old], round: 2 }).findings;
    expect(still).toMatchObject({ id: 'F-1', line: null });
    expect(still).not.toHaveProperty('suggestion');
  });
});

describe('a suggestion', () => {
  const of = (suggestion: string | null, more: object = {}, changes: FileChange[] = [CHANGE]) =>
    audit({ findings: [aFinding({ suggestion, ...more })] }, { changes }).findings[0]?.suggestion;

  it('stands in place of the line that is quoted', () => {
    expect(of('const b = 3;\n')).toBe('const b = 3;');
    expect(of('const b = 3;\nconst c = 4;')).toBe('const b = 3;\nconst c = 4;');
  });

  it('is indented as the line is', () => {
    const change = update('src/a.ts', '', `if (a) {\n\tconst b = 2;\n}\n`);
    expect(of('const b = 3;\nc();', {}, [change])).toBe('\tconst b = 3;\n\tc();');
    expect(of('\tconst b = 3;', {}, [change])).toBe('\tconst b = 3;');
  });

  it.each([
    ['nothing', null, {}],
    ['blanks', ' \n', {}],
    ['the line itself', 'const b = 2;', {}],
    ['what nobody sees', 'const b = 3;\u200B', {}],
    ['a carriage return in a line', 'a\rb', {}],
    ['a conflict', '<<<<<<< mine\na\n=======', {}],
    ['too much', 'x'.repeat(1_001), {}],
    ['too many lines', 'x\n'.repeat(21), {}],
    ['a line that is only counted', 'const b = 3;', { line_text: null, line: LINE }],
    ['a line that is not there', 'const b = 3;', { line_text: 'const z = 1;' }],
  ])('of %s is none', (_, suggestion, more) => {
    expect(of(suggestion, more)).toBeUndefined();
  });

  it('is none where the line stands more than once and is not counted right', () => {
    const guards = ['a(x) {', '  if (!x) return;', '}', 'b(x) {', '  if (!x) return;', '}', ''];
    const change = update('src/a.ts', '', guards.join('\n'));
    const at = (line: number | null) => {
      const more = { line_text: '  if (!x) return;', line };
      return of('  if (!x) throw new Error("b");', more, [change]);
    };
    expect([null, 1, 3, 4, 6].map(at)).toEqual(Array(5).fill(undefined));
    expect([at(2), at(5)]).toEqual(Array(2).fill('  if (!x) throw new Error("b");'));
  });

  it('leaves JSON readable', () => {
    const change = update('src/a.ts', '', '');
    const json = { ...change, path: 'a.json', after: '{\n  "a": 1\n}\n' } as FileChange;
    const at = { path: 'a.json', line_text: '"a": 1' };
    expect(of('"a": 2', at, [json])).toBe('  "a": 2');
    expect(of('"a": 2,', at, [json])).toBeUndefined();
  });
});

describe('two rounds', () => {
  const before = update('src/a.ts', 'a();\nz();\n', 'a(1);\nz();\n');
  const earlier = (more: Partial<EarlierRound> = {}): EarlierRound => ({
    ...{ verdict: 'revise', findings: ['F-1'], changes: [before] },
    since: [update('src/a.ts', 'a(1);\nz();\n', 'a(2);\nz();\n')],
    ...more,
  });
  const asks = known({ id: 'F-2', line: 1, suggestion: 'a(1);' });

  it('of which the second asks to put back what the first had changed are a reversal', () => {
    expect(reversals([asks], earlier())).toEqual(['F-2']);
    for (const other of [
      { ...asks, suggestion: 'a(3);' },
      { ...asks, severity: 'minor' as const },
      { ...asks, line: 2 },
      { ...asks, path: 'src/b.ts' },
    ])
      expect(reversals([other], earlier())).toEqual([]);
    expect(reversals([asks], earlier({ verdict: 'approve' }))).toEqual([]);
  });

  it('with the same open findings and the same change are no progress', () => {
    const open = [known()];
    expect(noProgress(open, [before], earlier())).toBe(100);
    const other = update('src/a.ts', 'a();\nz();\n', 'b(1);\nz();\n');
    expect(noProgress(open, [other], earlier())).toBeNull();
    expect(noProgress([known({ id: 'F-9' })], [before], earlier())).toBeNull();
    expect(noProgress([known({ severity: 'minor' })], [before], earlier())).toBeNull();
    const lines = (n: number, last: string) =>
      [...Array.from({ length: n }, (_, i) => `line ${i}`), last].join('\n');
    const long = (last: string) => update('src/a.ts', '', lines(40, last));
    expect(noProgress(open, [long('x')], earlier({ changes: [long('y')] }))).toBe(97);
    const short = (last: string) => update('src/a.ts', '', lines(10, last));
    expect(noProgress(open, [short('x')], earlier({ changes: [short('y')] }))).toBeNull();
  });
});

describe('two opinions', () => {
  const secondAuditor = { model: 'm2', because: 'second' };
  const dual = (category: Parameters<typeof aPhase>[0], changes: readonly FileChange[]) =>
    isDual(aPhase({ secondAuditor, ...category }), changes);

  it('are due by category, and for a schema where something is taken away', () => {
    expect(dual({ category: 'security_auth_change' }, [])).toBe(true);
    expect(isDual(aPhase({ category: 'security_auth_change' }), [CHANGE])).toBe(false);
    const schema = { category: 'schema_contract_change' } as const;
    expect(dual(schema, [update('src/a.ts', 'a', 'b')])).toBe(false);
    expect(dual(schema, [update('db/schema.sql', 'a int\n', 'a int\nb int\n')])).toBe(false);
    expect(dual(schema, [update('db/schema.sql', 'a int\nb int\n', 'a int\n')])).toBe(true);
    expect(isDestructive([update('src/m.ts', '', 'q("ALTER TABLE a DROP COLUMN b")')])).toBe(true);
    expect(isDestructive([{ op: 'delete', path: 'x', mode: '100644', before: '' }])).toBe(true);
  });

  it('become one: all findings, the worse of each, and only what both saw is fixed or proven', () => {
    const one = audit(
      { findings: [aFinding({ severity: 'minor' })], summary: 'One.', fixed: ['F-7'] },
      {
        known: [
          known({ id: 'F-7', severity: 'minor' }),
          known({ id: 'F-8', key: 'k8', severity: 'minor' }),
        ],
      },
    );
    const first = {
      model: 'm1',
      ...one,
      findings: [...one.findings],
      fixed: [...one.fixed],
      acceptance: one.acceptance.map((each, n) => ({ ...each, proven: n > 0 })),
    };
    const second = audit(
      {
        findings: [aFinding({ line_text: '}', title: 'another' }), aFinding()],
        fixed: ['F-7', 'F-8'],
        summary: 'Two.',
      },
      {
        known: [
          ...one.findings,
          known({ id: 'F-7', severity: 'minor' }),
          known({ id: 'F-8', key: 'k8', severity: 'minor' }),
        ],
      },
    );
    const { is: _part, ...part } = { ...first, is: 'audit' };
    const whole = together(part, { ...second, model: 'm2' });
    expect(whole).toMatchObject({ verdict: 'revise', fixed: ['F-7'], summary: 'One.\n\nTwo.' });
    expect(whole.findings.map(({ id, severity }) => `${id} ${severity}`)).toEqual([
      ...['F-10 major', 'F-9 major'],
    ]);
    expect(whole.acceptance.map(({ proven }) => proven)).toEqual([false, true]);
  });

  it('do not hold on to what a person dismissed between them', () => {
    const { is: _, ...said } = audit({ verdict: 'revise', findings: [aFinding()] });
    const part = {
      ...{ ...said, model: 'm1' },
      ...{ findings: [...said.findings], fixed: [], acceptance: [...said.acceptance] },
    };
    const of = (status: 'open' | 'dismissed') =>
      withoutSettled(part, [{ ...said.findings[0]!, status }]);
    expect(of('open')).toEqual(part);
    expect(of('dismissed')).toEqual({ ...part, verdict: 'approve', findings: [] });
    const asked = withoutSettled({ ...part, verdict: 'escalate' }, [
      { ...said.findings[0]!, status: 'dismissed' },
    ]);
    expect(asked.verdict).toBe('escalate');
  });
});
