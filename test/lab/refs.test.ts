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

describe('commits', () => {
  const QUERY = `query($name: String!, $oid: GitObjectID!) { repository(owner: "acme", name: $name) { object(oid: $oid) {
    ... on Commit { oid message parents(first: 2) { nodes { oid } } author { user { databaseId login } }
      signature { isValid state wasSignedByGitHub } file(path: "src/b.txt") { object { ... on Blob { text byteSize } } }
      history(first: 5) { nodes { oid } } tree { entries { name mode type oid } } } } } }`;
  const look = async (oid: string) =>
    ((await app.graphql(QUERY, { name, oid })) as { repository: { object: unknown } }).repository
      .object;

  it('are signed and by the bot when the App names no author', async () => {
    const one = await commit('one');

    expect(await look(one)).toMatchObject({
      message: 'one',
      parents: { nodes: [{ oid: first }] },
      author: { user: { databaseId: lab.app.bot.id, login: 'autopack[bot]' } },
      signature: { isValid: true, wasSignedByGitHub: true },
      file: { object: { text: 'two\n', byteSize: 4 } },
      history: { nodes: [{ oid: one }, { oid: first }] },
    });
  });

  it('are unsigned when it names one, and when a person pushes them', async () => {
    const author = {
      name: 'autopack[bot]',
      email: `${lab.app.bot.id}+autopack[bot]@users.noreply.github.com`,
    };
    const base = (await lab.git(`acme/${name}`, ['rev-parse', 'main^{tree}'])).text;
    const named = await app.request('POST /repos/{owner}/{repo}/git/commits', {
      owner: 'acme',
      repo: name,
      message: 'x',
      tree: base,
      parents: [first],
      author,
    });
    const pushed = await lab
      .as('ada')
      .push(`acme/${name}`, { branch: 'hers', message: 'y', files: { 'c.txt': 'c' } });

    expect(await look(named.data.sha)).toMatchObject({ signature: null });
    expect(await look(pushed)).toMatchObject({
      signature: null,
      author: { user: { login: 'ada' } },
    });
  });

  it('take a base_tree that is a commit, inline content and deletions', async () => {
    const one = await commit('one', first, { 'src/deep/c.txt': 'c' } as never);
    const tree = await app.request('POST /repos/{owner}/{repo}/git/trees', {
      owner: 'acme',
      repo: name,
      base_tree: one,
      tree: [
        { path: 'src/deep/c.txt', mode: '100644', type: 'blob', sha: null },
        { path: 'src/b.txt', mode: '100644', type: 'blob', sha: null },
      ],
    });
    const files = await app.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      owner: 'acme',
      repo: name,
      tree_sha: tree.data.sha,
      recursive: '1',
    });

    expect(files.data.tree.map((entry) => entry.path)).toEqual(['a.txt']);
  });

  const ON_BRANCH = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid signature { isValid } } } }`;
  const onBranch = (expectedHeadOid: string, fileChanges: object) =>
    app.graphql(ON_BRANCH, {
      input: {
        branch: { repositoryNameWithOwner: `acme/${name}`, branchName: 'main' },
        expectedHeadOid,
        message: { headline: 'made' },
        fileChanges,
      },
    });

  it('are made on a branch whose head is the expected one', async () => {
    await onBranch(first, {
      additions: [{ path: 'n.txt', contents: Buffer.from('n').toString('base64') }],
      deletions: [{ path: 'a.txt' }],
    });

    expect((await lab.git(`acme/${name}`, ['ls-tree', '-r', '--name-only', 'main'])).text).toBe(
      'n.txt\nsrc/b.txt',
    );
    await expect(onBranch(first, {})).rejects.toMatchObject({ errors: [{ type: 'STALE_DATA' }] });
  });

  it('made on a branch may not touch workflows', async () => {
    const additions = [{ path: '.github/workflows/x.yml', contents: '' }];

    await expect(onBranch(first, { additions })).rejects.toThrow('workflow');
    expect(await at('main')).toBe(first);
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
