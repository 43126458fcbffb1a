import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/core';
import { appClient } from './app-client.ts';
import { startLab, type Lab } from './lab.ts';

interface Got {
  readonly event: string;
  readonly guid: string;
  readonly payload: Record<string, any>;
}

let lab: Lab;
let app: Octokit;
let server: Server;
let got: Got[] = [];
const names = (): string[] =>
  got.map(({ event, payload }) => `${event}${payload['action'] ? `.${payload['action']}` : ''}`);

beforeAll(async () => {
  lab = await startLab({ ci: false });
  app = appClient(lab);
  await lab.seedRepo({ name: 'hooked', files: { 'a.txt': 'a\n' } });
  lab.people.permit('ada', 'acme/hooked', 'write');
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const proof = createHmac('sha256', lab.app.webhookSecret).update(body).digest('hex');
    const signed = request.headers['x-hub-signature-256'] === `sha256=${proof}`;
    if (signed)
      got.push({
        event: String(request.headers['x-github-event']),
        guid: String(request.headers['x-github-delivery']),
        payload: JSON.parse(body) as Record<string, any>,
      });
    response.writeHead(signed ? 202 : 400).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  lab.webhooks.to(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
});
afterAll(async () => {
  await lab.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(async () => {
  await lab.settled();
  got = [];
});

describe('webhooks', () => {
  it('tell of a label with who set it, signed and with a GUID', async () => {
    const issue = await lab.as('ada').openIssue('acme/hooked', { title: 'T', body: 'B' });
    await lab.as('ada').label('acme/hooked', issue, 'autopack:run');
    await lab.settled();

    expect(names()).toEqual(['issues.opened', 'issues.labeled']);
    expect(got[1]).toMatchObject({
      guid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
      payload: {
        label: { name: 'autopack:run', id: expect.any(Number) },
        issue: { number: issue, labels: [{ name: 'autopack:run' }] },
        repository: { full_name: 'acme/hooked', owner: { login: 'acme' } },
        sender: { login: 'ada', type: 'User' },
        installation: { id: lab.app.installationId },
      },
    });
    expect(got[0]?.guid).not.toBe(got[1]?.guid);
  });

  it('tell of comments on pull requests as such, and of labels on them as pull_request', async () => {
    await lab
      .as('ada')
      .push('acme/hooked', { branch: 'topic', message: 'm', files: { 'b.txt': 'b' } });
    const { data } = await app.request('POST /repos/{owner}/{repo}/pulls', {
      owner: 'acme',
      repo: 'hooked',
      title: 'T',
      head: 'topic',
      base: 'main',
    });
    await lab.as('ada').comment('acme/hooked', data.number, '/autopack status');
    await lab.as('ada').label('acme/hooked', data.number, 'x');
    await lab.settled();

    expect(names()).toEqual([
      'push',
      'check_suite.requested',
      'pull_request.opened',
      'issue_comment.created',
      'pull_request.labeled',
    ]);
    expect(got[3]?.payload['issue'].pull_request.url).toContain(`/pulls/${data.number}`);
    expect(got[4]?.payload).toMatchObject({ number: data.number, label: { name: 'x' } });
  });

  it('tell of a push by updateRefs, and of the pull request that it moved', async () => {
    const { data: ref } = await app.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      owner: 'acme',
      repo: 'hooked',
      ref: 'heads/topic',
    });
    const made = await app.request('POST /repos/{owner}/{repo}/git/trees', {
      owner: 'acme',
      repo: 'hooked',
      base_tree: ref.object.sha,
      tree: [{ path: 'c.txt', mode: '100644', type: 'blob', content: 'c' }],
    });
    const commit = await app.request('POST /repos/{owner}/{repo}/git/commits', {
      owner: 'acme',
      repo: 'hooked',
      message: 'by the App',
      tree: made.data.sha,
      parents: [ref.object.sha],
    });
    const { repository }: { repository: { id: string } } = await app.graphql(
      'query { repository(owner: "acme", name: "hooked") { id } }',
    );
    await app.graphql(
      'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
      {
        input: {
          repositoryId: repository.id,
          refUpdates: [
            { name: 'refs/heads/topic', beforeOid: ref.object.sha, afterOid: commit.data.sha },
          ],
        },
      },
    );
    await lab.settled();

    expect(names()).toEqual(['push', 'check_suite.requested', 'pull_request.synchronize']);
    expect(got[0]?.payload).toMatchObject({
      ref: 'refs/heads/topic',
      forced: false,
      commits: [{ id: commit.data.sha, added: ['c.txt'], message: 'by the App' }],
      sender: { login: 'autopack[bot]', type: 'Bot' },
    });
    expect(got[2]?.payload).toMatchObject({
      before: ref.object.sha,
      after: commit.data.sha,
      pull_request: { head: { sha: commit.data.sha } },
    });
  });

  it('tell of checks with App and pull request', async () => {
    const { data: ref } = await app.request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      owner: 'acme',
      repo: 'hooked',
      ref: 'heads/topic',
    });
    const repo = lab.internals.repo('acme/hooked')!;
    lab.internals.checks.create(repo, lab.internals.actionsAppId, {
      name: 'test',
      head_sha: ref.object.sha,
      conclusion: 'success',
    });
    await lab.settled();

    expect(names()).toEqual(['check_run.created', 'check_run.completed', 'check_suite.completed']);
    expect(got[1]?.payload['check_run']).toMatchObject({
      app: { slug: 'github-actions' },
      pull_requests: [{ head: { ref: 'topic' } }],
    });
  });

  it('tell of a merge and of the issue that it closes', async () => {
    const issue = await lab.as('ada').openIssue('acme/hooked', { title: 'T', body: 'B' });
    const [pull] = (
      await app.request('GET /repos/{owner}/{repo}/pulls', { owner: 'acme', repo: 'hooked' })
    ).data;
    await app.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
      owner: 'acme',
      repo: 'hooked',
      pull_number: pull!.number,
      body: `Closes #${issue}`,
    });
    await lab.settled();
    got = [];
    await lab.as('ada').merge('acme/hooked', pull!.number);
    await lab.settled();

    expect(names()).toEqual([
      'push',
      'check_suite.requested',
      'pull_request.closed',
      'issues.closed',
    ]);
    expect(got[2]?.payload['pull_request']).toMatchObject({
      merged: true,
      merged_by: { login: 'ada' },
    });
  });

  it('may come late, twice and in another order', async () => {
    const delays = [[250], [0, 80], []];
    lab.webhooks.disturb(() => delays.shift());
    const titles = ['late', 'twice', 'lost', 'plain'];
    for (const title of titles) await lab.as('ada').openIssue('acme/hooked', { title, body: '' });
    await lab.settled();
    lab.webhooks.disturb(undefined);

    const came = got.map(({ payload }) => String(payload['issue'].title));
    expect(came.toSorted()).toEqual(['late', 'plain', 'twice', 'twice']);
    expect(came.at(-1)).toBe('late');
    const twice = got.filter(({ payload }) => payload['issue'].title === 'twice');
    expect(twice[0]?.guid).toBe(twice[1]?.guid);
  });

  it('may be lost, and come again with the same GUID', async () => {
    lab.webhooks.drop(true);
    const issue = await lab.as('ada').openIssue('acme/hooked', { title: 'lost', body: '' });
    await lab.settled();
    lab.webhooks.drop(false);
    const lost = lab.webhooks.all().at(-1)!;
    lab.webhooks.redeliver(lost);
    lab.webhooks.redeliver(lost);
    await lab.settled();

    expect(got.map(({ guid, payload }) => [guid, payload['issue'].number])).toEqual([
      [lost.guid, issue],
      [lost.guid, issue],
    ]);
  });
});

it('has had everything that was asked here', () => lab.assertClean());
