/** From what happened to webhook payloads, for our own events and for those of the emulator's routes. */
import type { Core } from './core.ts';
import type { IssueRow, Json, RepoRow, UserRow, WebhookEvent } from './internals.ts';
import { addEvent } from './issues.ts';
import { nodeId } from './people.ts';
import { showIssue, showLabel, showRepo, showUser } from './show.ts';
import type { WebhookQueue } from './webhooks.ts';

function envelope(core: Core, event: WebhookEvent): Json {
  const { lab } = core;
  const installation = lab.gh.appInstallations
    .all()
    .find((row) => row.account_id === event.repo.owner_id);
  return {
    ...(event.action === undefined ? {} : { action: event.action }),
    ...event.payload,
    repository: showRepo(lab, event.repo),
    sender: showUser(lab, event.sender),
    ...(installation === undefined
      ? {}
      : {
          installation: {
            id: installation.installation_id,
            node_id: nodeId('Installation', installation.installation_id),
          },
        }),
  };
}

/** Only events that the App is subscribed to, and only for repositories it is installed on. */
export function deliver(core: Core, webhooks: WebhookQueue, event: WebhookEvent): void {
  const payload = envelope(core, event);
  if (payload['installation'] === undefined || !core.app.events.includes(event.event)) return;
  webhooks.send(event.event, event.action, payload);
}

/** The emulator's route for issues and comments tells its dispatcher; this makes GitHub's event of it. */
export function fromEmulator(
  core: Core,
  told: {
    readonly event: string;
    readonly action: string | undefined;
    readonly payload: Json;
    readonly fullName: string;
  },
): WebhookEvent | undefined {
  const { lab } = core;
  const { event, action, payload, fullName } = told;
  const repo = lab.repo(fullName);
  const sender = lab.gh.users.findOneBy('login', field(payload, 'sender', 'login'));
  if (repo === undefined || sender === undefined) return undefined;
  rememberEdit(core, told);
  const issue = issueRow(core, repo, payload);
  const more = {
    ...strip(payload),
    ...(issue === undefined ? {} : { issue: showIssue(lab, issue) }),
    ...labelOf(core, repo, payload),
    ...changesOf(payload),
  };
  if (event === 'issues' && issue?.is_pull_request === true)
    return asPullRequest(core, { action, repo, sender, issue, more });
  return { event, action, repo, sender, payload: more };
}

/** The emulator keeps no time of the last edit of a text. */
function rememberEdit(
  core: Core,
  {
    event,
    action,
    payload,
  }: { readonly event: string; readonly action: string | undefined; readonly payload: Json },
): void {
  if (action !== 'edited') return;
  const { gh } = core.lab;
  const last_edited_at = core.lab.now();
  if (event === 'issue_comment')
    gh.comments.update(Number(field(payload, 'comment', 'id')), { last_edited_at });
  if (event !== 'issues') return;
  const id = Number(field(payload, 'issue', 'id'));
  if (field(payload, 'changes', 'body') === true) gh.issues.update(id, { last_edited_at });
  const issue = gh.issues.get(id);
  const actor = gh.users.get(Number(field(payload, 'sender', 'id')));
  if (field(payload, 'changes', 'title') === true && issue !== undefined && actor !== undefined)
    addEvent(core, issue, { name: 'renamed', actor });
}

const field = (payload: Json, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Json)[name] : undefined,
    payload,
  );

function strip(payload: Json): Json {
  const { action: _action, repository: _repository, sender: _sender, ...rest } = payload;
  return rest;
}

function issueRow(core: Core, repo: RepoRow, payload: Json): IssueRow | undefined {
  const number = field(payload, 'issue', 'number');
  return core.lab.gh.issues.findBy('repo_id', repo.id).find((row) => row.number === number);
}

function labelOf(core: Core, repo: RepoRow, payload: Json): Json {
  const name = field(payload, 'label', 'name');
  const rows = core.lab.gh.labels.findBy('repo_id', repo.id);
  const row = rows.find((each) => each.name === name);
  return row === undefined ? {} : { label: showLabel(core.lab, row) };
}

/** The emulator says only that something changed; GitHub says from what, which nothing may rely on. */
function changesOf(payload: Json): Json {
  const changes = field(payload, 'changes');
  if (typeof changes !== 'object' || changes === null) return {};
  const named = Object.entries(changes).filter(([, changed]) => changed === true);
  return { changes: Object.fromEntries(named.map(([name]) => [name, { from: '' }])) };
}

function asPullRequest(
  core: Core,
  given: {
    readonly action: string | undefined;
    readonly repo: RepoRow;
    readonly sender: UserRow;
    readonly issue: IssueRow;
    readonly more: Json;
  },
): WebhookEvent | undefined {
  const { action, repo, sender, issue } = given;
  const pull = core.pulls.find(repo, issue.number);
  if (pull === undefined) return undefined;
  const { issue: _issue, ...rest } = given.more;
  const payload = { number: issue.number, pull_request: core.pulls.show(pull), ...rest };
  return { event: 'pull_request', action, repo, sender, payload };
}
