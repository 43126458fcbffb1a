import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Octokit } from '@octokit/core';
import { appClient } from './app-client.ts';
import { startLab, type Lab } from './lab.ts';

let lab: Lab;
let app: Octokit;
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
const at = async (ref: string): Promise<string> =>
  (await lab.git(`acme/${name}`, ['rev-parse', '-q', '--verify', ref])).text;

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
