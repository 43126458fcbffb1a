/** The Actions part of the REST API. */
import type { Handler, LabInternals, LabRequest, RepoRow } from '../internals.ts';
import { latestJobs, type RunRow, showJob, showRun } from './runs.ts';
import { HttpError, notFound } from '../http.ts';
import { registerAgain, registerArtifacts } from './routes-more.ts';
import { starts, type Started, type Workflow } from './workflow.ts';

export interface CiRoutes {
  runs(): readonly RunRow[];
  execute(run: RunRow): void;
  start(repo: RepoRow, sha: string, started: Started & { readonly head: string }): Promise<void>;
  workflowsAt(
    repo: RepoRow,
    sha: string,
  ): Promise<readonly { readonly path: string; readonly workflow: Workflow }[]>;
}

const json = (body: unknown, status = 200): Response => Response.json(body, { status });
const missing = (): Response => json({ message: 'Not Found' }, 404);

export function registerCiRoutes(lab: LabInternals, ci: CiRoutes): void {
  const at = '/repos/:owner/:repo/actions';
  const repoOf = ({ params }: LabRequest): RepoRow | undefined =>
    lab.repo(`${params['owner']}/${params['repo']}`);
  const runOf = (request: LabRequest): RunRow | undefined =>
    ci
      .runs()
      .find(
        (run) => run.repo.id === repoOf(request)?.id && run.id === Number(request.params['id']),
      );
  const withRun =
    (answer: (run: RunRow, request: LabRequest) => Response): Handler =>
    (request) => {
      const run = runOf(request);
      return run === undefined ? missing() : answer(run, request);
    };

  lab.route('GET', `${at}/runs`, (request) => {
    const repo = repoOf(request);
    const { query } = request;
    const fits = (run: RunRow): boolean =>
      run.repo.id === repo?.id &&
      (query.get('head_sha') ?? run.sha) === run.sha &&
      (query.get('event') ?? run.event) === run.event &&
      (query.get('branch') ?? run.branch) === run.branch;
    const found = ci.runs().filter(fits).toReversed();
    return json({
      total_count: found.length,
      workflow_runs: page(found, query).map((run) => showRun(lab, run)),
    });
  });
  lab.route(
    'GET',
    `${at}/runs/:id`,
    withRun((run) => json(showRun(lab, run))),
  );
  lab.route(
    'GET',
    `${at}/runs/:id/jobs`,
    withRun((run, { query }) => {
      const jobs = query.get('filter') === 'all' ? run.jobs : latestJobs(run);
      return json({
        total_count: jobs.length,
        jobs: page(jobs, query).map((job) => showJob(lab, run, job)),
      });
    }),
  );
  registerAgain(lab, { at, withRun, execute: ci.execute });
  registerArtifacts(lab, { at, withRun, runs: ci.runs });
  lab.route('GET', `${at}/jobs/:id/logs`, (request) => {
    const job = ci
      .runs()
      .flatMap((run) => run.jobs)
      .find((each) => each.id === Number(request.params['id']));
    if (job === undefined) return missing();
    // As on GitHub the log lies elsewhere, behind an address that is good for a minute and takes no credentials.
    return new Response(null, { status: 302, headers: { location: `${lab.url}/_logs/${job.id}` } });
  });
  lab.route('GET', '/_logs/:id', (request) => {
    const job = ci
      .runs()
      .flatMap((run) => run.jobs)
      .find((each) => each.id === Number(request.params['id']));
    return job === undefined
      ? missing()
      : new Response(job.log, { headers: { 'content-type': 'text/plain' } });
  });
  lab.route('POST', `${at}/workflows/:id/dispatches`, async (request) => {
    const repo = repoOf(request);
    if (repo === undefined) return missing();
    await dispatch(lab, ci, { repo, request });
    return new Response(null, { status: 204 });
  });
}

/** A workflow is known by its file on the default branch; what starts is the branch's own version of it. */
async function dispatch(
  lab: LabInternals,
  ci: CiRoutes,
  { repo, request }: { readonly repo: RepoRow; readonly request: LabRequest },
): Promise<void> {
  const { ref: named } = request.body;
  const ref = typeof named === 'string' ? named.replace('refs/heads/', '') : '';
  const file = `.github/workflows/${request.params['id']}`;
  const shaOf = (branch: string): string | undefined => lab.git(repo).ref(`refs/heads/${branch}`);
  const known = await ci.workflowsAt(repo, shaOf(repo.default_branch) ?? '');
  if (!known.some(({ path }) => path === file)) throw notFound();
  const sha = shaOf(ref);
  if (sha === undefined) throw new HttpError(422, `No ref found for: ${ref}`);
  const started = { event: 'workflow_dispatch', branch: ref, head: ref, paths: [], file } as const;
  const there = (await ci.workflowsAt(repo, sha)).find(({ path }) => path === file);
  if (there === undefined || !starts(there.workflow, started))
    throw new HttpError(422, "Workflow does not have 'workflow_dispatch' trigger");
  await ci.start(repo, sha, started);
}

function page<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return items.slice(from, from + size);
}
