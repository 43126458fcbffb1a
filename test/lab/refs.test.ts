import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/core';
import { appClient } from './app-client.ts';
import { ZERO } from './git/repository.ts';
import { startLab, type Lab } from './lab.ts';

const UPDATE =
  'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }';

let lab: Lab;
let app: Octokit;
let repositoryId: string;
let first: string;
beforeAll(async () => {
  lab = await startLab({ ci: false });
  app = appClient(lab);
  lab.people.add('ada');
});
afterAll(() => lab.close());

let n = 0;
let name = '';
beforeEach(async () => {
  name = `refs${++n}`;
  const seeded = await lab.seedRepo({ name, files: { 'a.txt': 'one\n', 'src/b.txt': 'two\n' } });
  first = seeded.head;
  lab.people.permit('ada', seeded.fullName, 'write');
  const found: { repository: { id: string } } = await app.graphql(
    'query($name: String!) { repository(owner: "acme", name: $name) { id } }',
    { name },
  );
  repositoryId = found.repository.id;
});

const commit = async (
  message: string,
  parent = first,
  files = { 'a.txt': message },
): Promise<string> => {
  const at = { owner: 'acme', repo: name };
  const tree = Object.entries(files).map(([path, content]) => ({
    path,
    mode: '100644' as const,
    type: 'blob' as const,
    content,
  }));
  const made = await app.request('POST /repos/{owner}/{repo}/git/trees', {
    ...at,
    tree,
    base_tree: parent,
  });
  const done = await app.request('POST /repos/{owner}/{repo}/git/commits', {
    ...at,
    message,
    tree: made.data.sha,
    parents: [parent],
  });
  return done.data.sha;
};
const update = (
  ...refUpdates: { name: string; beforeOid?: string; afterOid: string; force?: boolean }[]
) => app.graphql(UPDATE, { input: { repositoryId, refUpdates } });
const at = async (ref: string): Promise<string> =>
  (await lab.git(`acme/${name}`, ['rev-parse', '-q', '--verify', ref])).text;

describe('updateRefs', () => {
  it('moves several refs in one step', async () => {
    const one = await commit('one');
    await update(
      { name: 'refs/heads/code', beforeOid: ZERO, afterOid: one },
      { name: 'refs/heads/autopack/state/1-1', beforeOid: ZERO, afterOid: first },
    );

    expect([await at('code'), await at('autopack/state/1-1')]).toEqual([one, first]);
  });

  it('moves nothing when one of two is not where it was expected', async () => {
    const one = await commit('one');
    await update({ name: 'refs/heads/code', beforeOid: ZERO, afterOid: first });
    const torn = update(
      { name: 'refs/heads/code', beforeOid: first, afterOid: one },
      { name: 'refs/heads/main', beforeOid: one, afterOid: one },
    );

    await expect(torn).rejects.toMatchObject({
      errors: [{ type: 'UNPROCESSABLE', path: ['updateRefs'] }],
    });
    expect([await at('code'), await at('main')]).toEqual([first, first]);
  });

  it('reads forty zeroes as: must not exist', async () => {
    await expect(
      update({ name: 'refs/heads/main', beforeOid: ZERO, afterOid: first }),
    ).rejects.toThrow();
  });

  it('deletes with forty zeroes after', async () => {
    await update({ name: 'refs/heads/code', beforeOid: ZERO, afterOid: first });
    await update({ name: 'refs/heads/code', beforeOid: first, afterOid: ZERO });

    expect(await at('code')).toBe('');
  });

  it('goes back only by force', async () => {
    const one = await commit('one');
    await update({ name: 'refs/heads/code', beforeOid: ZERO, afterOid: one });
    const back = { name: 'refs/heads/code', beforeOid: one, afterOid: first };

    await expect(update(back)).rejects.toThrow('fast forward');
    await update({ ...back, force: true });
    expect(await at('code')).toBe(first);
  });

  it('lets one of two at the same time win', async () => {
    const [one, two] = [await commit('one'), await commit('two')];
    const results = await Promise.allSettled(
      [one, two].map((afterOid) => update({ name: 'refs/heads/code', beforeOid: ZERO, afterOid })),
    );

    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('refuses what touches workflows, and moves nothing else either', async () => {
    const bad = await commit('bad', first, { '.github/workflows/ci.yml': 'on: push' } as never);
    const both = update(
      { name: 'refs/heads/code', beforeOid: ZERO, afterOid: first },
      { name: 'refs/heads/bad', beforeOid: ZERO, afterOid: bad },
    );

    await expect(both).rejects.toThrow('workflow');
    expect(await at('code')).toBe('');
  });
});

describe('REST refs', () => {
  const patch = (sha: string, force: boolean) =>
    app.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      owner: 'acme',
      repo: name,
      ref: 'heads/code',
      sha,
      force,
    });

  it('with force:false ask only for ancestry, so that a rewound branch is resurrected', async () => {
    const one = await commit('one');
    const two = await commit('two', one);
    await update({ name: 'refs/heads/code', beforeOid: ZERO, afterOid: one });
    await lab.as('ada').push(`acme/${name}`, {
      branch: 'code',
      message: 'rewound',
      files: {},
      from: first,
      force: true,
    });
    await expect(patch(two, false)).rejects.toMatchObject({ status: 422 });

    await update({ name: 'refs/heads/code', afterOid: first, force: true });
    await patch(two, false);
    expect(await at('code')).toBe(two);
  });

  it('refuse to create what is there', async () => {
    const again = app.request('POST /repos/{owner}/{repo}/git/refs', {
      owner: 'acme',
      repo: name,
      ref: 'refs/heads/main',
      sha: first,
    });

    await expect(again).rejects.toMatchObject({ status: 422 });
  });
});

describe('GraphQL', () => {
  it('wants first or last on a connection', async () => {
    const asked = app.graphql(
      `query { repository(owner: "acme", name: "${name}") { refs(refPrefix: "refs/heads/") { totalCount } } }`,
    );

    await expect(asked).rejects.toMatchObject({
      errors: [{ type: 'MISSING_PAGINATION_BOUNDARIES' }],
    });
  });

  it('refuses fields that GitHub does not have', async () => {
    await expect(app.graphql('query { viewer { shoeSize } }')).rejects.toThrow('shoeSize');
  });

  it('pages refs by prefix', async () => {
    for (const run of ['1-1', '1-2', '2-1'])
      await update({ name: `refs/heads/autopack/state/${run}`, beforeOid: ZERO, afterOid: first });
    const page = (after: string | null) =>
      app.graphql(
        `query($after: String) { repository(owner: "acme", name: "${name}") { refs(refPrefix: "refs/heads/autopack/state/", query: "1-", first: 1, after: $after) { nodes { name target { oid } } pageInfo { hasNextPage endCursor } } } }`,
        { after },
      ) as Promise<{
        repository: {
          refs: {
            nodes: { name: string }[];
            pageInfo: { hasNextPage: boolean; endCursor: string };
          };
        };
      }>;
    const one = (await page(null)).repository.refs;
    const two = (await page(one.pageInfo.endCursor)).repository.refs;

    expect([...one.nodes, ...two.nodes].map((ref) => ref.name)).toEqual([
      'autopack/state/1-1',
      'autopack/state/1-2',
    ]);
    expect(one.pageInfo.hasNextPage).toBe(true);
    expect(lab.unknownRoutes).toEqual([]);
  });
});
