import { jobName } from '../core/gate/baseline.ts';
import type { Pass } from './pass.ts';

const MAX_JOBS = 100;
const MAX_TESTS = 40;
/** Workflow runs whose reports are worth reading: each costs requests. */
const MAX_RUNS = 2;

/**
 * Notes what failed on the commit that the run began from, once a run and only when something is red: one request
 * where that commit is green, and the names of its failing tests only where there are any.
 */
export async function recordBaseline(
  pass: Pass,
  { base }: { readonly base: string },
): Promise<void> {
  const { forge, clock } = pass.ports;
  const { jobs, workflowRuns } = await forge.ciFailures(base);
  const names = [...new Set(jobs.map(jobName))].slice(0, MAX_JOBS);
  const runs = workflowRuns.slice(0, MAX_RUNS);
  const tests = names.length === 0 ? null : await forge.ciTests(runs);
  // More than fit in are not known by name, and what is not known counts.
  const failing = tests?.failing
    .filter(({ collection }) => collection !== true)
    .map(({ name }) => pass.ports.redact(name).slice(0, 300))
    .slice(0, MAX_TESTS);
  pass.note({
    type: 'baseline-recorded',
    at: clock.now(),
    baseline: { base, jobs: names, tests: failing ?? null },
  });
}
