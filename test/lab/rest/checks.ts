import { latestByName } from '../suite-state.ts';
import type { Core } from '../core.ts';
import { HttpError, json, notFound, paged } from '../http.ts';
import type { CheckRunInput, CheckRunRow, CheckSuiteRow, LabRequest } from '../internals.ts';
import { repoOf } from './accounts.ts';
import { resolved } from './commits.ts';

const REPO = '/repos/:owner/:repo';

export function registerChecks(core: Core): void {
  const { lab } = core;
  lab.route('POST', `${REPO}/check-runs`, async (request) => {
    const repo = repoOf(core, request);
    const input = request.body as CheckRunInput;
    if ((await lab.git(repo).commit(input.head_sha ?? '')) === undefined)
      throw new HttpError(422, `No commit found for SHA: ${input.head_sha ?? ''}`);
    return json(core.checks.showRun(lab.checks.create(repo, appIdOf(request), input)), 201);
  });
  lab.route('PATCH', `${REPO}/check-runs/:id`, (request) => {
    const run = runOf(core, request);
    if (run.appId !== appIdOf(request))
      throw new HttpError(
        403,
        'Invalid app_id `' +
          run.appId +
          '` - check run can only be modified by the GitHub App that created it.',
      );
    return json(core.checks.showRun(lab.checks.update(run, request.body)));
  });
  lab.route('GET', `${REPO}/check-runs/:id`, (request) =>
    json(core.checks.showRun(runOf(core, request))),
  );
  lab.route('GET', `${REPO}/check-runs/:id/annotations`, (request) => {
    const run = runOf(core, request);
    const blob = `${lab.url}/${repoOf(core, request).full_name}/blob/${run.headSha}`;
    const shown = run.annotations.map((each) => ({ ...each, blob_href: `${blob}/${each.path}` }));
    return paged(request, shown, { url: lab.url });
  });
  lab.route('POST', `${REPO}/check-runs/:id/rerequest`, (request) => {
    const run = runOf(core, request);
    if (!('user' in request.caller)) throw notFound();
    lab.emit({
      event: 'check_run',
      action: 'rerequested',
      repo: repoOf(core, request),
      sender: request.caller.user,
      payload: { check_run: core.checks.showRun(run) },
    });
    return json({}, 201);
  });
  registerLists(core);
}

function registerLists(core: Core): void {
  const { lab } = core;
  lab.route('GET', `${REPO}/commits/:ref*/check-runs`, async (request) => {
    const repo = repoOf(core, request);
    const sha = await resolved(lab.git(repo), request.params['ref'] ?? '');
    return listRuns(core, request, lab.checks.ofCommit(repo, sha));
  });
  lab.route('GET', `${REPO}/commits/:ref*/check-suites`, async (request) => {
    const repo = repoOf(core, request);
    const sha = await resolved(lab.git(repo), request.params['ref'] ?? '');
    const appId = request.query.get('app_id');
    const suites = lab.checks
      .suitesOf(repo, sha)
      .filter((suite) => appId === null || String(suite.appId) === appId);
    const shown = suites.map((suite) => core.checks.showSuite(suite));
    return paged(request, shown, { url: lab.url, wrap: 'check_suites' });
  });
  lab.route('GET', `${REPO}/check-suites/:id`, (request) =>
    json(core.checks.showSuite(suiteOf(core, request))),
  );
  lab.route('GET', `${REPO}/check-suites/:id/check-runs`, (request) =>
    listRuns(core, request, core.checks.runsOf(suiteOf(core, request))),
  );
}

function listRuns(core: Core, request: LabRequest, all: readonly CheckRunRow[]): Response {
  const { query } = request;
  const wanted = (name: string, value: string | number): boolean =>
    query.get(name) === null || query.get(name) === String(value);
  const runs = all
    .filter((run) => wanted('check_name', run.name))
    .filter((run) => wanted('status', run.status))
    .filter((run) => wanted('app_id', run.appId));
  const chosen = query.get('filter') === 'all' ? runs : latestByName(runs);
  const shown = [...chosen].toReversed().map((run) => core.checks.showRun(run));
  return paged(request, shown, { url: core.lab.url, wrap: 'check_runs' });
}

function appIdOf({ caller }: LabRequest): number {
  if (caller.is !== 'installation')
    throw new HttpError(403, 'You must authenticate via a GitHub App.');
  return caller.appId;
}

function runOf(core: Core, request: LabRequest): CheckRunRow {
  const repo = repoOf(core, request);
  const run = core.checks.run(Number(request.params['id']));
  if (run?.repoId !== repo.id) throw notFound();
  return run;
}

function suiteOf(core: Core, request: LabRequest): CheckSuiteRow {
  const repo = repoOf(core, request);
  const suite = core.checks.suiteById(Number(request.params['id']));
  if (suite?.repoId !== repo.id) throw notFound();
  return suite;
}
