import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/core';
import { appClient } from './app-client.ts';
import { startLab, type Lab } from './lab.ts';

const at = { owner: 'acme', repo: 'read' };
let lab: Lab;
let app: Octokit;
let first: string;
beforeAll(async () => {
  lab = await startLab({ ci: false });
  app = appClient(lab);
  first = (
    await lab.seedRepo({
      name: 'read',
      files: { 'a.txt': 'a\n', 'src/b.ts': 'b\n', 'img.bin': Buffer.from([0, 1, 2]) },
    })
  ).head;
  await lab.seedRepo({ name: 'secret', private: true, files: { 'a.txt': 'a\n' } });
  lab.people.permit('ada', 'acme/read', 'write');
  lab.people.permit('rob', 'acme/read', 'read');
});
afterAll(async () => {
  await lab.close();
});

describe('reading', () => {
  it('shows files, folders and blobs', async () => {
    const file = await app.request('GET /repos/{owner}/{repo}/contents/{path}', {
      ...at,
      path: 'src/b.ts',
    });
    const folder = await app.request('GET /repos/{owner}/{repo}/contents/{path}', {
      ...at,
      path: '',
    });
    const { repository }: { repository: { object: unknown } } = await app.graphql(
      'query { repository(owner: "acme", name: "read") { object(expression: "HEAD:img.bin") { ... on Blob { isBinary text byteSize } } } }',
    );

    expect(file.data).toMatchObject({ encoding: 'base64', content: 'Ygo=\n', path: 'src/b.ts' });
    expect(
      (folder.data as { name: string; type: string }[]).map((entry) => [entry.name, entry.type]),
    ).toEqual([
      ['a.txt', 'file'],
      ['img.bin', 'file'],
      ['src', 'dir'],
    ]);
    expect(repository.object).toEqual({ isBinary: true, text: null, byteSize: 3 });
  });

  it('says when a tree is cut', async () => {
    lab.limits.treeEntries = 2;
    const { data } = await app.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      ...at,
      tree_sha: 'main',
      recursive: '1',
    });
    lab.limits.treeEntries = 100_000;

    expect([data.tree.length, data.truncated]).toEqual([2, true]);
  });

  it('compares, one page of commits after the other, files with the first only', async () => {
    for (const n of [1, 2, 3])
      await lab
        .as('ada')
        .push('acme/read', { branch: 'topic', message: `m${n}`, files: { 'c.txt': `${n}\n` } });
    const page = async (number: number) =>
      (
        await app.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
          ...at,
          basehead: 'main...topic',
          per_page: 2,
          page: number,
        })
      ).data;
    const [one, two] = [await page(1), await page(2)];

    expect([...one.commits, ...two.commits].map((commit) => commit.commit.message.trim())).toEqual([
      'm1',
      'm2',
      'm3',
    ]);
    expect([one.status, one.ahead_by, one.files?.length, two.files?.length]).toEqual([
      'ahead',
      3,
      1,
      0,
    ]);
  });

  it('hides what is private from those who may not see it', async () => {
    expect((await lab.as('rob').request('GET', '/repos/acme/secret')).status).toBe(404);
    expect(
      (await app.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'secret' })).status,
    ).toBe(200);
  });
});

describe('git', () => {
  it('takes no push from people who may only read', async () => {
    const push = lab.as('rob').push('acme/read', { branch: 'x', message: 'm', files: { x: 'x' } });

    await expect(push).rejects.toThrow('403');
  });
});

describe('the CI hook', () => {
  it('hears of branches moved by updateRefs and of pull requests', async () => {
    const heard: string[] = [];
    lab.internals.ci = {
      onPush: (repo, branch, sha, actor) =>
        void heard.push(`push ${repo.name} ${branch} ${sha === first} ${actor.login}`),
      onPullRequest: (_repo, pull, action) => void heard.push(`pull ${action} ${pull.headRef}`),
    };
    const { repository }: { repository: { id: string } } = await app.graphql(
      'query { repository(owner: "acme", name: "read") { id } }',
    );
    await app.graphql(
      'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
      {
        input: {
          repositoryId: repository.id,
          refUpdates: [
            { name: 'refs/heads/autonomous/1-1', beforeOid: '0'.repeat(40), afterOid: first },
          ],
        },
      },
    );
    await app.request('POST /repos/{owner}/{repo}/pulls', {
      ...at,
      title: 'T',
      head: 'topic',
      base: 'main',
    });
    await lab
      .as('ada')
      .push('acme/read', { branch: 'topic', message: 'more', files: { 'd.txt': 'd' } });
    await lab.settled();

    expect(heard).toEqual([
      'push read autonomous/1-1 true autopack[bot]',
      'pull opened topic',
      'push read topic false ada',
      'pull synchronize topic',
    ]);
  });

  it('hears of no pull request that conflicts', async () => {
    const heard: string[] = [];
    const ada = lab.as('ada');
    await ada.push('acme/read', { branch: 'clash', message: 'm', files: { 'a.txt': 'hers\n' } });
    await ada.push('acme/read', { branch: 'main', message: 'm', files: { 'a.txt': 'ours\n' } });
    await lab.settled();
    lab.internals.ci = {
      onPush: () => undefined,
      onPullRequest: (_repo, pull, action) => void heard.push(`${action} ${pull.headRef}`),
    };
    await app.request('POST /repos/{owner}/{repo}/pulls', {
      ...at,
      title: 'T',
      head: 'clash',
      base: 'main',
    });
    await lab.settled();

    expect(heard).toEqual([]);
  });
});

it('has had everything that was asked here', () => lab.assertClean());
