import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../../src/core/findings.ts';
import type { Candidate } from '../../../src/core/run/run.ts';
import { verdictOf } from '../../../src/core/run/verdict.ts';

const finding = (id: string, more: Partial<Finding> = {}): Finding => ({
  ...{ id, key: id, source: 'auditor', severity: 'major', category: 'bug', title: id, reason: '' },
  ...{ phase: 'T1.P1', path: null, line: null, status: 'open' },
  ...more,
});
const asked = (...findings: readonly string[]): Candidate => ({
  ...{ head: '0'.repeat(40), attempt: 1, pushedAt: 0, files: 1, added: 1, removed: 0 },
  ...{ risk: 0, gate: [], ci: null, auditMisses: 0 },
  audit: {
    ...{ round: 1, verdict: 'revise', summary: '', fixed: [], acceptance: [] },
    findings: [...findings],
  },
});

describe('a phase whose audit asks for changes', () => {
  const dismissed = { status: 'dismissed' } as const;

  it('is free when the last major finding is gone, and not before', () => {
    const both = asked('F-1', 'F-2');
    const with2 = (...all: Finding[]): string | null => verdictOf({ findings: all }, both);
    expect(with2(finding('F-1'), finding('F-2'))).toBe('revise');
    expect(with2(finding('F-1', dismissed), finding('F-2'))).toBe('revise');
    expect(with2(finding('F-1', dismissed), finding('F-2', dismissed))).toBe('approve');
  });

  it('is not kept by what is minor', () => {
    const minor = finding('F-2', { severity: 'minor' });
    const findings = [finding('F-1', dismissed), minor];
    expect(verdictOf({ findings }, asked('F-1', 'F-2'))).toBe('approve');
  });
});
