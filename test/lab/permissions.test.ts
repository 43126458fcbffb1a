import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/core';
import { appClient } from './app-client.ts';
import { startLab, type Lab } from './lab.ts';

const REPO = 'acme/talk';
let lab: Lab;
let app: Octokit;
beforeAll(async () => {
  lab = await startLab({ ci: false });
  app = appClient(lab);
  await lab.seedRepo({ name: 'talk', files: { 'a.txt': 'a\n' } });
  for (const level of ['admin', 'maintain', 'write', 'triage', 'read'] as const)
    lab.people.permit(level, REPO, level);
  lab.people.add('stranger');
});
afterAll(async () => {
  await lab.close();
});

const at = { owner: 'acme', repo: 'talk' };
const open = (body = 'text'): Promise<number> =>
  lab.as('write').openIssue(REPO, { title: 'A', body });

describe('permissions', () => {
  it('are told with the coarse word and the role', async () => {
    const told = await Promise.all(
      ['acme', 'maintain', 'write', 'triage', 'read', 'stranger'].map(async (username) => {
        const { data } = await app.request(
          'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
          { ...at, username },
        );
        return [data.permission, data.role_name];
      }),
    );

    expect(told).toEqual([
      ['admin', 'admin'],
      ['write', 'maintain'],
      ['write', 'write'],
      ['read', 'triage'],
      ['read', 'read'],
      ['read', 'read'],
    ]);
  });

  it('change at once', async () => {
    lab.people.permit('shifty', REPO, 'write');
    const ask = () =>
      app.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
        ...at,
        username: 'shifty',
      });
    const before = (await ask()).data.role_name;
    lab.people.permit('shifty', REPO, 'read');

    expect([before, (await ask()).data.role_name]).toEqual(['write', 'read']);
  });

  it('let a triager label but not a reader', async () => {
    const issue = await open();
    const url = `/repos/${REPO}/issues/${issue}/labels`;

    expect((await lab.as('triage').request('POST', url, { labels: ['x'] })).status).toBe(200);
    expect((await lab.as('read').request('POST', url, { labels: ['y'] })).status).toBe(403);
  });

  it('stop an App at what it was not granted', async () => {
    const invite = app.request('PUT /repos/{owner}/{repo}/collaborators/{username}', {
      ...at,
      username: 'stranger',
    });

    await expect(invite).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('not accessible by integration'),
    });
  });

  it('do not take an unknown token for anybody', async () => {
    const response = await fetch(`${lab.url}/repos/${REPO}`, {
      headers: { authorization: 'token nonsense' },
    });

    expect(response.status).toBe(401);
  });

  it('end with the token', async () => {
    const client = appClient(lab);
    const { token } = (await client.auth({ type: 'installation' })) as { token: string };
    lab.expireTokens();
    const response = await fetch(`${lab.url}/repos/${REPO}`, {
      headers: { authorization: `token ${token}` },
    });

    expect(response.status).toBe(401);
    app = appClient(lab);
  });
});

it('says what it was asked for and does not have', async () => {
  const broken = await startLab({ ci: false });
  try {
    await broken.seedRepo({ name: 'x', files: { a: '' } });
    const { status } = await broken.as('acme').request('GET', '/repos/acme/x/pages');

    expect(status).toBe(404);
    expect(() => broken.assertClean()).toThrow('GET /repos/acme/x/pages');
  } finally {
    await broken.close();
  }
});

it('has had everything that was asked here', () => lab.assertClean());
