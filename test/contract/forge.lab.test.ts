import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConflictError, TransientError, UserError } from '../../src/core/errors.ts';
import { codeBranch } from '../../src/core/names.ts';
import { githubForge } from '../../src/github/forge.ts';
import type { RequestRecord } from '../lab/requests.ts';
import { firstEntry } from './a-run.ts';
import { ciSuite } from './ci.suite.ts';
import { dispatchSuite } from './dispatch.suite.ts';
import { forgeBaseSuite } from './forge-base.suite.ts';
import { forgePullsSuite } from './forge-pulls.suite.ts';
import { forgeSuite } from './forge.suite.ts';
import { labWorld, type LabWorld } from './lab-world.ts';

describe('the forge on the lab', () => {
  forgeSuite(() => labWorld({ ci: true }));
  forgePullsSuite(() => labWorld({ ci: true }));
  forgeBaseSuite(() => labWorld({ ci: true }));
  dispatchSuite(() => labWorld({ ci: true }));
  ciSuite(() => labWorld({ ci: true }));
});

describe('the forge on the lab, looked at closely', () => {
  let world: LabWorld;
  beforeAll(async () => {
    world = await labWorld();
  });
  afterAll(() => world.close());
  afterEach(() => world.lab.faults.hook(undefined));

  const at = (method: string, path: RegExp) => (request: RequestRecord) =>
    request.method === method && path.test(request.path);
  const issue = (): Promise<number> => world.openIssue('Build it', 'A plan');
  const begin = async (): Promise<{ number: number; runId: string; head: string }> => {
    const number = await issue();
    const runId = `${number}-1`;
    await world.ledger.create(runId, world.base, firstEntry(runId, world));
    const head = await world.push(codeBranch(runId), { 'src/b.ts': `${number}\n` });
    return { number, runId, head };
  };

  it('repeats a read that failed, and no write', async () => {
    const number = await issue();
    world.lab.faults.once((request) => request.graphql?.name === 'Issue', 502);
    expect((await world.forge.issue(number))?.number).toBe(number);

    world.lab.faults.once(at('POST', /\/comments$/), 'error-after');
    await expect(world.forge.comment(number, 'once')).rejects.toBeInstanceOf(TransientError);
    expect((await world.forge.issue(number))?.ours.map(({ body }) => body)).toEqual(['once']);
  });

  it('gives a read up after three times', async () => {
    world.lab.faults.hook((request) => (request.graphql === null ? undefined : 503));
    world.requests.length = 0;
    await expect(world.forge.issue(1)).rejects.toBeInstanceOf(TransientError);
    expect(world.requests).toHaveLength(3);
  });

  it('adopts a pull request whose reply was lost', async () => {
    const { number, runId, head } = await begin();
    const draft = { runId, base: 'main', title: 'A title', body: 'A body' };
    world.lab.faults.once(at('POST', /\/pulls$/), 'error-after');
    await expect(world.forge.openPull(draft)).rejects.toBeInstanceOf(TransientError);
    const opened = await world.forge.openPull(draft);
    const seen = await world.forge.world({ issue: number, runId, recorded: head, pr: null });
    expect(seen.pull?.number).toBe(opened);
  });

  it('opens a normal pull request where drafts are refused', async () => {
    const { number, runId, head } = await begin();
    world.lab.faults.once(at('POST', /\/pulls$/), 422);
    const pr = await world.forge.openPull({
      runId,
      base: 'main',
      title: 'A title',
      body: 'A body',
    });
    const seen = await world.forge.world({ issue: number, runId, recorded: head, pr });
    expect(seen.pull).toMatchObject({ number: pr, draft: false });
  });

  it('says who has to act when it is refused', async () => {
    const number = await issue();
    world.lab.faults.once(at('POST', /\/comments$/), 403);
    await expect(world.forge.comment(number, 'x')).rejects.toMatchObject({
      code: 'github/forbidden',
    });
    world.lab.faults.once(at('POST', /\/comments$/), 429);
    await expect(world.forge.comment(number, 'x')).rejects.toMatchObject({
      name: 'TransientError',
      retryAfterMs: expect.any(Number),
    });
    world.lab.faults.once(at('POST', /\/comments$/), 409);
    await expect(world.forge.comment(number, 'x')).rejects.toBeInstanceOf(ConflictError);
  });

  it('looks again when a comment that it edits was deleted', async () => {
    const comment = await world.forge.comment(await issue(), 'one');
    await world.forge.deleteComment(comment);
    await expect(world.forge.editComment(comment, 'two')).rejects.toBeInstanceOf(ConflictError);
  });

  it('finds its first comment behind more than a hundred others', async () => {
    const number = await issue();
    const first = await world.forge.comment(number, 'the status');
    for (let n = 0; n < 104; n += 1) await world.comment(number, `talk ${n}`);
    world.requests.length = 0;
    expect((await world.forge.issue(number))?.ours).toEqual([first]);
    expect(world.requests).toHaveLength(2);
  });

  it('finds its first comment on a pull request behind more than a hundred others', async () => {
    const { runId, head, number: on } = await begin();
    const draft = { runId, base: 'main', title: 'A title', body: 'A body' };
    const number = await world.forge.openPull(draft);
    const first = await world.forge.comment(number, 'the answer');
    for (let n = 0; n < 104; n += 1) await world.comment(number, `talk ${n}`);
    const ask = { issue: on, runId, recorded: head, pr: number };
    expect((await world.forge.world(ask)).pullTalk?.ours).toEqual([first]);
  });

  it.each([422, 502])('knows no line of what GitHub cannot compare: %s', async (status) => {
    const { head } = await begin();
    world.lab.faults.hook((request) => (/\/compare\//.test(request.path) ? status : undefined));
    expect(await world.forge.shownLines(world.base, head)).toEqual([]);
    world.lab.faults.hook(undefined);
    expect(await world.forge.shownLines(world.base, head)).toHaveLength(1);
  });

  it('waits with the lines where GitHub asks to', async () => {
    const { head } = await begin();
    world.lab.faults.hook((request) => (/\/compare\//.test(request.path) ? 429 : undefined));
    const asked = world.forge.shownLines(world.base, head);
    await expect(asked).rejects.toBeInstanceOf(TransientError);
  });

  it('keeps bodies below what GitHub takes', async () => {
    const number = await issue();
    const { body } = await world.forge.comment(number, `${'x'.repeat(999)}\n`.repeat(100));
    expect(body.length).toBeLessThanOrEqual(65_000);
    expect(body).toMatch(/… \(cut\)$/);
  });

  it('takes nobody for itself by name', async () => {
    const number = await issue();
    await world.forge.comment(number, 'by the app');
    const { client, repo } = world;
    const other = githubForge({ client, repo, identity: { botId: 1, appId: 1 } });
    expect((await other.issue(number))?.ours).toEqual([]);
    const { runId, head } = await begin();
    const audit = { name: 'autopack / audit', head, externalId: 'x' } as const;
    const words = { status: 'completed', conclusion: 'success', title: 't', summary: 's' } as const;
    await world.forge.createCheck({ ...audit, ...words });
    const seen = await other.world({ issue: number, runId, recorded: head, pr: null });
    expect(seen.checks).toEqual([]);
    expect(seen.otherChecks).toMatchObject([{ job: 'autopack / audit', conclusion: 'success' }]);
  });

  it('reads texts as they are in git, and leaves out what is none', async () => {
    const long = 'line\n'.repeat(120_000);
    const head = await world.push('files', {
      'empty.txt': '',
      'long.txt': long,
      'wide.txt': 'Ünïcode 🎉 \uFEFF\r\n',
      'zero.bin': 'a\0b',
    });
    const tree = await world.forge.tree(head);
    world.requests.length = 0;
    const files = await world.forge.files(head, tree);
    expect(files.map(({ path }) => path)).toEqual([
      'README.md',
      'empty.txt',
      'long.txt',
      'src/a.ts',
      'wide.txt',
    ]);
    expect(files.find(({ path }) => path === 'long.txt')?.text).toBe(long);
    expect(files.find(({ path }) => path === 'wide.txt')?.text).toBe('Ünïcode 🎉 \uFEFF\r\n');
    expect(world.requests).toHaveLength(2);
    world.requests.length = 0;
    await world.forge.files(head, tree);
    await world.forge.tree(head);
    expect(world.requests).toHaveLength(0);
  });

  it('does not work on half a listing', async () => {
    const head = await world.push('many', { 'x/y.txt': 'y' });
    const { limits } = world.lab;
    const before = limits.treeEntries;
    Object.assign(limits, { treeEntries: 2 });
    const listing = world.forge.tree(head);
    await expect(listing).rejects.toMatchObject({ code: 'github/tree-too-large' });
    await expect(listing).rejects.toBeInstanceOf(UserError);
    Object.assign(limits, { treeEntries: before });
  });

  it('knows of nothing required where statuses are withheld, and asks once', async () => {
    const { number, runId, head } = await begin();
    const pr = await world.forge.openPull({ runId, base: 'main', title: 't', body: 'b' });
    const forge = world.asWorkflow({ mayDispatch: false });
    const ask = { issue: number, runId, recorded: head, pr, required: true };
    const asked = (): number =>
      world.lab.requests.count(({ graphql }) => graphql?.name === 'World');
    const before = asked();
    expect((await forge.world(ask)).required).toBeUndefined();
    expect(asked() - before).toBe(2);
    expect((await forge.world(ask)).pull?.number).toBe(pr);
    expect(asked() - before).toBe(3);
  });

  it('costs one request to look, two when somebody moved the branch', async () => {
    const { number, runId, head } = await begin();
    world.requests.length = 0;
    await world.forge.world({ issue: number, runId, recorded: head, pr: null });
    expect(world.requests).toHaveLength(1);
    world.requests.length = 0;
    await world.forge.world({ issue: number, runId, recorded: world.base, pr: null });
    expect(world.requests).toHaveLength(2);
  });
});
