/** Check suites (one a commit and App) and check runs. */
import { HttpError, invalid } from './http.ts';
import type {
  Annotation,
  CheckRunInput,
  CheckRunRow,
  CheckSuiteRow,
  Json,
  LabInternals,
  RepoRow,
  UserRow,
} from './internals.ts';
import { nodeId } from './people.ts';

export const CONCLUSIONS = [
  'success',
  'neutral',
  'skipped',
  'cancelled',
  'timed_out',
  'action_required',
  'failure',
  'stale',
] as const;

type Lab = Pick<LabInternals, 'now' | 'emit' | 'gh' | 'url' | 'repoById' | 'pulls' | 'show'>;

export interface Checks {
  readonly port: LabInternals['checks'];
  run(id: number): CheckRunRow | undefined;
  suiteById(id: number): CheckSuiteRow | undefined;
  runsOf(suite: CheckSuiteRow): readonly CheckRunRow[];
  showRun(run: CheckRunRow): Json;
  showSuite(suite: CheckSuiteRow): Json;
}

export function createChecks(lab: Lab): Checks {
  const suites: CheckSuiteRow[] = [];
  const runs: CheckRunRow[] = [];
  const runsOf = (suite: CheckSuiteRow): readonly CheckRunRow[] =>
    runs.filter((run) => run.suiteId === suite.id);

  const suite: LabInternals['checks']['suite'] = (repo, appId, headSha, headBranch) => {
    const found = suites.find(
      (each) => each.repoId === repo.id && each.appId === appId && each.headSha === headSha,
    );
    if (found !== undefined) return found;
    const at = lab.now();
    const id = 700_000_001 + suites.length;
    const row = { id, repoId: repo.id, headSha, headBranch, appId, createdAt: at, updatedAt: at };
    suites.push(row);
    return row;
  };

  const announce = (run: CheckRunRow, action: 'created' | 'completed'): void => {
    const repo = lab.repoById(run.repoId);
    const sender = botOf(lab, run.appId);
    lab.emit({ event: 'check_run', action, repo, sender, payload: { check_run: showRun(run) } });
    const owner = suites.find((each) => each.id === run.suiteId);
    if (owner === undefined || action !== 'completed') return;
    owner.updatedAt = lab.now();
    if (stateOfSuite(runsOf(owner)).status === 'completed')
      lab.emit({
        event: 'check_suite',
        action: 'completed',
        repo,
        sender,
        payload: { check_suite: showSuite(owner) },
      });
  };

  const showRun = (run: CheckRunRow): Json => showCheckRun(lab, run, suites);
  const showSuite = (row: CheckSuiteRow): Json => showCheckSuite(lab, row, runsOf(row));

  return {
    port: {
      suite,
      create(repo, appId, input) {
        const headSha = input.head_sha;
        if (headSha === undefined || !/^[0-9a-f]{40}$/.test(headSha))
          throw invalid('CheckRun', 'head_sha', 'missing_field');
        if (!input.name) throw invalid('CheckRun', 'name', 'missing_field');
        const branch = lab.gh.branches
          .findBy('repo_id', repo.id)
          .find((row) => row.sha === headSha);
        const suiteId = suite(repo, appId, headSha, branch?.name ?? null).id;
        const run = newRun({
          id: 900_000_001 + runs.length,
          repoId: repo.id,
          suiteId,
          appId,
          headSha,
          now: lab.now(),
        });
        applyInput(run, input, lab.now());
        runs.push(run);
        announce(run, 'created');
        if (run.status === 'completed') announce(run, 'completed');
        return run;
      },
      update(run, input) {
        const before = run.status;
        applyInput(run, input, lab.now());
        if (before !== 'completed' && run.status === 'completed') announce(run, 'completed');
        return run;
      },
      ofCommit: (repo, headSha) =>
        runs.filter((run) => run.repoId === repo.id && run.headSha === headSha),
      suitesOf: (repo, headSha) =>
        suites.filter((row) => row.repoId === repo.id && row.headSha === headSha),
    },
    run: (id) => runs.find((run) => run.id === id),
    suiteById: (id) => suites.find((row) => row.id === id),
    runsOf,
    showRun,
    showSuite,
  };
}

function newRun(row: {
  readonly id: number;
  readonly repoId: number;
  readonly suiteId: number;
  readonly appId: number;
  readonly headSha: string;
  readonly now: string;
}): CheckRunRow {
  const { now, ...rest } = row;
  return {
    ...rest,
    name: '',
    status: 'queued',
    conclusion: null,
    externalId: '',
    detailsUrl: null,
    startedAt: now,
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
  };
}

