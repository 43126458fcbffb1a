import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RawFinding } from '../../../src/agents/audit-answer.ts';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { Finding } from '../../../src/core/findings.ts';
import { RunEvent } from '../../../src/core/run/event.ts';
import { sha } from '../run/story.ts';
import { aPhase } from './a-phase.ts';
import { aFinding, after, audit, CHANGE, known, LINE, parse, PROVEN, verdict } from './an-audit.ts';

describe('a finding', () => {
  const line = (more: Partial<RawFinding>): number | null | undefined =>
    audit({ findings: [aFinding(more)] }).findings[0]?.line;

  it('stands on the line that it quotes, not on the one that it counts', () => {
    expect(line({})).toBe(LINE);
    expect(line({ line: 3 })).toBe(LINE);
    expect(line({ line_text: '   const b = 2;  \n}' })).toBe(LINE);
    expect(line({ line_text: '+const b = 2;' })).toBe(LINE);
    expect(line({ path: 'b/src/a.ts' })).toBe(LINE);
    expect(line({ path: './src/a.ts' })).toBe(LINE);
  });
  it('takes the nearest of equal lines', () => {
    expect(line({ line_text: '// far', line: 20 })).toBe(20);
    expect(line({ line_text: '// far' })).toBe(19);
  });
  it('stands nowhere when the diff does not show its line', () => {
    expect(line({ line_text: 'const a = 1;' })).toBeNull();
    expect(line({ line_text: 'not there', line: LINE })).toBeNull();
    expect(line({ line_text: null, line: 1 })).toBeNull();
    expect(line({ line_text: null, line: LINE })).toBe(LINE);
    expect(line({ path: null })).toBeNull();
  });
  it('tells what shows it, and which lines it is about where they are more than one', () => {
    const change: FileChange = { ...CHANGE, before: '', after: 'a();\nb();\nc();\nb();\n' };
    const of = (more: Partial<RawFinding>) =>
      audit({ findings: [aFinding({ line_text: 'a();', ...more })] }, { changes: [change] })
        .findings[0];
    expect(of({ evidence: ' It says so.\u200B ' })).toMatchObject({ evidence: ['It says so.'] });
    expect(of({ evidence: ' ' })).not.toHaveProperty('evidence');
    expect(of({ last_line_text: 'b();' })).toMatchObject({ line: 1, endLine: 2 });
    expect(of({ last_line_text: '+c();' })).toMatchObject({ line: 1, endLine: 3 });
    for (const more of [
      { last_line_text: 'a();' },
      { last_line_text: 'z();' },
      { last_line_text: 'b();', suggestion: 'x();' },
      { last_line_text: 'b();', line_text: 'z();' },
    ])
      expect(of(more)).not.toHaveProperty('endLine');
  });
  it('stands on a line that is taken away, where the pull request shows just this change', () => {
    const before = 'keep();\ncheck(a);\ncheck(b);\nkeep();\n';
    const change: FileChange = { ...CHANGE, before, after: 'keep();\nkeep();\n' };
    const of = (more: Partial<RawFinding>, isFirst = true, others: FileChange[] = []) => {
      const findings = [aFinding({ side: 'old', line_text: 'check(b);', ...more })];
      const [found] = audit({ findings }, { changes: [change, ...others], isFirst }).findings;
      expect(found?.line).toBeNull();
      return found?.removedLine;
    };
    expect(of({})).toBe(3);
    expect(of({ line_text: '-check(a);' })).toBe(2);
    expect([of({}, false), of({ line_text: 'keep();' })]).toEqual([undefined, undefined]);
    const gone: FileChange = { op: 'delete', path: 'old.ts', mode: '100644', before: 'x\ny\nx\n' };
    const at = { path: 'old.ts', line_text: 'x' };
    expect([of({ ...at, line: 3 }, true, [gone]), of({ ...at, line: 2 }, true, [gone])]).toEqual([
      ...[3, undefined],
    ]);
    const came: FileChange = { op: 'create', path: 'new.ts', mode: '100644', after: 'z\n' };
    expect(of({ ...at, line: 3 }, true, [gone, came])).toBeUndefined();
  });
  it('about another file keeps its path in words', () => {
    const [finding] = audit({ findings: [aFinding({ path: 'src/caller.ts\n' })] }).findings;
    expect(finding).toMatchObject({ path: 'src/caller.ts', line: null });
  });
  it('is numbered on from what the run knows', () => {
    const findings = [aFinding(), aFinding({ line_text: '}', title: 'another' })];
    const ids = audit({ findings }, { known: [known({ id: 'F-7', status: 'fixed' })] }).findings;
    expect(ids.map(({ id }) => id)).toEqual(['F-8', 'F-9']);
  });
  it('that is raised again keeps its id and its severity, in other words and on another line', () => {
    const [first] = audit({ findings: [aFinding()] }).findings;
    const moved: FileChange = { ...CHANGE, after: `// new\n${after.join('\n')}\n` };
    const again = audit(
      { findings: [aFinding({ title: 'Other words', severity: 'minor' })] },
      { known: [first!], changes: [moved] },
    );
    expect(again).toMatchObject({
      verdict: 'revise',
      findings: [{ id: 'F-1', severity: 'major', line: LINE + 1, status: 'open' }],
    });
  });
  it('that a person dismissed is settled, in other words, by its name, and under any verdict', () => {
    const [first] = audit({ findings: [aFinding()] }).findings;
    const dismissed = { known: [{ ...first!, status: 'dismissed' as const }], round: 2 };
    for (const said of ['approve', 'revise'] as const)
      for (const again of [
        aFinding({ title: 'Other words' }),
        aFinding({ title: 'F-1: b is still 2', line_text: null }),
      ])
        expect(audit({ verdict: said, findings: [again] }, dismissed)).toMatchObject({
          ...{ verdict: 'approve', findings: [], fixed: [] },
        });
    const other = aFinding({ line_text: '}', title: 'another, not F-1' });
    expect(audit({ findings: [aFinding(), other] }, dismissed)).toMatchObject({
      ...{ verdict: 'revise', findings: [{ id: 'F-2' }] },
    });
  });
  it('that a later phase raises again was seen by both, whichever raised it first', () => {
    const raise = (id: string, before: readonly Finding[]): Finding =>
      audit({ findings: [aFinding()] }, { phase: aPhase({ id }), known: before }).findings[0]!;
    const first = raise('T1.P1', []);
    expect(first).not.toHaveProperty('phases');
    expect(raise('T1.P1', [first])).not.toHaveProperty('phases');
    const second = raise('T2.P1', [first]);
    expect(second).toMatchObject({ id: 'F-1', phase: 'T2.P1', phases: ['T1.P1', 'T2.P1'] });
    expect(raise('T1.P1', [second]).phases).toEqual(['T1.P1', 'T2.P1']);
  });
  it('does not hide behind another on the same line', () => {
    const findings = [aFinding({ severity: 'minor', title: 'small' }), aFinding({ title: 'big' })];
    expect(audit({ findings })).toMatchObject({
      verdict: 'revise',
      findings: [{ severity: 'major', title: 'big', reason: 'It is 2.\nAlso: small' }],
    });
  });
  it('has the phase’s severity where the provider left it out', () => {
    const findings = [aFinding({ severity: null })];
    expect(verdict({ findings })).toBe('approve');
    expect(verdict({ findings }, { phase: aPhase({ defaultSeverity: 'major' }) })).toBe('revise');
  });
  it('is one of at most 50, the worst first, and a flood is counted', () => {
    const many = Array.from({ length: 500 }, (_, n) =>
      aFinding({ title: `t${n}`, line_text: null, severity: n === 400 ? 'major' : 'minor' }),
    );
    const { findings, summary, verdict: made } = audit({ findings: many });
    expect(findings).toHaveLength(50);
    expect(findings[0]).toMatchObject({ title: 't400', severity: 'major' });
    expect(made).toBe('revise');
    expect(summary).toBe('Fine. (450 more findings are not listed)');
    const long = many.map((one) => ({ ...one, reason: 'r'.repeat(2_000) }));
    expect(JSON.stringify(audit({ findings: long }).findings).length).toBeLessThan(25_000);
  });
  it('fits the ledger, whatever the model writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), fc.integer(), (text, n) => {
        const findings = [
          aFinding({
            title: `x${text}`,
            reason: text,
            path: text,
            line_text: text,
            line: Math.abs(n) + 1,
          }),
        ];
        const acceptance = PROVEN.map((one) => ({ ...one, evidence: `e${text}` }));
        const parsed = parse({ summary: `s${text}`, findings, fixed: [text], acceptance });
        if (parsed.is === 'unusable') return;
        const { is: _, ...rest } = parsed;
        for (const finding of rest.findings) Finding.parse(finding);
        const event = { at: 0, phase: 'T1.P1', head: sha(1), round: 1, ...rest };
        expect(RunEvent.safeParse({ type: 'audit-finished', ...event }).error).toBeUndefined();
      }),
    );
  });
  it('quotes a line that the fence had marked', () => {
    const change: FileChange = { ...CHANGE, before: '', after: 'x = "</file>";\n' };
    const findings = [aFinding({ line_text: 'x = "<\u200B/file>";' })];
    expect(audit({ findings }, { changes: [change] }).findings[0]?.line).toBe(1);
  });
});
