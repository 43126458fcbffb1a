/** What happens to an issue outside the emulator's own routes. */
import type { Core } from './core.ts';
import type { IssueRow, Json, LabelRow, RepoRow, UserRow } from './internals.ts';
import { nodeId } from './people.ts';
import { showIssue, showLabel } from './show.ts';

export function addEvent(
  core: Core,
  issue: IssueRow,
  event: { readonly name: string; readonly actor: UserRow; readonly label?: string },
): void {
  const { issueEvents } = core.lab.gh;
  const row = issueEvents.insert({
    node_id: '',
    repo_id: issue.repo_id,
    issue_number: issue.number,
    event: event.name,
    actor_id: event.actor.id,
    commit_id: null,
    commit_url: null,
    label_name: event.label ?? null,
    assignee_id: null,
    milestone_title: null,
    rename: null,
  });
  issueEvents.update(row.id, { node_id: nodeId('IssueEvent', row.id) });
}

export function setState(
  core: Core,
  issue: IssueRow,
  change: {
    readonly state: 'open' | 'closed';
    readonly reason: string | null;
    readonly actor: UserRow;
  },
): IssueRow {
  const { state, reason, actor } = change;
  const closed = state === 'closed';
  const row = core.lab.gh.issues.update(issue.id, {
    state,
    state_reason: reason,
    closed_at: closed ? core.lab.now() : null,
    closed_by_id: closed ? actor.id : null,
  });
  addEvent(core, issue, { name: closed ? 'closed' : 'reopened', actor });
  return row ?? issue;
}

const CLOSES = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)/gi;

/** `Closes #12` in a text that reached the default branch. */
export function closeMentioned(
  core: Core,
  repo: RepoRow,
  { text, actor }: { readonly text: string; readonly actor: UserRow },
): void {
  for (const [, number] of text.matchAll(CLOSES)) {
    const issue = core.lab.gh.issues
      .findBy('repo_id', repo.id)
      .find((row) => row.number === Number(number) && !row.is_pull_request);
    if (issue?.state !== 'open') continue;
    const row = setState(core, issue, { state: 'closed', reason: 'completed', actor });
    const payload = { issue: showIssue(core.lab, row) };
    core.lab.emit({ event: 'issues', action: 'closed', repo, sender: actor, payload });
  }
}

/** The labels by name, made where they do not exist. */
export function labelRows(core: Core, repo: RepoRow, names: readonly string[]): LabelRow[] {
  const { labels } = core.lab.gh;
  return names.map((name) => {
    const found = labels.findBy('repo_id', repo.id).find((row) => row.name === name);
    if (found !== undefined) return found;
    const row = labels.insert({
      node_id: '',
      repo_id: repo.id,
      name,
      description: null,
      color: 'ededed',
      default: false,
    });
    return labels.update(row.id, { node_id: nodeId('Label', row.id) }) ?? row;
  });
}

/** Sets a pull request's labels; returns the webhook's fields for each change. */
export function setLabels(
  core: Core,
  issue: IssueRow,
  change: { readonly rows: readonly LabelRow[]; readonly actor: UserRow },
): readonly { readonly action: string; readonly more: Json }[] {
  const { rows, actor } = change;
  const before = new Set(issue.label_ids);
  const after = new Set(rows.map((row) => row.id));
  core.lab.gh.issues.update(issue.id, { label_ids: [...after] });
  const told = (row: LabelRow, name: string): { action: string; more: Json } => {
    addEvent(core, issue, { name, actor, label: row.name });
    return { action: name, more: { label: showLabel(core.lab, row) } };
  };
  const gone = [...before].filter((id) => !after.has(id));
  return [
    ...rows.filter((row) => !before.has(row.id)).map((row) => told(row, 'labeled')),
    ...gone.flatMap((id) => core.lab.gh.labels.get(id) ?? []).map((row) => told(row, 'unlabeled')),
  ];
}
