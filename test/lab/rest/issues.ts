/** Issues and comments: mostly the emulator's, with the checks and the pull requests that it leaves out. */
import { actorOf, assertMayEdit, atLeast, levelOf } from '../access.ts';
import type { Core } from '../core.ts';
import { checkBodyLength, HttpError, json, notFound, paged, text } from '../http.ts';
import type { CommentRow, IssueRow, LabelRow, LabRequest } from '../internals.ts';
import { showIssue, showLabel } from '../show.ts';
import { repoOf } from './accounts.ts';
import { patchPull } from './pulls.ts';

export function registerIssues(core: Core): void {
  const { lab } = core;
  lab.route('GET', '/repos/:owner/:repo/issues', (request) => listIssues(core, request));
  lab.route('POST', '/repos/:owner/:repo/issues', (request) => {
    checkBodyLength(text(request.body, 'body'));
    return undefined;
  });
  lab.route('GET', '/repos/:owner/:repo/issues/:number', (request) =>
    json(showIssue(lab, issueOf(core, request))),
  );
  lab.route('PATCH', '/repos/:owner/:repo/issues/:number', (request) => patchIssue(core, request));
  lab.route('POST', '/repos/:owner/:repo/issues/:number/comments', (request) => {
    const issue = issueOf(core, request);
    const repo = repoOf(core, request);
    checkBodyLength(text(request.body, 'body'));
    const { caller } = request;
    if (
      issue.locked &&
      // An App is no collaborator, whatever it may do.
      !(caller.is === 'person' && atLeast(levelOf(lab.gh, repo, caller.user.id), 'write'))
    )
      throw new HttpError(403, 'Unable to create comment because issue is locked.');
    return undefined;
  });
  for (const method of ['PATCH', 'DELETE'])
    lab.route(method, '/repos/:owner/:repo/issues/comments/:id', (request) => {
      const comment = commentOf(core, request);
      checkBodyLength(text(request.body, 'body'));
      assertMayEdit(lab, repoOf(core, request), {
        caller: request.caller,
        authorId: comment.user_id,
      });
      return undefined;
    });
  lab.route('GET', '/repos/:owner/:repo/issues/:number/labels', (request) => {
    const rows = labelsOn(core, issueOf(core, request));
    return paged(
      request,
      rows.map((row) => showLabel(lab, row)),
      { url: lab.url },
    );
  });
}

const labelsOn = (core: Core, issue: IssueRow): LabelRow[] =>
  issue.label_ids.flatMap((id) => core.lab.gh.labels.get(id) ?? []);

/** An issue, or the issue row of a pull request. */
export function issueOf(core: Core, request: LabRequest): IssueRow {
  const repo = repoOf(core, request);
  const number = Number(request.params['number']);
  const row = core.lab.gh.issues.findBy('repo_id', repo.id).find((each) => each.number === number);
  if (row === undefined) throw notFound();
  return row;
}

export function commentOf(core: Core, request: LabRequest): CommentRow {
  const repo = repoOf(core, request);
  const row = core.lab.gh.comments.get(Number(request.params['id']));
  if (row?.repo_id !== repo.id || row.comment_type !== 'issue') throw notFound();
  return row;
}

function patchIssue(core: Core, request: LabRequest): Response | undefined {
  const { lab } = core;
  const { body, caller } = request;
  const repo = repoOf(core, request);
  const issue = issueOf(core, request);
  checkBodyLength(text(body, 'body'));
  const edits = 'title' in body || 'body' in body;
  const level = edits ? 'write' : 'triage';
  assertMayEdit(lab, repo, { caller, authorId: issue.user_id, level });
  const pull = core.pulls.find(repo, issue.number);
  if (pull === undefined) return undefined;
  patchPull(core, pull, { body, actor: actorOf(caller) });
  return json(showIssue(lab, core.pulls.issueOf(pull)));
}

/** Pull requests are issues too, and are listed with them. */
function listIssues(core: Core, request: LabRequest): Response {
  const { query } = request;
  const repo = repoOf(core, request);
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const newestFirst = query.get('direction') !== 'asc';
  const rows = core.lab.gh.issues
    .findBy('repo_id', repo.id)
    .filter((row) => state === 'all' || row.state === state)
    .filter((row) => row.updated_at >= (query.get('since') ?? ''))
    .filter((row) => isBy(core, row, query.get('creator')))
    .filter((row) => {
      const names = labelsOn(core, row).map((label) => label.name.toLowerCase());
      return labels.every((name) => names.includes(name.toLowerCase()));
    })
    .sort((a, b) => compare(a, b, query.get('sort')) * (newestFirst ? -1 : 1));
  return paged(
    request,
    rows.map((row) => showIssue(core.lab, row)),
    { url: core.lab.url },
  );
}

const isBy = (core: Core, row: IssueRow, login: string | null): boolean =>
  login === null || core.lab.user(row.user_id).login === login;

function compare(a: IssueRow, b: IssueRow, sort: string | null): number {
  if (sort === 'comments') return a.comments - b.comments;
  if (sort === 'updated') return a.updated_at < b.updated_at ? -1 : 1;
  return a.number - b.number;
}
