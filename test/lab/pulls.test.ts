import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/core';
import { appClient } from './app-client.ts';
import { startLab, type Lab, type LabClient } from './lab.ts';

const LINES = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`);
const edited = (...changed: readonly number[]): string =>
  `${LINES.map((line, at) => (changed.includes(at + 1) ? `${line}!` : line)).join('\n')}\n`;

let lab: Lab;
let app: Octokit;
let ada: LabClient;
beforeAll(async () => {
  lab = await startLab({ ci: false });
  app = appClient(lab);
  ada = lab.as('ada');
});
afterAll(async () => {
  await lab.close();
});

let n = 0;
let repo = '';
let at = { owner: 'acme', repo: '' };
beforeEach(async () => {
  repo = `acme/pulls${++n}`;
  at = { owner: 'acme', repo: `pulls${n}` };
  await lab.seedRepo({ name: at.repo, files: { 'a.txt': edited(), 'b.txt': 'b\n' } });
  lab.people.permit('ada', repo, 'write');
});

const push = (branch: string, content: string, message = 'change'): Promise<string> =>
  ada.push(repo, { branch, message, files: { 'a.txt': content } });
const open = async (more: object = {}): Promise<number> =>
  (
    await app.request('POST /repos/{owner}/{repo}/pulls', {
      ...at,
      title: 'T',
      head: 'topic',
      base: 'main',
      ...more,
    })
  ).data.number;
const get = async (pull_number: number) =>
  (await app.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...at, pull_number })).data;

describe('opening', () => {
  it('wants both branches, something between them, and no other', async () => {
    await expect(open()).rejects.toMatchObject({ status: 422 });
    await lab.git(repo, ['rev-parse', 'main']);
    await push('topic', edited(3));
    await expect(open({ base: 'nowhere' })).rejects.toMatchObject({ status: 422 });
    await expect(open({ head: 'main' })).rejects.toThrow('No commits between main and main');
    const number = await open();

    await expect(open()).rejects.toThrow('A pull request already exists for acme:topic.');
    expect(await get(number)).toMatchObject({
      state: 'open',
      commits: 1,
      changed_files: 1,
      additions: 1,
      deletions: 1,
    });
  });

  it('is found by owner:branch, and listed with the issues', async () => {
    await push('topic', edited(3));
    const number = await open({ draft: true });
    const found = await app.request('GET /repos/{owner}/{repo}/pulls', {
      ...at,
      head: 'acme:topic',
      state: 'all',
    });
    const issues = await app.request('GET /repos/{owner}/{repo}/issues', at);

    expect(found.data.map((pull) => [pull.number, pull.draft])).toEqual([[number, true]]);
    expect(issues.data[0]?.pull_request?.url).toContain(`/pulls/${number}`);
  });
});

describe('a pull request', () => {
  it('follows its branch', async () => {
    await push('topic', edited(3));
    const number = await open();
    const head = await push('topic', edited(3, 30));
    await lab.settled();
    const files = await app.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
      ...at,
      pull_number: number,
    });
    const commits = await app.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', {
      ...at,
      pull_number: number,
      per_page: 1,
      page: 3,
    });

    expect((await get(number)).head.sha).toBe(head);
    expect(files.data[0]?.patch).toMatch(/^@@ -1,6 \+1,6 @@\n line 1/);
    expect(commits.data).toEqual([]);
    expect((await lab.git(repo, ['rev-parse', `refs/pull/${number}/head`])).text).toBe(head);
  });

  it('knows only later whether it merges', async () => {
    await push('topic', edited(3));
    const number = await open();
    const first = (await get(number)).mergeable;
    await lab.settled();

    expect([first, (await get(number)).mergeable]).toEqual([null, true]);
  });

  it('is closed when its branch goes, and has the labels and comments of an issue', async () => {
    await push('topic', edited(3));
    const number = await open();
    await ada.label(repo, number, 'later');
    await ada.comment(repo, number, 'hello');
    await app.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { ...at, ref: 'heads/topic' });
    await lab.settled();

    expect(await get(number)).toMatchObject({
      state: 'closed',
      comments: 1,
      labels: [{ name: 'later' }],
    });
  });

  it('becomes ready, and a draft again, by GraphQL only', async () => {
    await push('topic', edited(3));
    const number = await open({ draft: true });
    const { node_id: id } = await get(number);
    await app.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
      ...at,
      pull_number: number,
      draft: false,
    } as never);
    const still = (await get(number)).draft;
    await app.graphql(
      'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }',
      { id },
    );

    expect([still, (await get(number)).draft]).toEqual([true, false]);
  });
});

it('has had everything that was asked here', () => lab.assertClean());
