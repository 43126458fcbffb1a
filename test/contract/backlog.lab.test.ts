import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEBT_LABEL } from '../../src/core/backlog/writes.ts';
import { ConflictError } from '../../src/core/errors.ts';
import { backlogSuite } from './backlog.suite.ts';
import { labWorld, type LabWorld } from './lab-world.ts';

describe('the backlog on the lab', () => backlogSuite(() => labWorld()));

describe('the backlog on the lab, looked at closely', () => {
  let world: LabWorld;
  beforeAll(async () => {
    world = await labWorld();
  });
  afterAll(() => world.close());

  it('is read behind more than a hundred issues, a hundred a request', async () => {
    for (let n = 0; n < 103; n += 1)
      await world.forge.createIssue({ title: `Debt ${n}`, body: 'b', labels: [DEBT_LABEL] });
    world.requests.length = 0;
    const listed = await world.forge.debtIssues();
    expect(listed.map(({ title }) => title)).toEqual(
      Array.from({ length: 103 }, (_, n) => `Debt ${n}`),
    );
    expect(world.requests).toHaveLength(2);
  });

  it('keeps bodies below what GitHub takes', async () => {
    const body = `${'x'.repeat(999)}\n`.repeat(100);
    const number = await world.forge.createIssue({ title: 'Long', body, labels: [DEBT_LABEL] });
    const seen = (await world.forge.debtIssues()).find((issue) => issue.number === number);
    expect(seen?.body.length).toBeLessThanOrEqual(65_000);
  });

  it('looks again when an issue that it edits is gone', async () => {
    await expect(world.forge.editIssue(98_765, { open: false })).rejects.toBeInstanceOf(
      ConflictError,
    );
  });
});
