import type { DebtEntry } from './entry.ts';
import type { BacklogSeen, Debt, DebtIssueSeen } from './issues.ts';
import { debtText, doubleText } from './render.ts';

/** The label of the project's backlog. */
export const DEBT_LABEL = 'autopack:debt';

/** What has to be written so that GitHub shows the backlog as it is. */
export type DebtWrite =
  | { readonly do: 'create'; readonly id: string; readonly title: string; readonly body: string }
  | {
      readonly do: 'edit';
      readonly issue: number;
      readonly title: string;
      readonly body: string;
      readonly open: boolean;
    };

/**
 * The differences between what stands there and what should, and nothing else: written twice they are none.
 * Doubles go first, so that a process that dies leaves fewer of them.
 */
export function debtWrites(
  seen: BacklogSeen,
  entries: ReadonlyMap<string, DebtEntry>,
  key: string | null,
): readonly DebtWrite[] {
  const doubles = seen.doubles.map(({ issue, of }): DebtWrite => ({
    ...{ do: 'edit', issue: issue.number, open: false },
    ...doubleText(of),
  }));
  const known = new Map(seen.debts.map((debt) => [debt.id, debt]));
  const changes = [...entries.values()].flatMap((entry) => write(entry, known.get(entry.id), key));
  return [
    ...doubles,
    ...changes.filter((one) => one.do === 'edit'),
    ...changes.filter((one) => one.do === 'create'),
  ];
}

function write(entry: DebtEntry, debt: Debt | undefined, key: string | null): readonly DebtWrite[] {
  const text = debtText(entry, key);
  if (debt === undefined) return [{ do: 'create', id: entry.id, ...text }];
  const open = entry.status !== 'resolved';
  const { issue } = debt;
  if (isSame(issue, { ...text, open })) return [];
  return [{ do: 'edit', issue: issue.number, ...text, open }];
}

const isSame = (a: Omit<DebtIssueSeen, 'number'>, b: Omit<DebtIssueSeen, 'number'>): boolean =>
  a.open === b.open && sameText(a.title, b.title) && sameText(a.body, b.body);

/** GitHub stores line ends and trailing space in its own way. */
const sameText = (a: string, b: string): boolean => clean(a) === clean(b);
const clean = (text: string): string => text.replaceAll('\r\n', '\n').trim();
