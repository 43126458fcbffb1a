/** Reading commits, comparisons and branches. */
import { showCommit } from '../commits.ts';
import type { Core } from '../core.ts';
import { commitsIn, commitsOf, diffFiles, mergeBase, type DiffFile } from '../git/diff.ts';
import type { GitRepository } from '../git/repository.ts';
import { json, notFound, paged } from '../http.ts';
import type { Json, LabRequest, RepoRow } from '../internals.ts';
import { at } from './git-data.ts';

const MAX_FILES = 300;
const MAX_COMMITS = 250;

export function registerCommits(core: Core): void {
  const { lab } = core;
  lab.route('GET', '/repos/:owner/:repo/commits', async (request) => {
    const { repo, git } = at(core, request);
    const start = await resolved(git, request.query.get('sha') ?? repo.default_branch);
    const path = request.query.get('path');
    const shas = await commitsOf(git, start, path);
    return paged(request, await showAll(core, repo, shas), { url: lab.url });
  });
  lab.route('GET', '/repos/:owner/:repo/commits/:ref*', async (request) => {
    const { repo, git } = at(core, request);
    const commit = await git.commit(await resolved(git, request.params['ref'] ?? ''));
    if (commit === undefined) throw notFound();
    const emptyTree = await git.objects.write('tree', Buffer.alloc(0));
    const files = await diffFiles(git, commit.parents[0] ?? emptyTree, commit.sha);
    const additions = sum(files.map((file) => file.additions));
    const deletions = sum(files.map((file) => file.deletions));
    return json({
      ...showCommit(core, repo, commit),
      stats: { additions, deletions, total: additions + deletions },
      files: files.map((file) => showFile(core, repo, { file, sha: commit.sha })),
    });
  });
  lab.route('GET', '/repos/:owner/:repo/compare/:basehead*', (request) => compare(core, request));
  registerBranches(core);
}

function registerBranches(core: Core): void {
  const { lab } = core;
  lab.route('GET', '/repos/:owner/:repo/branches', (request) => {
    const { repo } = at(core, request);
    const rows = lab.gh.branches.findBy('repo_id', repo.id);
    const shown = rows.map(({ name, sha }) => ({
      name,
      commit: { sha, url: `${lab.url}/repos/${repo.full_name}/commits/${sha}` },
      protected: false,
    }));
    return paged(request, shown, { url: lab.url });
  });
  lab.route('GET', '/repos/:owner/:repo/branches/:branch*', async (request) => {
    const { repo, git } = at(core, request);
    const name = request.params['branch'] ?? '';
    const commit = await git.commit(git.branch(name) ?? '');
    if (commit === undefined) throw notFound();
    const self = `${lab.url}/repos/${repo.full_name}/branches/${name}`;
    return json({
      name,
      commit: showCommit(core, repo, commit),
      _links: { self, html: `${lab.url}/${repo.full_name}/tree/${name}` },
      protected: false,
      protection: {
        enabled: false,
        required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
      },
      protection_url: `${self}/protection`,
    });
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

export async function resolved(git: GitRepository, name: string): Promise<string> {
  const sha = await git.resolve(name);
  if (sha === undefined) throw notFound();
  return sha;
}

export async function showAll(
  core: Core,
  repo: RepoRow,
  shas: readonly string[],
): Promise<readonly Json[]> {
  const shown: Json[] = [];
  for (const sha of shas) {
    const commit = await core.lab.git(repo).commit(sha);
    if (commit !== undefined) shown.push(showCommit(core, repo, commit));
  }
  return shown;
}

async function compare(core: Core, request: LabRequest): Promise<Response> {
  const { repo, git } = at(core, request);
  const [baseName, headName] = (request.params['basehead'] ?? '').split('...');
  if (baseName === undefined || headName === undefined) throw notFound();
  const strip = (name: string): string => name.slice(name.indexOf(':') + 1);
  const base = await resolved(git, strip(baseName));
  const head = await resolved(git, strip(headName));
  const common = await mergeBase(git, base, head);
  if (common === undefined) throw notFound();
  if (request.headers['accept']?.includes('diff'))
    return new Response(new Uint8Array((await git.run(['diff', common, head])).stdout));
  const ahead = await commitsIn(git, base, head);
  const behind = await commitsIn(git, head, base);
  const size = Math.min(MAX_COMMITS, Number(request.query.get('per_page') ?? MAX_COMMITS));
  const page = Number(request.query.get('page') ?? 1);
  // Without a word about pages the list ends with the newest.
  const isPaged = request.query.has('per_page') || request.query.has('page');
  const listed = isPaged ? ahead.slice((page - 1) * size, page * size) : ahead.slice(-MAX_COMMITS);
  const files = page === 1 ? await diffFiles(git, common, head) : [];
  const url = `${core.lab.url}/repos/${repo.full_name}/compare/${base}...${head}`;
  const html = `${core.lab.url}/${repo.full_name}/compare/${base}...${head}`;
  const [baseCommit, commonCommit] = await showAll(core, repo, [base, common]);
  return json({
    url,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: baseCommit,
    merge_base_commit: commonCommit ?? baseCommit,
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: await showAll(core, repo, listed),
    files: files.slice(0, MAX_FILES).map((file) => showFile(core, repo, { file, sha: head })),
  });
}

const statusOf = (ahead: number, behind: number): string =>
  ahead > 0 && behind > 0 ? 'diverged' : ahead > 0 ? 'ahead' : behind > 0 ? 'behind' : 'identical';

/** A changed file, `sha` being the commit after the change. */
export function showFile(
  core: Core,
  repo: RepoRow,
  { file, sha }: { readonly file: DiffFile; readonly sha: string },
): Json {
  const where = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${core.lab.url}/${repo.full_name}/blob/${sha}/${where}`,
    raw_url: `${core.lab.url}/${repo.full_name}/raw/${sha}/${where}`,
    contents_url: `${core.lab.url}/repos/${repo.full_name}/contents/${where}?ref=${sha}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
  };
}
