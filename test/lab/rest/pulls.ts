import { actorOf, assertMayEdit } from '../access.ts';
import type { Core } from '../core.ts';
import { commitsIn, diffFiles, mergeBase, type DiffFile } from '../git/diff.ts';
import {
  checkBodyLength,
  HttpError,
  invalid,
  json,
  notFound,
  paged,
  requiredText,
  text,
} from '../http.ts';
import type { IssueRow, Json, LabRequest, PullRow, RepoRow, UserRow } from '../internals.ts';
import { labelRows, setLabels, setState } from '../issues.ts';
import { keepPullRef } from '../pulls.ts';
import { repoOf } from './accounts.ts';
import { showAll, showFile } from './commits.ts';

const PULLS = '/repos/:owner/:repo/pulls';

export function registerPulls(core: Core): void {
  const { lab } = core;
  lab.route('GET', PULLS, (request) => listPulls(core, request));
  lab.route('POST', PULLS, (request) => createPull(core, request));
  lab.route('GET', `${PULLS}/:number`, async (request) => {
    const { repo, pull } = pullOf(core, request);
    if (/diff|patch/.test(request.headers['accept'] ?? '')) {
      const from = await mergeBase(lab.git(repo), pull.baseSha, pull.headSha);
      const run = await lab.git(repo).run(['diff', from ?? pull.baseSha, pull.headSha]);
      return new Response(new Uint8Array(run.stdout));
    }
    const shown = lab.show.pull(pull);
    // Shown as it was; the next one asking finds it computed.
    if (pull.mergeable === null) lab.track(core.pulls.mergeable(pull));
    return json({ ...shown, ...(await totals(core, repo, pull)) });
  });
  lab.route('PATCH', `${PULLS}/:number`, (request) => {
    const { repo, pull } = pullOf(core, request);
    const { body, caller } = request;
    checkBodyLength(text(body, 'body'));
    const authorId = core.pulls.issueOf(pull).user_id;
    assertMayEdit(lab, repo, { caller, authorId });
    patchPull(core, pull, { body, actor: actorOf(caller) });
    return json(lab.show.pull(pull));
  });
  lab.route('GET', `${PULLS}/:number/files`, async (request) => {
    const { repo, pull } = pullOf(core, request);
    const files = await pullFiles(core, repo, pull);
    const shown = files.map((file) => showFile(core, repo, { file, sha: pull.headSha }));
    return paged(request, shown, { url: lab.url });
  });
  lab.route('GET', `${PULLS}/:number/commits`, async (request) => {
    const { repo, pull } = pullOf(core, request);
    const shas = await commitsIn(lab.git(repo), pull.baseSha, pull.headSha);
    return paged(request, await showAll(core, repo, shas.slice(0, 250)), { url: lab.url });
  });
}

export function pullOf(core: Core, request: LabRequest): { repo: RepoRow; pull: PullRow } {
  const repo = repoOf(core, request);
  const pull = core.pulls.find(repo, Number(request.params['number']));
  if (pull === undefined) throw notFound();
  return { repo, pull };
}

/** From where the branches parted to a commit of the pull request. */
async function pullFiles(
  core: Core,
  repo: RepoRow,
  pull: Pick<PullRow, 'baseSha' | 'headSha'>,
): Promise<readonly DiffFile[]> {
  const git = core.lab.git(repo);
  const from = await mergeBase(git, pull.baseSha, pull.headSha);
  return from === undefined ? [] : diffFiles(git, from, pull.headSha);
}

async function totals(core: Core, repo: RepoRow, pull: PullRow): Promise<Json> {
  const files = await pullFiles(core, repo, pull);
  const commits = await commitsIn(core.lab.git(repo), pull.baseSha, pull.headSha);
  const sum = (count: (file: DiffFile) => number): number =>
    files.reduce((total, file) => total + count(file), 0);
  const mine = core.reviews.comments.filter(
    (row) => row.repoId === pull.repoId && row.pullNumber === pull.number,
  );
  return {
    commits: commits.length,
    additions: sum((file) => file.additions),
    deletions: sum((file) => file.deletions),
    changed_files: files.length,
    review_comments: mine.length,
  };
}

function listPulls(core: Core, request: LabRequest): Response {
  const { query } = request;
  const repo = repoOf(core, request);
  const owner = core.lab.user(repo.owner_id).login;
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const rows = core.pulls
    .of(repo)
    .filter((pull) => state === 'all' || core.pulls.issueOf(pull).state === state)
    // GitHub ignores a head without its owner, and lists everything.
    .filter((pull) => head?.includes(':') !== true || head === `${owner}:${pull.headRef}`)
    .filter((pull) => base === null || base === pull.baseRef)
    .toSorted((a, b) => (query.get('direction') === 'asc' ? 1 : -1) * (a.number - b.number));
  return paged(
    request,
    rows.map((pull) => core.lab.show.pull(pull)),
    { url: core.lab.url },
  );
}

