import { jobName } from '../core/gate/baseline.ts';
import type { CiReport } from '../core/gate/report.ts';
import type { CiJob, Seen } from '../core/run/observation.ts';
import type { Pass } from './pass.ts';

const MAX_JOBS = 20;

/**
 * Which of what counts against a head is red on a later commit of the base as well: CI on a pull request runs on both
 * together, and a branch may hold the base by now. It counts all the same, but people have to know where to mend it.
 */
export async function redOnBase(
  pass: Pass,
  fresh: readonly CiJob[],
  { pull }: Pick<Seen, 'pull'>,
): Promise<CiReport['base']> {
  const { base, baseline, baseMerge } = pass.run();
  const names = fresh
    .filter(({ workflow }) => workflow !== null)
    .map(jobName)
    .filter((name) => baseline?.jobs.includes(name) !== true);
  if (names.length === 0) return undefined;
  const later = new Set([pull?.base, baseMerge?.holds].filter((sha) => sha !== undefined));
  later.delete(base.sha);
  for (const sha of later) {
    const red = (await pass.ports.forge.ciFailures(sha)).jobs.map(jobName);
    const jobs = [...new Set(names.filter((name) => red.includes(name)))].slice(0, MAX_JOBS);
    if (jobs.length === 0) continue;
    const isWhole = fresh.every(
      (job) => job.event === 'pull_request' && jobs.includes(jobName(job)),
    );
    return { sha, jobs, ...(isWhole && sha === pull?.base ? { whole: true } : {}) };
  }
  return undefined;
}
