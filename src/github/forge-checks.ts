import type { z } from 'zod';
import type { Sha } from '../core/ids.ts';
import { CHECKS } from '../core/names.ts';
import type { CheckSeen, CiJob, RequiredSeen } from '../core/run/observation.ts';
import type { CheckSuites, CommitStatuses } from './answers.ts';

type Recorded = {
  readonly checkSuites?: z.infer<typeof CheckSuites>;
  readonly status?: z.infer<typeof CommitStatuses> | undefined;
} | null;
type Suite = NonNullable<NonNullable<Recorded>['checkSuites']>['nodes'][number];
type CheckRun = Suite['checkRuns']['nodes'][number];

/** GitHub's own App, whose check runs are the jobs of workflow runs. */
const ACTIONS_SLUG = 'github-actions';
const OWN_NAMES: readonly string[] = Object.values(CHECKS);

/**
 * Check runs of our App, told by its id. With a workflow's token ours belong to GitHub Actions, as the jobs
 * of every workflow do; there only the names tell them apart.
 */
export function ownChecks(
  recorded: Recorded,
  head: Sha,
  appId: number | null,
): readonly CheckSeen[] {
  const isOwn = ({ app }: Suite, run: CheckRun): boolean =>
    appId === null
      ? app?.slug === ACTIONS_SLUG && OWN_NAMES.includes(run.name)
      : app?.databaseId === appId;
  return suitesOf(recorded).flatMap((suite) =>
    suite.checkRuns.nodes
      .filter((run) => isOwn(suite, run))
      .map((run) => ({
        id: run.databaseId,
        name: run.name,
        head,
        externalId: run.externalId ?? '',
        status: STATUS[run.status] ?? 'in_progress',
        conclusion: run.conclusion?.toLowerCase() ?? null,
        title: run.title ?? '',
        summary: run.summary ?? '',
      })),
  );
}

/** Check runs of other apps; of those with one name in one suite, the newest. */
export function otherChecks(recorded: Recorded, appId: number | null): readonly CiJob[] {
  const others = suitesOf(recorded).filter(
    ({ app }) => app !== null && app.databaseId !== appId && app.slug !== ACTIONS_SLUG,
  );
  return others.flatMap((suite) => newestByName(suite.checkRuns.nodes).map(jobSeen));
}

/** Only what GitHub says is required for the pull request that was asked about. */
export function requiredChecks(recorded: Recorded, appId: number | null): RequiredSeen {
  const isMarked = ({ isRequired }: CheckRun): boolean => isRequired === true;
  const suites = suitesOf(recorded).filter(({ app }) => app === null || app.databaseId !== appId);
  const isActions = ({ app }: Suite): boolean => app?.slug === ACTIONS_SLUG;
  const ofActions = suites
    .filter(isActions)
    .flatMap(({ checkRuns }) => checkRuns.nodes)
    .filter((run) => appId !== null || !OWN_NAMES.includes(run.name));
  const ofOthers = suites
    .filter((suite) => !isActions(suite))
    .flatMap(({ checkRuns }) => newestByName(checkRuns.nodes));
  const statuses = (recorded?.status?.contexts ?? []).filter(({ isRequired }) => isRequired);
  return {
    ofActions: newestByName(ofActions).filter(isMarked).map(jobSeen),
    ofOthers: [...ofOthers.filter(isMarked).map(jobSeen), ...statuses.map(statusSeen)],
  };
}

const jobSeen = (run: CheckRun): CiJob => ({
  workflow: null,
  workflowRun: 0,
  event: 'check_run',
  attempt: 1,
  job: run.name,
  id: run.databaseId,
  status: jobStatus(run),
  conclusion: run.conclusion?.toLowerCase() ?? null,
});

type Status = NonNullable<z.infer<typeof CommitStatuses>>['contexts'][number];

function statusSeen({ context, state }: Status): CiJob {
  const open = { PENDING: 'running', EXPECTED: 'queued' } as const;
  const status = state === 'PENDING' || state === 'EXPECTED' ? open[state] : 'completed';
  return {
    ...{ workflow: null, workflowRun: 0, event: 'status', attempt: 1, job: context, id: 0 },
    status,
    conclusion: status === 'completed' ? state.toLowerCase() : null,
  };
}

const suitesOf = (recorded: Recorded): readonly Suite[] => recorded?.checkSuites?.nodes ?? [];

const STATUS: Readonly<Record<string, CheckSeen['status']>> = {
  QUEUED: 'queued',
  COMPLETED: 'completed',
};

function jobStatus({ status, conclusion }: CheckRun): CiJob['status'] {
  if (conclusion === 'ACTION_REQUIRED' || status === 'WAITING') return 'waiting';
  if (status === 'COMPLETED') return 'completed';
  return status === 'IN_PROGRESS' ? 'running' : 'queued';
}

const newestByName = (runs: readonly CheckRun[]): readonly CheckRun[] =>
  runs.filter(
    (run) => !runs.some((other) => other.name === run.name && other.databaseId > run.databaseId),
  );
