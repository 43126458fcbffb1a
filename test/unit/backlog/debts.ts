/** Entries of a backlog, and the issues that they stand in. */
import type { DebtEntry } from '../../../src/core/backlog/entry.ts';
import { backlogOf, type Debt, type DebtIssueSeen } from '../../../src/core/backlog/issues.ts';
import { debtText } from '../../../src/core/backlog/render.ts';
import { debtId } from '../../../src/core/findings/effective.ts';

export const KEY = 'k'.repeat(32);
export const REPO = 1;

export const entry = (more: Partial<DebtEntry> = {}): DebtEntry => ({
  ...{ version: 1, repoId: REPO, id: debtId('bug__src/a.ts__x'), category: 'bug' },
  ...{ title: 'Off by one', reason: 'The last one is left out.', severity: 'minor' },
  ...{ source: 'auditor', path: 'src/a.ts', anchor: null, origin: 'greenfield' },
  ...{ first: '3-1', last: '3-1', seen: ['3-1/T1'], status: 'open', at: 0, resolvedBy: null },
  ...more,
});

export const issueOf = (one: DebtEntry, more: Partial<DebtIssueSeen> = {}): DebtIssueSeen => ({
  ...{ number: 40, open: one.status !== 'resolved', ...debtText(one, KEY) },
  ...more,
});

export const debtsOf = (...issues: readonly DebtIssueSeen[]): readonly Debt[] =>
  backlogOf(issues, { repoId: REPO, key: KEY }).debts;

export const debt = (more: Partial<DebtEntry> = {}, issue: Partial<DebtIssueSeen> = {}): Debt => {
  const [made] = debtsOf(issueOf(entry(more), issue));
  if (made === undefined) throw new Error('the issue says nothing');
  return made;
};
