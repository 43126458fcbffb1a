import type { CiReport } from '../core/gate.ts';
import { ciVerdict } from '../core/run/decide.ts';
import type { CiJob, Seen } from '../core/run/observation.ts';
import type { Pass } from './pass.ts';

const EXCERPT_CHARS = 8_000;

/** Notes what CI said about a head; logs are fetched for what failed only. */
export async function reportCi(
  pass: Pass,
  action: { readonly phase: string; readonly head: string },
  seen: Seen,
): Promise<void> {
  const verdict = ciVerdict(pass.run(), pass.strategy, seen);
  if (verdict === null || (verdict.is !== 'green' && verdict.is !== 'red'))
    throw new Error(`CI has no verdict on ${action.head}`);
  const failing = verdict.is === 'red' ? verdict.failing : [];
  const fetched =
    failing.length === 0 ? '' : await pass.ports.forge.ciExcerpt(failing, EXCERPT_CHARS);
  const summary = failing
    .map((job) => `${nameOf(job)}: ${job.conclusion ?? 'no conclusion'}`)
    .join('\n');
  const excerpt = [summary, pass.ports.redact(fetched)].join('\n').trim().slice(0, EXCERPT_CHARS);
  const report: CiReport = { verdict: verdict.is, jobs: verdict.jobs.map(jobReport), excerpt };
  const { phase, head } = action;
  pass.note({ type: 'ci-finished', at: pass.ports.clock.now(), phase, head, report });
}

const nameOf = (job: CiJob): string =>
  job.workflow === null ? job.job : `${job.workflow} › ${job.job}`;

const jobReport = (job: CiJob): CiReport['jobs'][number] => ({
  name: nameOf(job).slice(0, 200),
  conclusion: (job.conclusion ?? '').slice(0, 40),
  workflowRun: job.workflowRun,
  attempt: job.attempt,
});
