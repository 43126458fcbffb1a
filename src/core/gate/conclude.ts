import type { CiVerdict } from '../gate.ts';
import { type Baseline, weigh, type Weighed } from './baseline.ts';
import type { CiTests } from './report.ts';

/** A verdict that CI has come to, as far as jobs tell. */
export type CiFinal = Extract<CiVerdict, { readonly jobs: unknown }>;

export const isFinal = (verdict: CiVerdict): verdict is CiFinal => 'jobs' in verdict;

/** The last word on one head: jobs, what their JUnit reports say, and what failed before the run began. */
export function concludeCi(
  verdict: CiFinal,
  tests: CiTests | null,
  baseline: Baseline | undefined,
): Weighed {
  if (verdict.is === 'nothing-ran')
    return red(verdict.failing, 'Every job was skipped or neutral: nothing was tested.');
  if (verdict.is !== 'green') return weigh(verdict, tests, baseline);
  if (tests !== null && tests.passed + tests.failed === 0)
    return red(
      [],
      'No tests ran: the jobs are green, and their JUnit reports name no test that was run.',
    );
  return { verdict: 'green', fresh: [], expected: [], notes: [] };
}

const red = (fresh: Weighed['fresh'], note: string): Weighed => ({
  ...{ verdict: 'red', fresh, expected: [], notes: [note] },
});
