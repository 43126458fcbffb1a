import type { Candidate, Run } from './run.ts';

/**
 * What the audit of a candidate comes to (v7 section 6): it blocks only while a major finding of it is open
 * or it asks for a person. A person may have dismissed what it found. Null: there is no audit yet.
 */
export function verdictOf(
  run: Pick<Run, 'findings'>,
  { audit }: Candidate,
): 'approve' | 'revise' | 'escalate' | null {
  if (audit === null || audit.verdict !== 'revise') return audit?.verdict ?? null;
  const raised = run.findings.filter(({ id }) => audit.findings.includes(id));
  const dismissed = raised.some(({ status }) => status === 'dismissed');
  const blocking = raised.some(({ status, severity }) => status === 'open' && severity === 'major');
  return dismissed && !blocking ? 'approve' : 'revise';
}
