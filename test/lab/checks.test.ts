import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/core';
import { appClient } from './app-client.ts';
import type { RepoRow } from './internals.ts';
import { startLab, type Lab } from './lab.ts';

let lab: Lab;
let app: Octokit;
let head_sha: string;
let row: RepoRow;
const at = { owner: 'acme', repo: 'checked' };
beforeAll(async () => {
  lab = await startLab({ ci: false });
  app = appClient(lab);
  head_sha = (await lab.seedRepo({ name: 'checked', files: { a: 'a' } })).head;
  row = lab.internals.repo('acme/checked')!;
});
afterAll(async () => {
  await lab.close();
});

const create = (more: object = {}) =>
  app.request('POST /repos/{owner}/{repo}/check-runs', {
    ...at,
    name: 'audit',
    head_sha,
    ...more,
  } as never);
const annotation = (message: string) => ({
  path: 'a',
  start_line: 1,
  end_line: 1,
  annotation_level: 'warning',
  message,
});

describe('check runs', () => {
  it('carry their App, and are found again by name and external id', async () => {
    await create({ external_id: '1-1:T1.P1', status: 'in_progress' });
    const found = await app.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...at,
      ref: head_sha,
      check_name: 'audit',
      app_id: lab.app.id,
    });

    expect(found.data.check_runs).toMatchObject([
      {
        external_id: '1-1:T1.P1',
        status: 'in_progress',
        conclusion: null,
        app: { id: lab.app.id, slug: 'autopack' },
      },
    ]);
  });

  it('are shown once by name, the latest, unless all are asked for', async () => {
    await create({ name: 'twice', conclusion: 'failure' });
    await create({ name: 'twice', conclusion: 'success' });
    const list = async (filter: 'latest' | 'all') =>
      (
        await app.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
          ...at,
          ref: 'main',
          check_name: 'twice',
          filter,
        })
      ).data.check_runs.map((run) => run.conclusion);

    expect(await list('latest')).toEqual(['success']);
    expect(await list('all')).toEqual(['success', 'failure']);
  });

  it('append annotations, so that a repeated request doubles them, and take fifty at once', async () => {
    const { data } = (await create({ name: 'noted' })) as { data: { id: number } };
    const update = (annotations: object[]) =>
      app.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
        ...at,
        check_run_id: data.id,
        output: { title: 't', summary: 's', annotations },
      } as never);
    await update([annotation('one')]);
    await update([annotation('one')]);
    const list = await app.request(
      'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
      { ...at, check_run_id: data.id },
    );

    expect(list.data.map((each) => each.message)).toEqual(['one', 'one']);
    await expect(update(Array.from({ length: 51 }, () => annotation('x')))).rejects.toMatchObject({
      status: 422,
    });
  });

  it('want a commit that is there, and a conclusion when completed', async () => {
    await expect(create({ head_sha: '1'.repeat(40) })).rejects.toMatchObject({ status: 422 });
    await expect(create({ status: 'completed' })).rejects.toMatchObject({ status: 422 });
  });

  it('are made by Apps, and changed only by the same', async () => {
    const byPerson = await lab
      .as('acme')
      .request('POST', '/repos/acme/checked/check-runs', { name: 'x', head_sha });
    const other = lab.internals.checks.create(row, lab.internals.actionsAppId, {
      name: 'test',
      head_sha,
    });
    const change = app.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      ...at,
      check_run_id: other.id,
      conclusion: 'success',
    } as never);

    expect(byPerson.status).toBe(403);
    await expect(change).rejects.toMatchObject({ status: 403 });
  });
});

describe('check suites', () => {
  const QUERY = `query($app: Int, $oid: GitObjectID!) { repository(owner: "acme", name: "checked") { object(oid: $oid) { ... on Commit {
    checkSuites(first: 10, filterBy: { appId: $app }) { nodes { app { databaseId slug } status conclusion
      checkRuns(first: 10) { nodes { databaseId name status conclusion externalId title summary } } } } } } } }`;
  const suites = async (oid: string, appId: number | null) =>
    (
      (await app.graphql(QUERY, { app: appId, oid })) as {
        repository: { object: { checkSuites: { nodes: unknown[] } } };
      }
    ).repository.object.checkSuites.nodes;

  it('are one for each App, and as far as their runs', async () => {
    lab.people.permit('ada', 'acme/checked', 'write');
    const oid = await lab
      .as('ada')
      .push('acme/checked', { branch: 'b', message: 'm', files: { b: 'b' } });
    await lab.settled();
    const empty = await suites(oid, null);
    const test = lab.internals.checks.create(row, lab.internals.actionsAppId, {
      name: 'test',
      head_sha: oid,
    });
    lab.internals.checks.create(row, lab.internals.actionsAppId, {
      name: 'lint',
      head_sha: oid,
      conclusion: 'failure',
    });
    const running = await suites(oid, lab.internals.actionsAppId);
    lab.internals.checks.update(test, { conclusion: 'success' });
    const done = await suites(oid, lab.internals.actionsAppId);

    expect(empty).toMatchObject([
      { app: { databaseId: lab.app.id }, status: 'QUEUED', checkRuns: { nodes: [] } },
    ]);
    expect(running).toMatchObject([
      { app: { slug: 'github-actions' }, status: 'IN_PROGRESS', conclusion: null },
    ]);
    expect(done).toMatchObject([{ status: 'COMPLETED', conclusion: 'FAILURE' }]);
    expect(await suites(oid, null)).toHaveLength(2);
  });
});

it('combines statuses, and takes none for pending', async () => {
  const look = async () =>
    (await app.request('GET /repos/{owner}/{repo}/commits/{ref}/status', { ...at, ref: 'main' }))
      .data.state;
  const before = await look();
  await lab
    .as('acme')
    .must('POST', `/repos/acme/checked/statuses/${head_sha}`, { state: 'success', context: 'x' });

  expect([before, await look()]).toEqual(['pending', 'success']);
  await expect(
    app.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
      ...at,
      sha: head_sha,
      state: 'success',
    }),
  ).rejects.toMatchObject({ status: 403 });
});

it('has had everything that was asked here', () => lab.assertClean());
