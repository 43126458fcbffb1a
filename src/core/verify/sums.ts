import type { Run } from '../run/run.ts';
import { amountWords, NOTHING, type Sum, type Tally } from './budget.ts';
import { PLANNING } from '../run/evolve-plan.ts';
import type { Wrong } from './evidence.ts';

/** The sums that the state stores are those of the events. */
export function sumsWrong(tally: Tally, run: Run): Wrong | null {
  const lines: readonly (readonly [what: string, mine: string, stored: string])[] = [
    ['the run', words(tally.all), words(run.spent)],
    ...(run.planning === undefined
      ? []
      : [['planning', words(tally.phases.get(PLANNING)), words(run.planning.spent)] as const]),
    ...run.phases.flatMap(({ id, spent, auditorTokens }) => [
      [id, words(tally.phases.get(id)), words(spent)] as const,
      [
        `the Auditor in ${id}`,
        `${tally.auditor.get(id)?.tokens ?? 0} tokens`,
        `${auditorTokens} tokens`,
      ] as const,
    ]),
    ...Object.entries(run.spentBy).map(
      ([by, spent]) => [by, words(tally.by.get(by)), words(spent)] as const,
    ),
  ];
  const off = lines.find(([, mine, stored]) => mine !== stored);
  if (off === undefined) return null;
  const [what, mine, stored] = off;
  return { rule: 'budget', expected: `${what}: ${mine}`, found: stored };
}

const words = (sum: Sum = NOTHING): string => `${sum.calls} calls, ${amountWords(sum)}`;