async function createPull(core: Core, request: LabRequest): Promise<Response> {
  const { lab } = core;
  const { body } = request;
  const repo = repoOf(core, request);
  const git = lab.git(repo);
  const title = requiredText(body, 'title', 'PullRequest');
  const given = requiredText(body, 'head', 'PullRequest');
  const owner = lab.user(repo.owner_id).login;
  const headRef = given.startsWith(`${owner}:`) ? given.slice(owner.length + 1) : given;
  const baseRef = requiredText(body, 'base', 'PullRequest');
  checkBodyLength(text(body, 'body'));
  const headSha = git.branch(headRef);
  const baseSha = git.branch(baseRef);
  if (headSha === undefined) throw invalid('PullRequest', 'head');
  if (baseSha === undefined) throw invalid('PullRequest', 'base');
  const open = core.pulls.of(repo).filter((pull) => core.pulls.issueOf(pull).state === 'open');
  if (open.some((pull) => pull.headRef === headRef && pull.baseRef === baseRef))
    throw custom(`A pull request already exists for ${owner}:${headRef}.`);
  if ((await mergeBase(git, baseSha, headSha)) === undefined)
    throw custom(`The ${headRef} branch has no history in common with ${baseRef}`);
  if ((await commitsIn(git, baseSha, headSha)).length === 0)
    throw custom(`No commits between ${baseRef} and ${headRef}`);
  const actor = actorOf(request.caller);
  const issue = insertIssue(core, repo, { title, body: text(body, 'body') ?? null, actor });
  const pull = core.pulls.add({
    repoId: repo.id,
    issueId: issue.id,
    number: issue.number,
    headRef,
    baseRef,
    headSha,
    baseSha,
    draft: body['draft'] === true,
  });
  lab.gh.issues.update(issue.id, { node_id: pull.nodeId });
  await keepPullRef(lab, pull);
  core.later(async () => core.pulls.tell(pull, 'opened', actor));
  return json({ ...lab.show.pull(pull), ...(await totals(core, repo, pull)) }, 201);
}

const custom = (message: string): HttpError =>
  new HttpError(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);

function insertIssue(
  core: Core,
  repo: RepoRow,
  given: { readonly title: string; readonly body: string | null; readonly actor: UserRow },
): IssueRow {
  const { issues } = core.lab.gh;
  const numbers = issues.findBy('repo_id', repo.id).map((row) => row.number);
  return issues.insert({
    node_id: '',
    number: Math.max(0, ...numbers) + 1,
    repo_id: repo.id,
    title: given.title,
    body: given.body,
    state: 'open',
    state_reason: null,
    locked: false,
    active_lock_reason: null,
    user_id: given.actor.id,
    assignee_ids: [],
    label_ids: [],
    milestone_id: null,
    comments: 0,
    closed_at: null,
    closed_by_id: null,
    is_pull_request: true,
  });
}

/** Title, body, state, base and labels, by `pulls/:n` or by `issues/:n`. */
export function patchPull(
  core: Core,
  pull: PullRow,
  { body, actor }: { readonly body: Json; readonly actor: UserRow },
): void {
  const { lab } = core;
  const issue = core.pulls.issueOf(pull);
  const title = text(body, 'title') ?? issue.title;
  const description = 'body' in body ? (text(body, 'body') ?? null) : issue.body;
  const edited = title !== issue.title || description !== issue.body;
  const last = description === issue.body ? {} : { last_edited_at: lab.now() };
  if (edited) {
    lab.gh.issues.update(issue.id, { title, body: description, ...last });
    core.pulls.tell(pull, 'edited', actor, { changes: {} });
  }
  const state = body['state'];
  if ((state === 'open' || state === 'closed') && state !== issue.state) {
    if (pull.merged) throw custom('The pull request cannot be reopened.');
    setState(core, core.pulls.issueOf(pull), { state, reason: null, actor });
    core.pulls.tell(pull, state === 'closed' ? 'closed' : 'reopened', actor);
  }
  const { labels } = body;
  if (!Array.isArray(labels)) return;
  const rows = labelRows(core, lab.repoById(pull.repoId), labels.map(String));
  for (const { action, more } of setLabels(core, core.pulls.issueOf(pull), { rows, actor }))
    core.pulls.tell(pull, action, actor, more);
}
