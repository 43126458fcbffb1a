import { actorOf } from '../access.ts';
import type { Core, StatusRow } from '../core.ts';
import { invalid, json, paged, requiredText, text } from '../http.ts';
import type { LabRequest } from '../internals.ts';
import { nodeId } from '../people.ts';
import { showUser } from '../show.ts';
import { repoOf } from './accounts.ts';
import { resolved } from './commits.ts';

const STATES = ['error', 'failure', 'pending', 'success'];

export function registerStatuses(core: Core): void {
  const { lab, statuses: rows } = core;
  lab.route('POST', '/repos/:owner/:repo/statuses/:sha', async (request) => {
    const repo = repoOf(core, request);
    const sha = await resolved(lab.git(repo), request.params['sha'] ?? '');
    const state = requiredText(request.body, 'state', 'Status');
    if (!STATES.includes(state)) throw invalid('Status', 'state');
    const id = 14_000_001 + rows.length;
    const context = text(request.body, 'context') ?? 'default';
    const shown = {
      url: `${lab.url}/repos/${repo.full_name}/statuses/${sha}`,
      avatar_url: null,
      id,
      node_id: nodeId('StatusContext', id),
      state,
      description: text(request.body, 'description') ?? null,
      target_url: text(request.body, 'target_url') ?? null,
      context,
      created_at: lab.now(),
      updated_at: lab.now(),
      creator: showUser(lab, actorOf(request.caller)),
    };
    rows.unshift({ repoId: repo.id, sha, context, state, shown });
    const sender = actorOf(request.caller);
    const branches = lab.gh.branches
      .findBy('repo_id', repo.id)
      .filter((branch) => branch.sha === sha)
      .map(({ name }) => ({ name, commit: { sha }, protected: false }));
    const payload = { id, sha, name: repo.full_name, context, state, branches };
    lab.emit({ event: 'status', action: undefined, repo, sender, payload });
    return json(shown, 201);
  });
  registerReading(core);
}

function registerReading(core: Core): void {
  const { lab, statuses: rows } = core;
  const ofRef = async (request: LabRequest): Promise<{ sha: string; found: StatusRow[] }> => {
    const repo = repoOf(core, request);
    const sha = await resolved(lab.git(repo), request.params['ref'] ?? '');
    return { sha, found: rows.filter((row) => row.repoId === repo.id && row.sha === sha) };
  };
  lab.route('GET', '/repos/:owner/:repo/commits/:ref*/statuses', async (request) => {
    const { found } = await ofRef(request);
    return paged(
      request,
      found.map((row) => row.shown),
      { url: lab.url },
    );
  });
  lab.route('GET', '/repos/:owner/:repo/commits/:ref*/status', async (request) => {
    const repo = repoOf(core, request);
    const { sha, found } = await ofRef(request);
    const latest = found.filter(
      (row, at) => found.findIndex((each) => each.context === row.context) === at,
    );
    const url = `${lab.url}/repos/${repo.full_name}/commits/${sha}`;
    return json({
      state: combined(latest.map((row) => row.state)),
      statuses: latest.map((row) => row.shown),
      sha,
      total_count: latest.length,
      repository: lab.show.repo(repo),
      commit_url: url,
      url: `${url}/status`,
    });
  });
}

/** Nothing at all is `pending`, as on GitHub. */
function combined(states: readonly string[]): string {
  if (states.some((state) => state === 'failure' || state === 'error')) return 'failure';
  return states.length === 0 || states.includes('pending') ? 'pending' : 'success';
}
