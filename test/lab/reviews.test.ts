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
