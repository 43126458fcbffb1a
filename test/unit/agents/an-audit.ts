/** An audit answer, and what is made of it. */
import { type Audit, parseAudit } from '../../../src/agents/auditor.ts';
import type { AuditAnswer, RawFinding } from '../../../src/agents/audit-answer.ts';
import type { AuditAbout } from '../../../src/agents/audit-about.ts';
import { hunkLines } from '../../../src/core/edits/diff.ts';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import type { Finding } from '../../../src/core/findings.ts';
import { aPhase } from './a-phase.ts';

export const after = [
  'const a = 1;',
  ...Array.from({ length: 20 }, () => '// far'),
  'const b = 2;',
  '}',
];
export const CHANGE: Extract<FileChange, { op: 'update' }> = {
  ...{ op: 'update', path: 'src/a.ts', mode: '100644' },
  before: `${after.filter((line) => line !== 'const b = 2;').join('\n')}\n`,
  after: `${after.join('\n')}\n`,
};
export const LINE = 22;

export const aFinding = (more: Partial<RawFinding> = {}): RawFinding => ({
  ...{ severity: 'major', category: 'bug', title: 'b is wrong', reason: 'It is 2.' },
  ...{ path: 'src/a.ts', line_text: 'const b = 2;', line: null },
  ...more,
});
export const known = (more: Partial<Finding> = {}): Finding => ({
  ...{ id: 'F-1', key: 'k', source: 'auditor', severity: 'major', category: 'bug' },
  ...{ title: 'old', reason: 'r', phase: 'T1.P1', path: 'src/a.ts', line: null, status: 'open' },
  ...more,
});
export const PROVEN = aPhase().acceptance.map((criterion) => ({
  ...{ criterion, proven: true, evidence: 'test/greeting.test.ts' },
}));

export const parse = (
  answer: Partial<AuditAnswer> | string,
  more: Partial<AuditAbout> = {},
): Audit => {
  const changes = more.changes ?? [CHANGE];
  const text =
    typeof answer === 'string'
      ? answer
      : JSON.stringify({
          ...{ verdict: 'approve', summary: 'Fine.', findings: [], fixed: [] },
          ...{ acceptance: PROVEN, ...answer },
        });
  return parseAudit(text, {
    phase: aPhase(),
    changes,
    hunks: new Map(changes.map((change) => [change.path, hunkLines(change)])),
    known: [],
    round: 1,
    ...more,
  });
};
export const audit = (...args: Parameters<typeof parse>): Extract<Audit, { is: 'audit' }> => {
  const parsed = parse(...args);
  if (parsed.is !== 'audit') throw new Error(parsed.why);
  return parsed;
};
export const verdict = (...args: Parameters<typeof parse>): string => audit(...args).verdict;
