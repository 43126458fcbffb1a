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
const look = async (number: number, fields: string): Promise<Record<string, unknown>> => {
  const found: { repository: { issue: Record<string, unknown> } } = await app.graphql(
    `query { repository(owner: "acme", name: "talk") { issue(number: ${number}) { ${fields} } } }`,
  );
  return found.repository.issue;
};

describe('an issue', () => {
  it('has at most 65,536 characters, and so has a comment', async () => {
    const issue = await open('x'.repeat(65_536));
    const long = { body: 'é'.repeat(65_537) };
    const ada = lab.as('write');

    expect(
      (await ada.request('POST', `/repos/${REPO}/issues/${issue}/comments`, long)).status,
    ).toBe(422);
    expect((await ada.request('PATCH', `/repos/${REPO}/issues/${issue}`, long)).status).toBe(422);
    expect(
      (
        await ada.request('POST', `/repos/${REPO}/issues/${issue}/comments`, {
          body: 'é'.repeat(65_536),
        })
      ).status,
    ).toBe(201);
  });

  it('remembers who labelled it, and when', async () => {
    const issue = await open();
    await lab.as('triage').label(REPO, issue, 'autopack:run', 'bug');
    await lab.as('triage').unlabel(REPO, issue, 'autopack:run');
    const seen = await look(
      issue,
      `databaseId labels(first: 5) { nodes { name } }
       timelineItems(itemTypes: [LABELED_EVENT], last: 10) { nodes { ... on LabeledEvent { id createdAt actor { __typename login } label { name } } } }`,
    );

    expect(seen).toMatchObject({
      labels: { nodes: [{ name: 'bug' }] },
      timelineItems: {
        nodes: [
          { actor: { login: 'triage' }, label: { name: 'autopack:run' } },
          { actor: { login: 'triage' }, label: { name: 'bug' } },
        ],
      },
    });
  });

  it('shows when its body was last edited, and a comment too', async () => {
    const issue = await open();
    const id = await lab.as('write').comment(REPO, issue, 'first');
    const before = await look(issue, 'lastEditedAt comments(first: 5) { nodes { lastEditedAt } }');
    await lab.as('write').must('PATCH', `/repos/${REPO}/issues/${issue}`, { body: 'changed' });
    await lab.as('write').must('PATCH', `/repos/${REPO}/issues/comments/${id}`, { body: 'second' });
    const after = await look(
      issue,
      'body lastEditedAt comments(first: 5) { nodes { body lastEditedAt } }',
    );

    expect(before).toEqual({ lastEditedAt: null, comments: { nodes: [{ lastEditedAt: null }] } });
    expect(after).toMatchObject({
      body: 'changed',
      lastEditedAt: expect.stringMatching(/^....-..-..T..:..:..Z$/),
    });
    expect(after).toMatchObject({
      comments: { nodes: [{ body: 'second', lastEditedAt: expect.any(String) }] },
    });
  });

  it('is closed, reopened and locked', async () => {
    const issue = await open();
    const url = `/repos/${REPO}/issues/${issue}`;
    await app.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
      ...at,
      issue_number: issue,
      state: 'closed',
      state_reason: 'completed',
    });
    const closed = await look(issue, 'state stateReason');
    await lab.as('write').must('PATCH', url, { state: 'open' });
    await lab.as('write').request('PUT', `${url}/lock`, {});

    expect(closed).toEqual({ state: 'CLOSED', stateReason: 'COMPLETED' });
    expect(await look(issue, 'state locked')).toEqual({ state: 'OPEN', locked: true });
    expect((await lab.as('read').request('POST', `${url}/comments`, { body: 'x' })).status).toBe(
      403,
    );
  });

  it('is read by others but edited only by its author and writers', async () => {
    const issue = await open();

    expect(
      (await lab.as('triage').request('PATCH', `/repos/${REPO}/issues/${issue}`, { body: 'mine' }))
        .status,
    ).toBe(403);
  });
});

describe('comments', () => {
  it('are paged in full', async () => {
    const issue = await open();
    for (let i = 0; i < 5; i++) await lab.as('read').comment(REPO, issue, `c${i}`);
    const page = await app.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...at,
      issue_number: issue,
      per_page: 2,
      page: 3,
    });

    expect(page.data.map((comment) => comment.body)).toEqual(['c4']);
    expect(page.headers.link).toContain('rel="prev"');
  });

  it('are never deduplicated, but reactions are', async () => {
    const issue = await open();
    await app.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...at,
      issue_number: issue,
      body: 'same',
    });
    await app.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...at,
      issue_number: issue,
      body: 'same',
    });
    const { id } = (await look(issue, 'id')) as { id: string };
    const react = () =>
      app.graphql(
        `mutation($id: ID!) { addReaction(input: { subjectId: $id, content: EYES }) { reaction { content } } }`,
        { id },
      );
    await react();
    await react();
    const again = await app.request('POST /repos/{owner}/{repo}/issues/{issue_number}/reactions', {
      ...at,
      issue_number: issue,
      content: 'eyes',
    });

    expect(again.status).toBe(200);
    expect(
      await look(issue, 'comments(first: 9) { totalCount } reactions(first: 9) { totalCount }'),
    ).toEqual({
      comments: { totalCount: 2 },
      reactions: { totalCount: 1 },
    });
  });

  it('of a bot are shown by its name without [bot] in GraphQL, and deleted for good', async () => {
    const issue = await open();
    const made = await app.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...at,
      issue_number: issue,
      body: 'hi',
    });
    const seen = await look(
      issue,
      'comments(last: 5) { nodes { databaseId author { __typename login ... on Bot { databaseId } } } }',
    );
    await app.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      ...at,
      comment_id: made.data.id,
    });

    expect(made.data.user?.login).toBe('autopack[bot]');
    expect(seen).toEqual({
      comments: {
        nodes: [
          {
            databaseId: made.data.id,
            author: { __typename: 'Bot', login: 'autopack', databaseId: lab.app.bot.id },
          },
        ],
      },
    });
    expect(await look(issue, 'comments(last: 5) { totalCount }')).toEqual({
      comments: { totalCount: 0 },
    });
  });

  it('of others are not edited by people without write access', async () => {
    const issue = await open();
    const id = await lab.as('write').comment(REPO, issue, 'mine');

    expect(
      (
        await lab
          .as('triage')
          .request('PATCH', `/repos/${REPO}/issues/comments/${id}`, { body: 'x' })
      ).status,
    ).toBe(403);
  });
});

it('has had everything that was asked here', () => lab.assertClean());
