/** What stands behind the first page of a list, on the lab. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHECKS } from '../../src/core/names.ts';
import type { CheckDraft } from '../../src/ports.ts';
import { otherApp } from '../lab/ci/other-app.ts';
import { forgeActs } from './forge-acts.ts';
import { labWorld, type LabWorld } from './lab-world.ts';

describe('a long list', () => {
  let world: LabWorld;
  beforeAll(async () => {
    world = await labWorld();
  });
  afterAll(() => world.close());
  const { run, look, openPull } = forgeActs(() => world);

  it('of reviews has our first one in it, whatever people said since', async () => {
    const at = await run();
    const number = await openPull(at.runId);
    const body = '<!-- autopack:review -->\nLooks fine';
    await world.forge.review(number, { head: at.head, body, comments: [] });
    const ada = world.lab.as('ada');
    const path = `/repos/acme/shop/pulls/${number}/reviews`;
    for (let n = 0; n < 105; n += 1)
      await ada.must('POST', path, { event: 'COMMENT', body: `reply ${n}` });
    world.requests.length = 0;
    expect((await look(at, at.head, number)).reviews).toMatchObject([{ body }]);
    expect(world.requests).toHaveLength(2);
  });

  const check = (head: string, n: number): CheckDraft => ({
    ...{ name: CHECKS.run, head, externalId: `x:${n}`, status: 'completed' },
    ...{ conclusion: 'success', title: 't', summary: 's' },
  });

  it('of check runs of one suite is read to its end', async () => {
    const at = await run();
    for (let n = 0; n < 105; n += 1) await world.forge.createCheck(check(at.head, n));
    const { checks } = await look(at, at.head);
    expect(new Set(checks.map(({ externalId }) => externalId)).size).toBe(105);
  });

  it('of check suites has those of others in it that come last', async () => {
    const at = await run();
    const { lab } = world;
    const row = lab.internals.repo('acme/shop');
    if (row === undefined) throw new Error('lab: it is empty');
    for (let n = 0; n < 55; n += 1)
      lab.internals.checks.create(row, otherApp(lab.internals, n), {
        ...{ name: `check ${n}`, head_sha: at.head },
        ...{ status: 'completed', conclusion: n === 54 ? 'failure' : 'success' },
      });
    const { otherChecks } = await look(at, at.head);
    expect(otherChecks).toHaveLength(55);
    expect(otherChecks.filter(({ conclusion }) => conclusion === 'failure')).toMatchObject([
      { job: 'check 54' },
    ]);
  });

  it('of commits that came after ours ends with the newest', async () => {
    const at = await run();
    const ada = world.lab.as('ada');
    const path = '/repos/acme/shop/git/commits';
    const before = await ada.request('GET', `${path}/${at.head}`);
    const { tree } = before.body as { tree: { sha: string } };
    let tip = at.head;
    for (let n = 0; n < 255; n += 1) {
      const commit = { message: `commit ${n}`, tree: tree.sha, parents: [tip] };
      tip = String((await ada.must('POST', path, commit))['sha']);
    }
    await world.force(at.branch, tip);
    const { branch } = await look(at, at.head);
    expect(branch).toMatchObject({ is: 'ahead', head: tip });
    expect(branch.is === 'ahead' ? branch.commits.at(-1)?.sha : null).toBe(tip);
  });

  it('of issues with the label is read to its end', async () => {
    const { forge } = world;
    const labelled: number[] = [];
    for (let n = 0; n < 103; n += 1) {
      const number = await world.openIssue('Build it', 'A plan');
      await forge.label(number, ['autopack:run'], []);
      labelled.push(number);
    }
    expect((await forge.labelledIssues()).toSorted((a, b) => a - b)).toEqual(labelled);
  });
});
