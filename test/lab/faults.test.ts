import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/core';
import { appClient } from './app-client.ts';
import { startLab, type Lab } from './lab.ts';

let lab: Lab;
let app: Octokit;
beforeAll(async () => {
  lab = await startLab({ ci: false });
  app = appClient(lab);
  await lab.seedRepo({ name: 'hooked', files: { 'a.txt': 'a\n' } });
  lab.people.permit('ada', 'acme/hooked', 'write');
});
afterAll(async () => {
  await lab.close();
});

describe('faults', () => {
  const at = { owner: 'acme', repo: 'hooked' };
  const count = async (issue_number: number): Promise<number> =>
    (
      await app.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...at,
        issue_number,
      })
    ).data.length;
  const comment = (issue_number: number) =>
    app.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...at,
      issue_number,
      body: 'x',
    });

  it('strike before the write, or after it', async () => {
    const issue = await lab.as('ada').openIssue('acme/hooked', { title: 'T', body: '' });
    lab.faults.once((request) => request.method === 'POST', 'error-before');
    await expect(comment(issue)).rejects.toMatchObject({ status: 502 });
    const before = await count(issue);
    lab.faults.once((request) => request.method === 'POST', 'error-after');
    await expect(comment(issue)).rejects.toMatchObject({ status: 502 });

    expect([before, await count(issue)]).toEqual([0, 1]);
  });

  it('are chosen by GraphQL field as well, and by a status', async () => {
    lab.faults.hook((request) =>
      request.graphql?.fields.includes('updateRefs') ? 503 : undefined,
    );
    const moved = app.graphql(
      'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
      { input: { repositoryId: 'x', refUpdates: [] } },
    );

    await expect(moved).rejects.toMatchObject({ status: 503 });
    lab.faults.hook(undefined);
  });

  it('leave their trace in the log of requests', async () => {
    lab.requests.clear();
    const issue = await lab.as('ada').openIssue('acme/hooked', { title: 'T', body: '' });
    await comment(issue);
    await count(issue);
    await app.graphql('query Who { viewer { login } }');

    expect(lab.requests.count()).toBe(4);
    expect(lab.requests.contentCreates()).toBe(2);
    expect(
      lab.requests
        .all()
        .map(({ method, as, writes, status, graphql }) => [
          method,
          as,
          writes,
          status,
          graphql?.name ?? null,
        ]),
    ).toEqual([
      ['POST', 'ada', true, 201, null],
      ['POST', 'autopack[bot]', true, 201, null],
      ['GET', 'autopack[bot]', false, 200, null],
      ['POST', 'autopack[bot]', false, 200, 'Who'],
    ]);
  });

  it('are a secondary limit, with the time to wait', async () => {
    const issue = await lab.as('ada').openIssue('acme/hooked', { title: 'T', body: '' });
    for (const status of [403, 429] as const) {
      lab.faults.once(({ method }) => method === 'POST', { status, retryAfter: 7 });
      await expect(comment(issue)).rejects.toMatchObject({
        status,
        response: { headers: { 'retry-after': '7' } },
      });
    }
    expect(await count(issue)).toBe(0);
  });

  it('are replicas that lag, for lists and for refs', async () => {
    const issue = await lab.as('ada').openIssue('acme/hooked', { title: 'T', body: '' });
    const head = async (): Promise<string> =>
      (await app.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...at, ref: 'heads/main' }))
        .data.object.sha;
    const [before, none] = [await head(), await count(issue)];
    await comment(issue);
    const made = await lab
      .as('ada')
      .push('acme/hooked', { branch: 'main', message: 'm', files: { 'b.txt': 'b' } });
    lab.faults.hook(({ writes }) => (writes ? undefined : 'stale'));
    const lagging = [await head(), await count(issue)];
    lab.faults.hook(undefined);

    expect([none, ...lagging]).toEqual([0, before, 0]);
    expect([await head(), await count(issue)]).toEqual([made, 1]);
  });
});
