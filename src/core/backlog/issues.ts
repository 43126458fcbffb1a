import type { DebtEntry } from './entry.ts';
import { entryIn, idIn } from './marker.ts';

/** An issue of ours with the label of the backlog. */
export interface DebtIssueSeen {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
}

/** One finding of the backlog on GitHub. */
export interface Debt {
  readonly id: string;
  readonly issue: DebtIssueSeen;
  /** Null: its entry was changed by somebody else. */
  readonly entry: DebtEntry | null;
}

export interface BacklogSeen {
  readonly debts: readonly Debt[];
  /** Issues that were made twice for one finding. */
  readonly doubles: readonly { readonly issue: DebtIssueSeen; readonly of: number }[];
}

/** What the issues say. Of several for one finding the oldest counts: nothing on GitHub keeps us from making two. */
export function backlogOf(
  issues: readonly DebtIssueSeen[],
  { repoId, key }: { readonly repoId: number; readonly key: string | null },
): BacklogSeen {
  const debts = new Map<string, Debt>();
  const doubles: { issue: DebtIssueSeen; of: number }[] = [];
  for (const issue of issues.toSorted((a, b) => a.number - b.number)) {
    const id = idIn(issue.body);
    if (id === null) continue;
    const known = debts.get(id);
    if (known !== undefined) {
      if (issue.open) doubles.push({ issue, of: known.issue.number });
      continue;
    }
    const entry = entryIn(issue.body, key);
    const isOurs = entry?.id === id && entry.repoId === repoId;
    debts.set(id, { id, issue, entry: isOurs ? entry : null });
  }
  return { debts: [...debts.values()], doubles };
}

/** People close an issue of the backlog to say that the finding is none; ours are closed when they are resolved. */
export const isDismissed = ({ issue, entry }: Debt): boolean =>
  !issue.open && entry?.status !== 'resolved';
