import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { aPhase } from './a-phase.ts';
import { aFinding, audit, CHANGE, known, LINE, parse, PROVEN, verdict } from './an-audit.ts';

describe('the verdict', () => {
  it('is the answer’s own where nothing is found', () => {
    expect(verdict({})).toBe('approve');
  });
  it('tightens to revise by a major finding, whatever the answer says', () => {
    expect(verdict({ verdict: 'approve', findings: [aFinding()] })).toBe('revise');
  });
  it('is approve with findings when only minor ones are named', () => {
    const parsed = audit({ verdict: 'revise', findings: [aFinding({ severity: 'minor' })] });
    expect(parsed).toMatchObject({ verdict: 'approve', findings: [{ severity: 'minor' }] });
    const round = { round: 3 };
    expect(
      audit({ verdict: 'revise', findings: [aFinding({ severity: 'minor' })] }, round),
    ).toMatchObject({ verdict: 'approve', findings: [] });
  });
  it('stays with a person once it is escalated', () => {
    expect(verdict({ verdict: 'escalate' })).toBe('escalate');
    expect(verdict({ verdict: 'escalate', findings: [aFinding()] })).toBe('escalate');
  });
  it('is revise while an earlier major finding is neither mended nor named', () => {
    const open = audit({ verdict: 'approve' }, { known: [known()] });
    expect(open).toMatchObject({ verdict: 'revise', fixed: [], findings: [{ id: 'F-1' }] });
    expect(verdict({ verdict: 'revise' }, { known: [known()] })).toBe('revise');
    const minor = audit({}, { known: [known({ severity: 'minor' })] });
    expect(minor).toMatchObject({ verdict: 'approve', findings: [] });
  });
  it('approves when the earlier ones are mended, however they are spelled', () => {
    for (const fixed of [['F-1'], ['F-1: old'], ['the finding F-1']])
      expect(audit({ fixed }, { known: [known()] })).toMatchObject({
        ...{ verdict: 'approve', fixed: ['F-1'], findings: [] },
      });
    expect(audit({ fixed: ['F-11', 'x'] }, { known: [known()] })).toMatchObject({ fixed: [] });
  });
  it('takes a finding for gone together with the file that it stood in', () => {
    const gone: FileChange = { op: 'delete', path: 'src/a.ts', mode: '100644', before: 'x\n' };
    const [raised] = audit({ findings: [aFinding()] }).findings;
    expect(audit({}, { known: [raised!], changes: [gone] })).toMatchObject({ fixed: ['F-1'] });
  });
  it('does not take it for gone where the deletion is what it is about', () => {
    const gone: FileChange = { op: 'delete', path: 'src/a.ts', mode: '100644', before: 'x\n' };
    const about = aFinding({ title: 'Callers still need it', line_text: 'x', side: 'old' });
    const [raised] = audit({ findings: [about] }, { changes: [gone] }).findings;
    for (const verdict of ['approve', 'revise'] as const)
      expect(audit({ verdict }, { known: [raised!], changes: [gone] })).toMatchObject({
        ...{ verdict: 'revise', fixed: [], findings: [{ id: 'F-1' }] },
      });
    expect(audit({ fixed: ['F-1'] }, { known: [raised!], changes: [gone] }).verdict).toBe(
      'approve',
    );
  });
  it('does not take it for gone where its file has another name only', () => {
    const [raised] = audit({ findings: [aFinding()] }).findings;
    const moved: FileChange[] = [
      { op: 'delete', path: 'src/a.ts', mode: '100644', before: CHANGE.after },
      { op: 'create', path: 'src/b.ts', mode: '100644', after: CHANGE.after },
    ];
    expect(audit({}, { known: [raised!], changes: moved })).toMatchObject({
      ...{ verdict: 'revise', fixed: [] },
    });
    // Raised by the old name, it stands in the new file.
    expect(audit({ findings: [aFinding()] }, { changes: moved }).findings).toMatchObject([
      { path: 'src/b.ts', line: LINE },
    ]);
  });
  it('leaves findings of other phases alone', () => {
    expect(verdict({}, { known: [known({ phase: 'T9.P9' })] })).toBe('approve');
  });
  it('never falls below what the findings ask for', () => {
    const anyFinding = fc.record({
      severity: fc.constantFrom('major' as const, 'minor' as const, null),
      title: fc.constantFrom('a', 'b', 'c'),
      line_text: fc.constantFrom('const b = 2;', '}', null),
    });
    fc.assert(
      fc.property(
        fc.constantFrom('approve' as const, 'revise' as const, 'escalate' as const),
        fc.array(anyFinding, { maxLength: 90 }),
        fc.integer({ min: 1, max: 4 }),
        (said, list, round) => {
          const parsed = parse({ verdict: said, findings: list.map(aFinding) }, { round });
          if (parsed.is === 'unusable') return;
          if (said === 'escalate') expect(parsed.verdict).toBe('escalate');
          else if (list.some((one) => one.severity === 'major'))
            expect(parsed.verdict).toBe('revise');
        },
      ),
    );
  });
});

