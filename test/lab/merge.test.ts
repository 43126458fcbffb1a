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

it('has had everything that was asked here', () => lab.assertClean());
