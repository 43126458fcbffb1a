import { z } from 'zod';
import type { CiBad } from '../gate.ts';
import { Sha } from '../ids.ts';
import type { CiJob } from '../run/observation.ts';
import type { CiReport, CiTests } from './report.ts';
import { hasFailed } from './units.ts';

/** What failed on the base commit before the run began. */
export const Baseline = z.strictObject({
  base: Sha,
  /** As in a report, `.github/workflows/ci.yml › test`. */
  jobs: z.array(z.string().max(200)).max(100),
  /** Null: no JUnit report of the base is there any more, or never was. */
  tests: z.array(z.string().max(300)).max(40).nullable(),
});
export type Baseline = z.infer<typeof Baseline>;

export const jobName = ({ workflow, job }: Pick<CiJob, 'workflow' | 'job'>): string =>
  (workflow === null ? job : `${workflow} › ${job}`).slice(0, 200);

/**
 * Whether a job was red on the base as well; which of its tests are to blame is another question. One that was
 * cancelled or skipped says nothing of what it would have come to.
 */
export const failedBefore = (job: CiJob, baseline: Baseline | undefined): boolean =>
  job.workflow !== null && hasFailed(job) && baseline?.jobs.includes(jobName(job)) === true;

export interface Weighed {
  readonly verdict: CiReport['verdict'];
  /** What counts against the phase. */
  readonly fresh: readonly CiJob[];
  /** Names of jobs and tests that failed on the base already. */
  readonly expected: readonly string[];
  /** What people and the next attempt have to know about how it was weighed. */
  readonly notes: readonly string[];
}

/** A matrix cancels its other jobs when one fails, unless it is told not to: no attempt can mend that. */
function cutOffIn(fresh: readonly CiJob[], before: readonly CiJob[]): readonly string[] {
  const job = fresh[0];
  const by = before.find(({ workflowRun }) => workflowRun === job?.workflowRun);
  if (job === undefined || by === undefined) return [];
  return fresh.every(({ conclusion }) => conclusion === 'cancelled')
    ? [
        `${jobName(job)} was cancelled, as a matrix does it when ${jobName(by)} fails, which it did on the base commit already: mend that, or set \`fail-fast: false\` in the workflow, so that the others can say what they come to.`,
      ]
    : [];
}

const BLIND =
  'There is no JUnit report to compare test by test, so new failures inside of it would not be seen.';

/**
 * v7 section 10: failures of the base commit do not count against a phase, new ones do, and what could not be
 * collected always does. A job is excused by its tests where both sides name them, else as a whole, and never
 * where nothing at all was green.
 */
export function weigh(
  { jobs, failing }: Pick<CiBad, 'jobs' | 'failing'>,
  tests: CiTests | null,
  baseline: Baseline | undefined,
): Weighed {
  const before = failing.filter((job) => failedBefore(job, baseline));
  const fresh = failing.filter((job) => !before.includes(job));
  const red = (notes: readonly string[]): Weighed => ({
    ...{ verdict: 'red', fresh: failing, expected: [], notes },
  });
  if (before.length === 0) return red([]);
  const known = baseline?.tests ?? null;
  const failed = tests?.failing ?? [];
  const expectedTests = failed.filter(({ name }) => known?.includes(name) === true);
  const isNew = (test: CiTests['failing'][number]): boolean =>
    test.collection === true || known?.includes(test.name) !== true;
  const unseen = (tests?.failed ?? 0) > failed.length;
  if (failed.some(isNew) || unseen) return red([]);
  if (failed.length === 0 && known !== null && known.length > 0)
    return red(['Tests that fail on the base commit are not in the reports of this one.']);
  if (failed.length === 0 && !jobs.some(({ conclusion }) => conclusion === 'success'))
    return red([
      'Everything that ran was red on the base commit already: nothing shows that this works.',
    ]);
  return {
    verdict: fresh.length === 0 ? 'green' : 'red',
    fresh,
    expected: [...before.map(jobName), ...expectedTests.map(({ name }) => name)],
    notes: [
      ...(failed.length === 0
        ? before.map((job) => `${jobName(job)} was red on the base commit already. ${BLIND}`)
        : []),
      ...cutOffIn(fresh, before),
    ],
  };
}