it('an answer is read with words, a fence or a thought around it, and never guessed from two', () => {
  const said = (verdict: string) =>
    JSON.stringify({
      ...{ verdict, summary: 'It does what it should.', findings: [], fixed: [] },
      acceptance: PROVEN,
    });
  const text = said('approve');
  for (const around of [
    `Here is my review:\n\`\`\`json\n${text}\n\`\`\``,
    `<think>\nIs {"verdict":"escalate"} due?\n</think>\n${text}`,
    `${text}\n\nLet me know!`,
  ])
    expect(parse(around)).toMatchObject({ is: 'audit', verdict: 'approve' });
  const two = `The change says:\n${text}\nbut I say:\n${said('escalate')}`;
  expect(parse(two)).toMatchObject({ is: 'unusable', cause: 'malformed' });
});

describe('an answer is unusable', () => {
  it.each([
    ['', 'the answer is empty'],
    ['Looks good to me!', 'the answer is not one JSON object'],
    ['{"verdict":"approve"}', 'findings'],
    ['{"verdict":"fine"}', 'verdict: expected "approve", "revise" or "escalate"'],
    ['{"withheld":"sha256:00"}', 'verdict'],
    ['{}{}', 'the answer is not one JSON object'],
    ['[]', ''],
    ['null', ''],
  ])('%j', (text, why) => {
    const parsed = parse(text);
    expect(parsed.is).toBe('unusable');
    if (parsed.is === 'unusable') expect(parsed).toMatchObject({ cause: 'malformed' });
    if (parsed.is === 'unusable') expect(parsed.why).toContain(why);
  });
  it('without a word on each criterion', () => {
    expect(parse({ acceptance: [] }).is).toBe('unusable');
    expect(parse({ acceptance: PROVEN.slice(1) }).is).toBe('unusable');
  });
  it('without any evidence', () => {
    expect(parse({ acceptance: PROVEN.map((one) => ({ ...one, evidence: ' ' })) })).toEqual({
      ...{ is: 'unusable', cause: 'incomplete' },
      why: 'no evidence for any acceptance criterion',
    });
  });
  it('when it asks for changes and names none', () => {
    expect(parse({ verdict: 'revise' })).toEqual({
      ...{ is: 'unusable', cause: 'incomplete' },
      why: 'it asks for changes and names none',
    });
  });
  it.each([
    { summary: '' },
    { findings: [{ ...aFinding(), title: null as never }] },
    { acceptance: PROVEN.map(({ criterion, evidence }) => ({ criterion, evidence }) as never) },
  ])('with %j', (more) => {
    expect(parse(more).is).toBe('unusable');
  });
});

