/** Check suites (one a commit and App) and check runs. */
import { HttpError, invalid } from './http.ts';
import type {
  Annotation,
  CheckRunInput,
  CheckRunRow,
  CheckSuiteRow,
  Json,
  LabInternals,
  UserRow,
} from './internals.ts';
import { showCheckRun, showCheckSuite } from './show-checks.ts';
import { CONCLUSIONS, stateOfSuite } from './suite-state.ts';

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

function botOf(lab: Lab, appId: number): UserRow {
  const app = lab.gh.apps.all().find((row) => row.app_id === appId);
  const bot = lab.gh.users.findOneBy('login', `${app?.slug ?? ''}[bot]`);
  if (bot === undefined) throw new Error(`lab: no bot for App ${appId}`);
  return bot;
}
