import { jobName } from '../core/gate/baseline.ts';
import type { CiReport } from '../core/gate/report.ts';
import type { Sha } from '../core/ids.ts';
import { askedAbout } from '../core/run/red-base.ts';
import type { CiJob, Seen } from '../core/run/observation.ts';
import type { Run } from '../core/run/run.ts';
import type { Forge } from '../ports.ts';
import { ciSeen } from './ci-seen.ts';
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

/** Of a run that only a red base holds: a newer commit of the base on which all that was red is green; null: not yet. */
export async function mendedBase(
  forge: Pick<Forge, 'ci'>,
  run: Run,
  pull: Seen['pull'],
): Promise<Sha | null> {
  const red = askedAbout(run)?.candidate.ci?.base;
  const now = pull?.base;
  if (red === undefined || now === undefined || now === red.sha || now === run.baseMerge?.base)
    return null;
  const { workflowRuns } = await ciSeen(forge, now, { otherChecks: [] });
  const jobs = workflowRuns.flatMap((one) => one.jobs);
  const isGreen = (name: string): boolean =>
    jobs.some((job) => jobName(job) === name && job.conclusion === 'success');
  return red.jobs.every(isGreen) ? now : null;
}