describe('acceptance', () => {
  it('is matched by words before place, with numbers and quotes apart', () => {
    const [first, second] = PROVEN;
    const acceptance = [
      { ...second!, criterion: '2. A blank name greets the world.', evidence: 'b.ts:2' },
      { ...first!, criterion: '“blanks are trimmed”', evidence: 'no a.ts', proven: false },
    ];
    expect(audit({ acceptance }).acceptance).toEqual([
      { criterion: 'blanks are trimmed', proven: false, evidence: 'no a.ts' },
      { criterion: 'a blank name greets the world', proven: true, evidence: 'b.ts:2' },
    ]);
  });
  it('that is claimed without evidence makes no approval', () => {
    for (const evidence of ['', '-', 'ok', 'Yes!'])
      for (const proven of [true, false])
        expect(parse({ acceptance: [PROVEN[0]!, { ...PROVEN[1]!, proven, evidence }] })).toEqual({
          ...{ is: 'unusable', cause: 'incomplete' },
          why: 'no evidence for 1 of 2 acceptance criteria',
        });
    const [, second] = PROVEN;
    const acceptance = [PROVEN[0]!, { ...second!, evidence: 'ok' }];
    const parsed = audit({ acceptance, findings: [aFinding()] });
    expect(parsed.acceptance.map((one) => one.proven)).toEqual([true, false]);
  });
  const open = [PROVEN[0]!, { ...PROVEN[1]!, proven: false, evidence: 'no test shows it' }];

  it('that is not proven is asked of the Builder, whatever the answer approves', () => {
    for (const said of ['approve', 'revise'] as const) {
      const findings = [aFinding({ severity: 'minor' })];
      expect(audit({ verdict: said, acceptance: open, findings })).toMatchObject({
        verdict: 'revise',
        findings: [
          {
            ...{ id: 'F-1', severity: 'major', category: 'test_gap', path: null },
            ...{ title: 'Not proven: a blank name greets the world', reason: 'no test shows it' },
          },
          { id: 'F-2', severity: 'minor' },
        ],
      });
    }
    expect(verdict({ acceptance: open.map((one) => ({ ...one, proven: false })) })).toBe('revise');
    expect(verdict({ verdict: 'escalate', acceptance: open })).toBe('escalate');
  });
  it('that is not proven is told by what is in its way, where that is told', () => {
    const parsed = audit({ verdict: 'revise', acceptance: open, findings: [aFinding()] });
    expect(parsed.findings.map(({ title }) => title)).toEqual(['b is wrong']);
  });
  it('that is proven later is open no more, though the answer does not say so', () => {
    const { findings } = audit({ acceptance: open });
    const reworded = [open[0]!, { ...open[1]!, evidence: 'still nothing that shows it' }];
    const again = audit({ acceptance: reworded }, { known: findings, round: 2 });
    expect(again).toMatchObject({ verdict: 'revise', findings: [{ id: 'F-1' }], fixed: [] });
    expect(again.findings).toHaveLength(1);
    expect(audit({}, { known: findings, round: 2 })).toMatchObject({
      ...{ verdict: 'approve', findings: [], fixed: ['F-1'] },
    });
  });
  it('that a person takes as it is keeps nothing open', () => {
    const known = audit({ acceptance: open }).findings.map((one) => ({
      ...one,
      status: 'dismissed' as const,
    }));
    expect(audit({ acceptance: open }, { known })).toMatchObject({
      ...{ verdict: 'approve', findings: [] },
    });
    const other = aPhase({ id: 'T9.P9' });
    expect(verdict({ acceptance: open }, { known, phase: other })).toBe('revise');
  });
  it('is not asked of what came after the phase was complete', () => {
    expect(verdict({ acceptance: open }, { isLater: true })).toBe('approve');
    expect(verdict({ acceptance: open, findings: [aFinding()] }, { isLater: true })).toBe('revise');
  });
  it('of none leaves the summary to say what was looked at', () => {
    const phase = aPhase({ acceptance: [] });
    const say = (summary: string) => parse({ summary, acceptance: [] }, { phase });
    expect(say('LGTM, ship it').is).toBe('unusable');
    expect(say('b is 2 in every caller, and the tests hold it.')).toMatchObject({
      verdict: 'approve',
    });
  });
});
