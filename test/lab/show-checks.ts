/** REST shapes of check runs and suites. */
import type { CheckRunRow, CheckSuiteRow, Json, LabInternals, RepoRow } from './internals.ts';
import { nodeId } from './people.ts';
import { stateOfSuite } from './suite-state.ts';

type Lab = Pick<LabInternals, 'gh' | 'url' | 'repoById' | 'pulls' | 'show'>;

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

export function showCheckRun(lab: Lab, run: CheckRunRow, suites: readonly CheckSuiteRow[]): Json {
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

export function showCheckSuite(lab: Lab, suite: CheckSuiteRow, runs: readonly CheckRunRow[]): Json {
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