function applyInput(run: CheckRunRow, input: CheckRunInput, now: string): void {
  const conclusion = input.conclusion ?? null;
  if (conclusion !== null && !CONCLUSIONS.some((each) => each === conclusion))
    throw invalid('CheckRun', 'conclusion');
  // GitHub: giving a conclusion completes the run.
  const status = conclusion === null ? (input.status ?? run.status) : 'completed';
  if (status === 'completed' && conclusion === null && run.conclusion === null)
    throw invalid('CheckRun', 'conclusion', 'missing_field');
  const annotations = (input.output?.annotations ?? []).map(annotation);
  if (annotations.length > 50)
    throw new HttpError(422, 'Validation Failed', ['No more than 50 annotations may be sent']);
  if (input.output !== undefined && input.output.summary === undefined && run.summary === null)
    throw invalid('CheckRun', 'summary', 'missing_field');
  run.name = input.name ?? run.name;
  run.status = status;
  run.conclusion = status === 'completed' ? (conclusion ?? run.conclusion) : null;
  run.completedAt = status === 'completed' ? (input.completed_at ?? run.completedAt ?? now) : null;
  run.startedAt = input.started_at ?? run.startedAt;
  run.externalId = input.external_id ?? run.externalId;
  run.detailsUrl = input.details_url ?? run.detailsUrl;
  run.title = input.output?.title ?? run.title;
  run.summary = input.output?.summary ?? run.summary;
  run.text = input.output?.text ?? run.text;
  // Appended, never replaced: a request sent twice shows them twice.
  run.annotations.push(...annotations);
}

function annotation(input: Partial<Annotation>): Annotation {
  const { path, start_line, end_line, annotation_level, message } = input;
  if (
    path === undefined ||
    start_line === undefined ||
    end_line === undefined ||
    annotation_level === undefined ||
    message === undefined
  )
    throw invalid('CheckRun', 'annotations');
  return {
    path,
    start_line,
    end_line,
    annotation_level,
    message,
    title: input.title ?? null,
    raw_details: input.raw_details ?? null,
    start_column: input.start_column ?? null,
    end_column: input.end_column ?? null,
  };
}

/** A suite is as far as its runs; one without runs stays queued, as GitHub makes for every App on a push. */
export function stateOfSuite(runs: readonly CheckRunRow[]): {
  readonly status: CheckRunRow['status'];
  readonly conclusion: string | null;
} {
  if (runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.every((run) => run.status === 'completed')) {
    const rank = (run: CheckRunRow): number =>
      CONCLUSIONS.findIndex((each) => each === run.conclusion);
    const worst = [...latestByName(runs)].sort((a, b) => rank(b) - rank(a))[0];
    return { status: 'completed', conclusion: worst?.conclusion ?? null };
  }
  const begun = runs.some((run) => run.status !== 'queued');
  return { status: begun ? 'in_progress' : 'queued', conclusion: null };
}

export function latestByName(runs: readonly CheckRunRow[]): readonly CheckRunRow[] {
  return [...new Map(runs.map((run) => [`${run.appId} ${run.name}`, run])).values()];
}

function botOf(lab: Lab, appId: number): UserRow {
  const app = lab.gh.apps.all().find((row) => row.app_id === appId);
  const bot = lab.gh.users.findOneBy('login', `${app?.slug ?? ''}[bot]`);
  if (bot === undefined) throw new Error(`lab: no bot for App ${appId}`);
  return bot;
}

export function showApp(lab: Pick<Lab, 'gh' | 'url'>, appId: number): Json | null {
  const app = lab.gh.apps.all().find((row) => row.app_id === appId);
  if (app === undefined) return null;
  return {
    id: app.app_id,
    slug: app.slug,
    node_id: nodeId('App', app.app_id),
    name: app.name,
    description: app.description,
    owner: null,
    external_url: `${lab.url}/apps/${app.slug}`,
    html_url: `${lab.url}/apps/${app.slug}`,
    created_at: app.created_at,
    updated_at: app.updated_at,
    permissions: app.permissions,
    events: app.events,
  };
}

function pullsAt(lab: Lab, repo: RepoRow, sha: string): Json[] {
  const api = `${lab.url}/repos/${repo.full_name}`;
  const short = { id: repo.id, url: api, name: repo.name };
  return lab
    .pulls(repo)
    .filter((pull) => pull.headSha === sha && !pull.merged)
    .map((pull) => ({
      id: pull.id,
      number: pull.number,
      url: `${api}/pulls/${pull.number}`,
      head: { ref: pull.headRef, sha: pull.headSha, repo: short },
      base: { ref: pull.baseRef, sha: pull.baseSha, repo: short },
    }));
}

function showCheckRun(lab: Lab, run: CheckRunRow, suites: readonly CheckSuiteRow[]): Json {
  const repo = lab.repoById(run.repoId);
  const api = `${lab.url}/repos/${repo.full_name}`;
  const suite = suites.find((each) => each.id === run.suiteId);
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url: `${api}/check-runs/${run.id}`,
    html_url: `${lab.url}/${repo.full_name}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${lab.url}/${repo.full_name}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${api}/check-runs/${run.id}/annotations`,
    },
    name: run.name,
    check_suite: { id: run.suiteId, head_branch: suite?.headBranch ?? null, head_sha: run.headSha },
    app: showApp(lab, run.appId),
    pull_requests: pullsAt(lab, repo, run.headSha),
  };
}

function showCheckSuite(lab: Lab, suite: CheckSuiteRow, runs: readonly CheckRunRow[]): Json {
  const repo = lab.repoById(suite.repoId);
  const api = `${lab.url}/repos/${repo.full_name}`;
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...stateOfSuite(runs),
    url: `${api}/check-suites/${suite.id}`,
    before: null,
    after: suite.headSha,
    pull_requests: pullsAt(lab, repo, suite.headSha),
    app: showApp(lab, suite.appId),
    repository: lab.show.repo(repo),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
    head_commit: null,
    latest_check_runs_count: runs.length,
    check_runs_url: `${api}/check-suites/${suite.id}/check-runs`,
  };
}
