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
  const suite = suiteMaker(lab, suites);
  const suiteById = (id: number): CheckSuiteRow | undefined => suites.find((row) => row.id === id);
  const shown: Shown = {
    runsOf,
    suiteById,
    showRun: (run) => showCheckRun(lab, run, suites),
    showSuite: (row) => showCheckSuite(lab, row, runsOf(row)),
  };
  return {
    ...shown,
    port: {
      suite,
      create(repo, appId, input) {
        const headSha = checkedSha(input);
        const branches = lab.gh.branches.findBy('repo_id', repo.id);
        const branch = branches.find((row) => row.sha === headSha)?.name ?? null;
        const suiteId = suite(repo, appId, headSha, branch).id;
        const id = 900_000_001 + runs.length;
        const run = newRun({ id, repoId: repo.id, suiteId, appId, headSha, now: lab.now() });
        applyInput(run, input, lab.now());
        runs.push(run);
        announce(lab, shown, { run, action: 'created' });
        if (run.status === 'completed') announce(lab, shown, { run, action: 'completed' });
        return run;
      },
      update(run, input) {
        const before = run.status;
        applyInput(run, input, lab.now());
        if (before !== 'completed' && run.status === 'completed')
          announce(lab, shown, { run, action: 'completed' });
        return run;
      },
      ofCommit: (repo, headSha) =>
        runs.filter((run) => run.repoId === repo.id && run.headSha === headSha),
      suitesOf: (repo, headSha) =>
        suites.filter((row) => row.repoId === repo.id && row.headSha === headSha),
    },
    run: (id) => runs.find((run) => run.id === id),
  };
}

type Shown = Pick<Checks, 'runsOf' | 'suiteById' | 'showRun' | 'showSuite'>;

function suiteMaker(lab: Lab, suites: CheckSuiteRow[]): LabInternals['checks']['suite'] {
  return (repo, appId, headSha, headBranch) => {
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
}

function announce(
  lab: Lab,
  shown: Shown,
  { run, action }: { readonly run: CheckRunRow; readonly action: 'created' | 'completed' },
): void {
  const repo = lab.repoById(run.repoId);
  const sender = botOf(lab, run.appId);
  const check_run = shown.showRun(run);
  lab.emit({ event: 'check_run', action, repo, sender, payload: { check_run } });
  const suite = shown.suiteById(run.suiteId);
  if (suite === undefined || action !== 'completed') return;
  suite.updatedAt = lab.now();
  if (stateOfSuite(shown.runsOf(suite)).status !== 'completed') return;
  const check_suite = shown.showSuite(suite);
  lab.emit({ event: 'check_suite', action, repo, sender, payload: { check_suite } });
}

function checkedSha(input: CheckRunInput): string {
  if (input.head_sha === undefined || !/^[0-9a-f]{40}$/.test(input.head_sha))
    throw invalid('CheckRun', 'head_sha', 'missing_field');
  if (!input.name) throw invalid('CheckRun', 'name', 'missing_field');
  return input.head_sha;
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
