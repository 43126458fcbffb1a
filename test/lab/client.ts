/** A person at work: REST calls with their own token, and real git. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mustGit, runGit } from './git/process.ts';
import type { Json, LabInternals } from './internals.ts';
import { noreply, type Person } from './people.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface CommitFromAfar {
  readonly branch: string;
  readonly message: string;
  /** Null deletes. */
  readonly files: Readonly<Record<string, string | null>>;
}

interface CommitByHand extends CommitFromAfar {
  /** Where the branch starts when it is not there yet. Left out: the default branch. */
  readonly from?: string;
  /** Throws away what the branch has and puts this one commit on `from`. */
  readonly force?: boolean;
}

export interface LabClient {
  readonly login: string;
  readonly id: number;
  readonly token: string;
  request(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Throws unless the status is 2xx; returns the body. */
  must(method: string, path: string, body?: unknown): Promise<Json>;
  graphql(
    query: string,
    variables?: Json,
  ): Promise<{ readonly data?: Json; readonly errors?: readonly Json[] }>;
  openIssue(
    repo: string,
    issue: { readonly title: string; readonly body: string },
  ): Promise<number>;
  label(repo: string, issue: number, ...labels: readonly string[]): Promise<void>;
  unlabel(repo: string, issue: number, label: string): Promise<void>;
  comment(repo: string, issue: number, body: string): Promise<number>;
  /** By the API, onto the branch, or onto the default branch where it is new. Returns the commit. */
  commit(repo: string, commit: CommitFromAfar): Promise<string>;
  /** By clone, commit and push over HTTP. Returns the commit. */
  push(repo: string, commit: CommitByHand): Promise<string>;
  merge(repo: string, pull: number, options?: Json): Promise<Answer>;
}

export function clientOf(lab: LabInternals, person: Person): LabClient {
  const request: LabClient['request'] = async (method, at, body) => {
    const response = await fetch(`${lab.url}${at}`, {
      method,
      headers: {
        authorization: `token ${person.token}`,
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : text };
  };
  const must: LabClient['must'] = async (method, at, body) => {
    const answer = await request(method, at, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${at}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Json;
  };
  return {
    ...person,
    request,
    must,
    graphql: (query, variables = {}) => must('POST', '/graphql', { query, variables }),
    openIssue: async (repo, issue) =>
      Number((await must('POST', `/repos/${repo}/issues`, issue))['number']),
    async label(repo, issue, ...labels) {
      await must('POST', `/repos/${repo}/issues/${issue}/labels`, { labels });
    },
    async unlabel(repo, issue, label) {
      await must('DELETE', `/repos/${repo}/issues/${issue}/labels/${encodeURIComponent(label)}`);
    },
    comment: async (repo, issue, body) =>
      Number((await must('POST', `/repos/${repo}/issues/${issue}/comments`, { body }))['id']),
    push: (repo, commit) => pushByHand(lab, person, { repo, commit }),
    commit: (repo, commit) => commitByApi({ must, request }, repo, commit),
    merge: (repo, pull, options = {}) =>
      request('PUT', `/repos/${repo}/pulls/${pull}/merge`, options),
  };
}

/** Without a clone: as an editor in the browser does it. */
async function commitByApi(
  { must, request }: Pick<LabClient, 'must' | 'request'>,
  repo: string,
  { branch, files, message }: CommitFromAfar,
): Promise<string> {
  const git = `/repos/${repo}/git`;
  const tipOf = async (name: string): Promise<string | undefined> => {
    const { status, body } = await request('GET', `${git}/ref/heads/${name}`);
    return status === 200 ? (body as { object: { sha: string } }).object.sha : undefined;
  };
  const there = await tipOf(branch);
  const main = String((await must('GET', `/repos/${repo}`))['default_branch']);
  const parent = there ?? String(await tipOf(main));
  const root = (await must('GET', `${git}/commits/${parent}`))['tree'] as Json;
  const tree = Object.entries(files).map(([path, content]) => ({
    ...{ path, mode: '100644', type: 'blob' },
    ...(content === null ? { sha: null } : { content }),
  }));
  const made = await must('POST', `${git}/trees`, { base_tree: root['sha'], tree });
  const { sha } = await must('POST', `${git}/commits`, {
    message,
    tree: made['sha'],
    parents: [parent],
  });
  if (there === undefined) await must('POST', `${git}/refs`, { ref: `refs/heads/${branch}`, sha });
  else await must('PATCH', `${git}/refs/heads/${branch}`, { sha });
  return String(sha);
}

async function pushByHand(
  lab: LabInternals,
  person: Person,
  { repo, commit }: { readonly repo: string; readonly commit: CommitByHand },
): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'autopack-hand-'));
  try {
    const remote = new URL(`${lab.url}/${repo}.git`);
    remote.username = person.login;
    remote.password = person.token;
    await mustGit(dir, ['clone', '-q', remote.href, '.']);
    const there = await runGit(dir, ['rev-parse', '-q', '--verify', `origin/${commit.branch}`]);
    const from = commit.from === undefined ? 'HEAD' : commit.from;
    const start = there.code === 0 && commit.force !== true ? `origin/${commit.branch}` : from;
    await mustGit(dir, ['checkout', '-q', '-B', 'work', start]);
    for (const [file, content] of Object.entries(commit.files)) {
      const full = path.join(dir, file);
      await mkdir(path.dirname(full), { recursive: true });
      if (content === null) await rm(full);
      else await writeFile(full, content);
    }
    await mustGit(dir, ['add', '-A']);
    const who = ['-c', `user.name=${person.login}`, '-c', `user.email=${noreply(person)}`];
    await mustGit(dir, [...who, 'commit', '-q', '--allow-empty', '-m', commit.message]);
    const force = commit.force === true ? ['--force'] : [];
    await mustGit(dir, ['push', '-q', ...force, 'origin', `work:refs/heads/${commit.branch}`]);
    return (await mustGit(dir, ['rev-parse', 'HEAD'])).text;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
