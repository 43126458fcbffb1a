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
const merge = (pull_number: number, more: object = {}) =>
  app.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
    ...at,
    pull_number,
    ...more,
  });

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

describe('merging', () => {
  it('takes a head that is not the expected one for a conflict: 409', async () => {
    const old = await push('topic', edited(3));
    const number = await open();
    await push('topic', edited(4));

    await expect(merge(number, { sha: old })).rejects.toMatchObject({ status: 409 });
    expect((await get(number)).merged).toBe(false);
  });

  it('refuses drafts and conflicts: 405', async () => {
    await push('topic', edited(3));
    const number = await open({ draft: true });
    await expect(merge(number)).rejects.toMatchObject({ status: 405 });
    await push('other', edited(5));
    await ada.push(repo, { branch: 'main', message: 'base', files: { 'a.txt': 'gone\n' } });
    const conflicting = await open({ head: 'other' });

    await expect(merge(conflicting)).rejects.toMatchObject({ status: 405 });
    expect((await get(conflicting)).mergeable_state).toBe('dirty');
  });

  it('keeps what happened on the base meanwhile, and closes the issue', async () => {
    const issue = await ada.openIssue(repo, { title: 'I', body: '' });
    await push('topic', edited(3));
    const number = await open({ body: `Closes #${issue}` });
    await ada.push(repo, { branch: 'main', message: 'base', files: { 'b.txt': 'B\n' } });
    await merge(number, { sha: (await get(number)).head.sha });
    await lab.settled();

    expect((await lab.git(repo, ['show', 'main:b.txt'])).text).toBe('B');
    expect((await lab.git(repo, ['show', 'main:a.txt'])).text).toContain('line 3!');
    expect(await get(number)).toMatchObject({ merged: true, state: 'closed', changed_files: 1 });
    expect((await ada.must('GET', `/repos/${repo}/issues/${issue}`))['state']).toBe('closed');
  });

  it('squashes and rebases', async () => {
    await push('topic', edited(3), 'one');
    await push('topic', edited(3, 4), 'two');
    await merge(await open(), { merge_method: 'squash' });
    await push('second', edited(3, 4, 20), 'three');
    await merge(await open({ head: 'second' }), { merge_method: 'rebase' });
    const log = await lab.git(repo, ['log', '--first-parent', '--format=%s %P', 'main']);

    expect(log.text.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'three',
      'T',
      'Initial',
    ]);
    expect(log.text.split('\n')[1]?.split(' ')).toHaveLength(3);
  });

  it('is noticed when a person merges by git', async () => {
    await push('topic', edited(3));
    const number = await open();
    await ada.push(repo, {
      branch: 'main',
      from: 'origin/topic',
      force: true,
      message: 'on top',
      files: {},
    });
    await lab.settled();

    expect((await get(number)).merged).toBe(true);
  });
});

describe('a review', () => {
  const review = (pull_number: number, more: object) =>
    app.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      ...at,
      pull_number,
      event: 'COMMENT',
      body: 'B',
      ...more,
    });
  const reviews = async (pull_number: number) =>
    (
      await app.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...at,
        pull_number,
      })
    ).data;
  const opened = async (): Promise<number> => {
    await push('topic', edited(20));
    return open();
  };

  it('is refused as a whole when one line is outside the hunks', async () => {
    const number = await opened();
    const comments = [
      { path: 'a.txt', line: 20, body: 'in' },
      { path: 'a.txt', line: 30, body: 'out' },
    ];

    await expect(review(number, { comments })).rejects.toMatchObject({ status: 422 });
    expect(await reviews(number)).toEqual([]);
  });

  it('may name context lines, several lines, and the old side', async () => {
    const number = await opened();
    const comments = [
      { path: 'a.txt', line: 17, body: 'context' },
      { path: 'a.txt', start_line: 19, line: 20, body: 'two' },
      { path: 'a.txt', line: 20, side: 'LEFT', body: 'old' },
    ];
    await review(number, { comments });
    const seen = await app.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
      ...at,
      pull_number: number,
    });

    expect(seen.data.map((comment) => [comment.start_line, comment.line, comment.side])).toEqual([
      [null, 17, 'RIGHT'],
      [19, 20, 'RIGHT'],
      [null, 20, 'LEFT'],
    ]);
  });

  it('must begin before it ends, and name a changed file', async () => {
    const number = await opened();

    await expect(
      review(number, { comments: [{ path: 'a.txt', start_line: 20, line: 20, body: 'x' }] }),
    ).rejects.toMatchObject({ status: 422 });
    await expect(
      review(number, { comments: [{ path: 'b.txt', line: 1, body: 'x' }] }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('of the own pull request may only comment', async () => {
    const number = await opened();

    await expect(review(number, { event: 'APPROVE' })).rejects.toMatchObject({ status: 422 });
    await expect(review(number, { event: 'REQUEST_CHANGES' })).rejects.toMatchObject({
      status: 422,
    });
    expect(
      (await ada.request('POST', `/repos/${repo}/pulls/${number}/reviews`, { event: 'APPROVE' }))
        .status,
    ).toBe(200);
  });

  it('is one at a time while it is pending', async () => {
    const number = await opened();
    const pending = { event: undefined, comments: [{ path: 'a.txt', line: 20, body: 'x' }] };
    await review(number, pending);

    await expect(review(number, pending)).rejects.toMatchObject({ status: 422 });
  });

  it('starts threads that are answered and resolved', async () => {
    const number = await opened();
    await review(number, { comments: [{ path: 'a.txt', line: 20, body: 'why?' }] });
    const [comment] = (
      await app.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
        ...at,
        pull_number: number,
      })
    ).data;
    await ada.must('POST', `/repos/${repo}/pulls/${number}/comments/${comment?.id}/replies`, {
      body: 'because',
    });
    const threads = (): Promise<{
      repository: {
        pullRequest: {
          reviewThreads: {
            nodes: { id: string; isResolved: boolean; comments: { nodes: { body: string }[] } }[];
          };
        };
      };
    }> =>
      app.graphql(
        'query($name: String!, $number: Int!) { repository(owner: "acme", name: $name) { pullRequest(number: $number) { reviewThreads(first: 5) { nodes { id isResolved comments(first: 5) { nodes { body } } } } } } }',
        { name: at.repo, number },
      );
    const [thread] = (await threads()).repository.pullRequest.reviewThreads.nodes;
    await app.graphql(
      'mutation($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }',
      { id: thread!.id },
    );
    const [after] = (await threads()).repository.pullRequest.reviewThreads.nodes;

    expect(thread?.comments.nodes.map((each) => each.body)).toEqual(['why?', 'because']);
    expect([thread?.isResolved, after?.isResolved]).toEqual([false, true]);
  });
});

it('has had everything that was asked here', () => lab.assertClean());
