/** Labels on pull requests, which the emulator keeps apart from issues. On issues they are the emulator's. */
import { actorOf } from '../access.ts';
import type { Core } from '../core.ts';
import { json, noContent, notFound } from '../http.ts';
import type { Json, LabelRow, LabRequest } from '../internals.ts';
import { labelRows, setLabels } from '../issues.ts';
import { labelsOf, showLabel } from '../show.ts';
import { repoOf } from './accounts.ts';
import { issueOf } from './issues.ts';

type Change = (now: readonly LabelRow[], named: readonly LabelRow[]) => readonly LabelRow[];

export function registerLabels(core: Core): void {
  const path = '/repos/:owner/:repo/issues/:number/labels';
  const on = (method: string, at: string, change: Change): void =>
    core.lab.route(method, at, (request) => relabel(core, request, change));
  on('POST', path, (now, named) => [...now, ...named.filter((row) => !now.includes(row))]);
  on('PUT', path, (_now, named) => named);
  on('DELETE', path, () => []);
  on('DELETE', `${path}/:label`, (now, named) => {
    if (!named.every((row) => now.includes(row))) throw notFound();
    return now.filter((row) => !named.includes(row));
  });
}

function relabel(core: Core, request: LabRequest, change: Change): Response | undefined {
  const repo = repoOf(core, request);
  const issue = issueOf(core, request);
  const pull = core.pulls.find(repo, issue.number);
  if (pull === undefined) return undefined;
  const { label } = request.params;
  const named = labelRows(core, repo, label === undefined ? namesOf(request.body) : [label]);
  const rows = change(labelsOf(core.lab, issue), named);
  const actor = actorOf(request.caller);
  for (const { action, more } of setLabels(core, issue, { rows, actor }))
    core.pulls.tell(pull, action, actor, more);
  if (request.method === 'DELETE' && label === undefined) return noContent();
  return json(rows.map((row) => showLabel(core.lab, row)));
}

/** Sent as `{labels: […]}` or as a bare list. */
function namesOf(body: Json): readonly string[] {
  const list = body['labels'] ?? body['items'];
  return Array.isArray(list) ? list.map(String) : [];
}
