import { showApp } from '../show-checks.ts';
import { latestByName, stateOfSuite } from '../suite-state.ts';
import type { Core } from '../core.ts';
import type { CheckRunRow, CheckSuiteRow, Json, RepoRow } from '../internals.ts';
import { nodeId } from '../people.ts';
import { isRequired } from './required.ts';
import { connection, type Args, type View } from './view.ts';

const upper = (text: string | null): string | null => text?.toUpperCase() ?? null;

/** `Commit.checkSuites`. */
export function suitesField(core: Core, repo: RepoRow, sha: string) {
  return connection(
    'checkSuites',
    (args) => {
      const filter = (args['filterBy'] ?? {}) as Json;
      const { appId, checkName } = filter;
      return core.checks.port
        .suitesOf(repo, sha)
        .filter((suite) => typeof appId !== 'number' || suite.appId === appId)
        .filter(
          (suite) =>
            typeof checkName !== 'string' ||
            core.checks.runsOf(suite).some((run) => run.name === checkName),
        );
    },
    (suite) => suiteView(core, suite),
  );
}

export function suiteView(core: Core, suite: CheckSuiteRow): View {
  const runs = core.checks.runsOf(suite);
  const state = stateOfSuite(runs);
  return {
    __typename: 'CheckSuite',
    id: nodeId('CheckSuite', suite.id),
    databaseId: suite.id,
    app: appView(core, suite.appId),
    status: upper(state.status),
    conclusion: upper(state.conclusion),
    createdAt: suite.createdAt,
    updatedAt: suite.updatedAt,
    branch: null,
    workflowRun: () => workflowRunView(core, suite),
    checkRuns: connection(
      'checkRuns',
      (args) => filtered(runs, args),
      (run) => checkRunView(core, run),
    ),
  };
}

function filtered(runs: readonly CheckRunRow[], args: Args): readonly CheckRunRow[] {
  const { checkName, checkType, status } = (args['filterBy'] ?? {}) as Json;
  const wanted = runs
    .filter((run) => typeof checkName !== 'string' || run.name === checkName)
    .filter((run) => typeof status !== 'string' || upper(run.status) === status);
  return checkType === 'ALL' ? wanted : latestByName(wanted);
}

export function checkRunView(core: Core, run: CheckRunRow): View {
  return {
    __typename: 'CheckRun',
    id: nodeId('CheckRun', run.id),
    databaseId: run.id,
    name: run.name,
    status: upper(run.status),
    conclusion: upper(run.conclusion),
    externalId: run.externalId,
    isRequired: isRequired(core, core.lab.repoById(run.repoId), run.name),
    title: run.title,
    summary: run.summary,
    text: run.text,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    detailsUrl: run.detailsUrl,
    url: `${core.lab.url}/checks/${run.id}`,
    checkSuite: () => {
      const suite = core.checks.suiteById(run.suiteId);
      return suite === undefined ? null : suiteView(core, suite);
    },
    annotations: connection(
      'annotations',
      () => run.annotations,
      (annotation) => ({
        __typename: 'CheckAnnotation',
        path: annotation.path,
        message: annotation.message,
        title: annotation.title,
        rawDetails: annotation.raw_details,
        annotationLevel: upper(annotation.annotation_level),
        location: {
          start: { line: annotation.start_line, column: annotation.start_column },
          end: { line: annotation.end_line, column: annotation.end_column },
        },
      }),
    ),
  };
}

function appView(core: Core, appId: number): View | null {
  const app = showApp(core.lab, appId);
  if (app === null) return null;
  const { id, node_id, slug, name } = app;
  return { __typename: 'App', id: node_id, databaseId: id, slug, name };
}

function workflowRunView(core: Core, suite: CheckSuiteRow): View | null {
  const row = core.lab.gh.workflowRuns
    .findBy('repo_id', suite.repoId)
    .find((run) => run.check_suite_id === suite.id);
  if (row === undefined) return null;
  const workflow = core.lab.gh.workflows.get(row.workflow_id);
  const repo = core.lab.repoById(suite.repoId);
  const url = `${core.lab.url}/${repo.full_name}/actions/runs/${row.id}`;
  return {
    __typename: 'WorkflowRun',
    id: row.node_id,
    databaseId: row.id,
    event: row.event,
    runNumber: row.run_number,
    url,
    file: { __typename: 'WorkflowRunFile', path: workflow?.path ?? '' },
    workflow: {
      __typename: 'Workflow',
      databaseId: row.workflow_id,
      name: workflow?.name ?? row.name,
    },
  };
}
